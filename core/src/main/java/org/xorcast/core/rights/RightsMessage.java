package org.xorcast.core.rights;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/** What neighbours say to each other about rights. Wire formats: docs/protocol/rights.md. */
public sealed interface RightsMessage {
  /** Most statements in one {@link Told}: they fill about 40 KiB. */
  int STATEMENTS_MAX = 256;

  int DIGEST_HASHES = 3;

  /**
   * "The owner has said this."
   *
   * @param forAll whether everybody is to know, or it only answers {@link Wanted}
   */
  record Told(boolean forAll, List<Statement> statements) implements RightsMessage {}

  /**
   * What the sender was told, as hashes; only different ones are answered.
   *
   * @param answer whether the sender has just answered a digest, so that no other follows
   */
  record Digest(boolean answer, List<Long> hashes) implements RightsMessage {}

  /** "What do you know of this peer's right?" */
  record Wanted(PeerId peer) implements RightsMessage {}

  default byte[] encode() {
    Writer writer = Writer.frame(FrameType.RIGHTS);
    switch (this) {
      case Told m -> {
        writer.u8(m.forAll ? 1 : 0).varint(m.statements.size());
        m.statements.forEach(statement -> writer.bytes(statement.signed().unwrap()));
      }
      case Digest m -> {
        writer.u8(m.answer ? 3 : 2);
        m.hashes.forEach(writer::u64);
      }
      case Wanted m -> writer.u8(4).peerId(m.peer);
    }
    return writer.toByteArray();
  }

  /** Reads a frame whose type is {@link FrameType#RIGHTS}, from behind the type. */
  static RightsMessage read(Reader reader) {
    int kind = reader.u8();
    return switch (kind) {
      case 0, 1 -> new Told(kind == 1, readStatements(reader));
      case 2, 3 -> new Digest(kind == 3, List.of(reader.u64(), reader.u64(), reader.u64()));
      case 4 -> new Wanted(reader.peerId());
      default -> throw new WireException("rights of unknown kind " + kind);
    };
  }

  private static List<Statement> readStatements(Reader reader) {
    int count = reader.varintInt(STATEMENTS_MAX);
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      statements.add(Statement.decode(reader.bytes(Statement.SIZE_MAX_BYTES)));
    }
    return statements;
  }
}
