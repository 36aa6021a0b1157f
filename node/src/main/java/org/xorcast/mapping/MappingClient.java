package org.xorcast.mapping;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * One protocol's way to one mapping. All calls block, within the bounds of {@link Wiring.Times}; an
 * interrupt ends them early with an exception. One thread at a time.
 */
interface MappingClient {
  Protocol protocol();

  /**
   * Makes the mapping or renews it.
   *
   * @param wanted asked before each step that leaves something at the gateway: if false, the step
   *     is not done and this throws
   * @throws RefusedException if the gateway said no; any other IOException if it did not say much
   */
  Mapping map(BooleanSupplier wanted) throws IOException;

  /**
   * False if the gateway has forgotten the mapping since the last answer, or has another address.
   *
   * @throws IOException if it did not answer, which says nothing about the mapping
   */
  boolean holds() throws IOException;

  /** True if a mapping may be there: one was made, or was asked for and the answer did not come. */
  boolean mayHold();

  /** Removes the mapping. Does nothing if none can be there. */
  void unmap() throws IOException;
}
