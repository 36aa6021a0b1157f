/**
 * A door in the home router: asks the default gateway to lead one UDP port of its public address to
 * this node.
 *
 * <p>Routers understand one of three languages or none: PCP (RFC 6887), its older sister NAT-PMP
 * (RFC 6886), and UPnP's Internet Gateway Device 1 and 2. {@link org.xorcast.mapping.PortMapper}
 * tries all three at once, keeps the first that succeeds, takes back what the others got, and
 * renews at half of the lifetime. Between renewals it looks every two minutes whether the gateway
 * still remembers: PCP and NAT-PMP count seconds since the gateway's start (the epoch), and a count
 * that went back means that it restarted and forgot; UPnP is asked for the entry.
 *
 * <p>It asks for the external port that the internal one is: many gateways keep the source port of
 * what leaves, and with two numbers others would see another address than the advertised one.
 *
 * <p>The gateway is believed about itself only. Answers of other senders are dropped, and
 * descriptions and control addresses elsewhere are not fetched. What it says its public address is
 * may be a lie or the inside of a carrier's NAT: see {@link org.xorcast.mapping.Mapping#trusted}.
 *
 * <p>IPv4 only; IPv6 has no ports to map. What must never happen here: work on the node's loop, a
 * body, document or wait without bound, a DTD, a host name that is looked up, a mapping that
 * outlives {@code close} because it was forgotten.
 */
@NullMarked
package org.xorcast.mapping;

import org.jspecify.annotations.NullMarked;
