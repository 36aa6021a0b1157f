/** The library: a node and the ways to send through it. */
@NullMarked
package org.xorcast;

import org.jspecify.annotations.NullMarked;
