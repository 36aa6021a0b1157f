/** Tests of the package of the same name. */
@NullMarked
package org.xorcast.loop;

import org.jspecify.annotations.NullMarked;
