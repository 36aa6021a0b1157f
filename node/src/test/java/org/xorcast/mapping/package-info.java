/**
 * Port mapping: bytes after the RFCs, fake gateways that lie and fail on loopback, and a real
 * miniupnpd in network namespaces of its own ({@code lab/nat/igd}).
 */
@NullMarked
package org.xorcast.mapping;

import org.jspecify.annotations.NullMarked;
