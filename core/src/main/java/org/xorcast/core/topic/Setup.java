package org.xorcast.core.topic;

import org.xorcast.core.cast.Author;
import org.xorcast.core.cast.CastConfig;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.overlay.OverlayConfig;

/**
 * What a node brings to every group that it belongs to.
 *
 * @param epochMillisAtZero the wall clock, milliseconds since 1970, when the event time was 0
 */
public record Setup(
    Identity identity,
    Verifier verifier,
    OverlayConfig overlay,
    CastConfig cast,
    long epochMillisAtZero) {

  /**
   * Who signs in a group what this node publishes there.
   *
   * @param group the 32 bytes of the group's id
   */
  public Author author(Bytes group) {
    return new Author(identity, group, cast, epochMillisAtZero);
  }
}
