/** Tests of the package of the same name. */
@NullMarked
package org.xorcast.history;

import org.jspecify.annotations.NullMarked;
