package org.xorcast.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What one measured stretch of time has shown: what the system's process says of its deliveries,
 * and what the kernel says of their price.
 */
record Phase(JsonNode told, Kernel before, Kernel after, int payloadBytes) {
  long deliveries() {
    return told.path("deliveries").asLong();
  }

  double messagesPerSecond() {
    return told.path("completed").asLong() / told.path("seconds").asDouble();
  }

  double processorMicrosPerDelivery() {
    return (after.processTicks() - before.processTicks())
        * (1e6 / Kernel.TICKS_PER_SECOND)
        / deliveries();
  }

  double wireBytesPerPayloadByte() {
    return (after.loopbackBytes() - before.loopbackBytes())
        / ((double) deliveries() * payloadBytes);
  }

  private double packetsPerDelivery() {
    return (after.loopbackPackets() - before.loopbackPackets()) / (double) deliveries();
  }

  /** Processors that other programs kept busy. */
  double otherLoad() {
    long others =
        after.machineTicks()
            - before.machineTicks()
            - (after.processTicks() - before.processTicks());
    double seconds = (after.atNanos() - before.atNanos()) / 1e9;
    return Math.max(0, others / Kernel.TICKS_PER_SECOND / seconds);
  }

  double millis(String name) {
    return told.path(name).asDouble(Double.NaN);
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("seconds", told.path("seconds").asDouble());
    node.put("published", told.path("published").asLong());
    node.put("completed", told.path("completed").asLong());
    node.put("deliveries", deliveries());
    put(node, "messagesPerSecond", messagesPerSecond());
    put(node, "processorMicrosPerDelivery", processorMicrosPerDelivery());
    put(node, "wireBytesPerPayloadByte", wireBytesPerPayloadByte());
    put(node, "packetsPerDelivery", packetsPerDelivery());
    put(node, "p50Millis", millis("p50Millis"));
    put(node, "p99Millis", millis("p99Millis"));
    put(node, "lastP50Millis", millis("lastP50Millis"));
    node.put("residentBytes", after.residentBytes());
    put(node, "otherLoad", otherLoad());
    return node;
  }

  /** JSON has no number for what comes of dividing by no deliveries. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
