package org.xorcast.sim.report;

/**
 * What a protocol came to over all messages and seeds. "Per node" means per message and per node
 * that was to receive it.
 *
 * @param deliveredMean deliveries over those wanted, 0 to 1
 * @param deliveredWorst the same for the worst message
 * @param copiesPerNode payload copies received
 * @param payloadSendsPerNode payload copies sent, also to dead nodes
 * @param controlPerNode frames without payload sent
 * @param lastHopMean hops to the last node, averaged over messages
 * @param p50Millis from publication to delivery, as all times
 */
public record Figures(
    double deliveredMean,
    double deliveredWorst,
    double copiesPerNode,
    double payloadSendsPerNode,
    double controlPerNode,
    double lastHopMean,
    double p50Millis,
    double p99Millis,
    double maxMillis) {}
