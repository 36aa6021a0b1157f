/** The {@code xorcast} program. */
@NullMarked
package org.xorcast.app;

import org.jspecify.annotations.NullMarked;
