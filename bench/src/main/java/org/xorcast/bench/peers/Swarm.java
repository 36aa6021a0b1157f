package org.xorcast.bench.peers;

/** Many nodes of one system in this process, every one of them joined to the others. */
interface Swarm extends AutoCloseable {
  /** Takes what arrives. Thread-safe. */
  @FunctionalInterface
  interface Receiver {
    void arrived(int node, byte[] payload);
  }

  /** Starts the nodes and returns when all of them have joined. */
  void start(int nodes, Receiver receiver) throws Exception;

  /** Sends to all nodes. Called from many threads. */
  void publish(int node, byte[] payload) throws Exception;

  @Override
  void close();
}
