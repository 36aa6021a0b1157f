package org.xorcast.core.path;

/**
 * What a node did as a STUN server.
 *
 * @param answered requests
 * @param refused datagrams that looked like STUN and got no answer: no request, a request for more
 *     than one address can tell, or beyond an address's rate
 */
public record StunCounters(long answered, long refused) {}
