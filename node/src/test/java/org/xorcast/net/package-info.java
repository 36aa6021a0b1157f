/** Tests of the package of the same name. */
@NullMarked
package org.xorcast.net;

import org.jspecify.annotations.NullMarked;
