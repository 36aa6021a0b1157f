/** Tests of the library as its users see it: real nodes, real sockets, loopback. */
@NullMarked
package org.xorcast;

import org.jspecify.annotations.NullMarked;
