/** Tests of the package of the same name. */
@NullMarked
package org.xorcast.identity;

import org.jspecify.annotations.NullMarked;
