/**
 * Small programs that use the library, to be read, run and copied from: a chat, a live
 * configuration, a file drop. Each is one file that does one thing.
 *
 * <p>{@code examples/run NAME} runs one; without further words it says which ones it wants. What an
 * example needs of the library is in its public API: a trick here would be a gap there. Every
 * example is tested with two nodes.
 */
@NullMarked
package org.xorcast.examples;

import org.jspecify.annotations.NullMarked;
