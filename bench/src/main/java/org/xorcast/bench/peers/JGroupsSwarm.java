package org.xorcast.bench.peers;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.LOCAL_PING;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;

/**
 * JGroups with the protocols of the {@code tcp.xml} that it ships: everybody has a connection to
 * everybody, in plain text, and nothing is signed. Members find each other within the process.
 */
final class JGroupsSwarm implements Swarm {
  private static final int FIRST_PORT = 7800;
  private static final int JOIN_SECONDS = 120;
  private static final int POLL_MILLIS = 50;

  private final List<JChannel> channels = new ArrayList<>();

  @Override
  public void start(int nodes, Receiver receiver) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int i = 0; i < nodes; i++) {
      int number = i;
      TCP tcp = new TCP();
      tcp.setBindAddress(loopback).setBindPort(FIRST_PORT).setPortRange(10 * nodes);
      JChannel channel =
          new JChannel(
              tcp,
              new LOCAL_PING(),
              new MERGE3(),
              new FD_SOCK2(),
              new FD_ALL3(),
              new VERIFY_SUSPECT2(),
              new NAKACK2(),
              new UNICAST3(),
              new STABLE(),
              new GMS().setJoinTimeout(2000),
              new UFC(),
              new MFC(),
              new FRAG4());
      channel.setReceiver(
          new org.jgroups.Receiver() {
            @Override
            public void receive(Message message) {
              byte[] payload = new byte[message.getLength()];
              System.arraycopy(message.getArray(), message.getOffset(), payload, 0, payload.length);
              receiver.arrived(number, payload);
            }
          });
      channel.connect("bench");
      channels.add(channel);
    }
    awaitView(nodes);
  }

  private void awaitView(int nodes) throws InterruptedException {
    for (int left = JOIN_SECONDS * 1000 / POLL_MILLIS; left > 0; left--) {
      if (channels.stream().allMatch(channel -> channel.getView().size() == nodes)) {
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IllegalStateException("no view of all " + nodes + " in " + JOIN_SECONDS + " s");
  }

  @Override
  public void publish(int node, byte[] payload) throws Exception {
    channels.get(node).send(new BytesMessage(null, payload));
  }

  @Override
  public void close() {
    channels.forEach(JChannel::close);
  }
}
