/** Tests of the package of the same name. */
@NullMarked
package org.xorcast.store;

import org.jspecify.annotations.NullMarked;
