/** Benchmarks and fuzz campaigns; not published. */
@NullMarked
package org.xorcast.bench;

import org.jspecify.annotations.NullMarked;
