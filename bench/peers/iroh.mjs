// iroh-gossip (HyParView and Plumtree over QUIC), its own defaults. Links are encrypted, messages not signed.
//
// The package has no switch for relays. None is given to anybody, and in a network of loopback none is reached.
import { Iroh } from '@number0/iroh';
import { randomBytes } from 'node:crypto';
import { run, sleep, tell } from './workload.mjs';

const BOOTSTRAP_MAX = 3;
const JOIN_AT_ONCE = 10;

const senders = [];

async function start(nodes, arrived) {
  const topic = Array.from(randomBytes(32));
  const irohs = [];
  for (let i = 0; i < nodes; i++) {
    irohs.push(await Iroh.memory({ nodeDiscovery: 'None', ipv4Addr: '127.0.0.1:0' }));
    tell('progress', { started: i + 1 });
  }
  const addresses = [];
  for (const iroh of irohs) {
    const { nodeId } = await iroh.net.nodeAddr();
    const listen = (await iroh.node.status()).listenAddrs.filter((a) => a.startsWith('127.'));
    addresses.push({ nodeId, addresses: listen });
  }
  const neighbours = new Array(nodes).fill(0);
  const join = async (i) => {
    const others = [];
    for (let b = 0; b < Math.min(i, BOOTSTRAP_MAX); b++) {
      others.push(Math.floor(Math.random() * i));
    }
    const unique = [...new Set(others)];
    for (const other of unique) {
      await irohs[i].net.addNodeAddr(addresses[other]);
    }
    senders[i] = await irohs[i].gossip.subscribe(
      topic,
      unique.map((other) => addresses[other].nodeId),
      (error, event) => {
        if (event?.received) {
          arrived(i, event.received.content);
        } else if (event?.lagged) {
          tell('error', { text: `node ${i} was too slow for its subscription and lost messages` });
        } else if (event?.neighborUp) {
          neighbours[i]++;
        } else if (event?.neighborDown) {
          neighbours[i]--;
        }
      },
    );
  };
  for (let from = 0; from < nodes; from += JOIN_AT_ONCE) {
    const batch = [];
    for (let i = from; i < Math.min(nodes, from + JOIN_AT_ONCE); i++) {
      batch.push(join(i));
    }
    // The first node's subscribe answers at once, the others' when they have a neighbour.
    await Promise.all(batch);
    tell('progress', { subscribed: Math.min(nodes, from + JOIN_AT_ONCE) });
  }
  while (neighbours.some((count) => count < 1)) {
    tell('progress', { withoutNeighbour: neighbours.filter((count) => count < 1).length });
    await sleep(500);
  }
  await sleep(2000);
}

await run({
  start,
  publish: (node, payload) => senders[node].broadcast(Array.from(payload)),
});
