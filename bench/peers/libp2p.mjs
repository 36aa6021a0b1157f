// js-libp2p with gossipsub 1.1 over TCP, Noise and Yamux, its own defaults: messages signed, flood publish.
import './node20.mjs';
import { createLibp2p } from 'libp2p';
import { gossipsub } from '@libp2p/gossipsub';
import { identify } from '@libp2p/identify';
import { noise } from '@chainsafe/libp2p-noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@chainsafe/libp2p-yamux';
import { run, sleep, tell } from './workload.mjs';

const TOPIC = 'bench';
const DIALS = 6;

const swarm = [];

async function create() {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // All nodes share one address here, which the defaults take for an attack.
    connectionManager: { inboundConnectionThreshold: 10_000, maxIncomingPendingConnections: 1_000 },
    services: {
      identify: identify(),
      pubsub: gossipsub({ scoreParams: { IPColocationFactorWeight: 0 } }),
    },
  });
}

async function start(nodes, arrived) {
  for (let i = 0; i < nodes; i++) {
    const node = await create();
    swarm.push(node);
    node.services.pubsub.addEventListener('message', ({ detail }) => {
      if (detail.topic === TOPIC) {
        arrived(i, detail.data);
      }
    });
    node.services.pubsub.subscribe(TOPIC);
    const earlier = [...Array(i).keys()];
    for (let dial = 0; dial < DIALS && earlier.length > 0; dial++) {
      const [other] = earlier.splice(Math.floor(Math.random() * earlier.length), 1);
      await node.dial(swarm[other].getMultiaddrs());
    }
    tell('progress', { started: i + 1 });
  }
  // The mesh grows with the heartbeat, once a second.
  const poor = () => swarm.filter((n) => n.services.pubsub.getMeshPeers(TOPIC).length < 4).length;
  for (let i = 0; i < 30 && (i < 5 || poor() > 0); i++) {
    tell('progress', { withSmallMesh: poor() });
    await sleep(1000);
  }
}

await run({
  start,
  publish: (node, payload) => swarm[node].services.pubsub.publish(TOPIC, payload),
});
