package org.xorcast.core.path;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.wire.FrameType;
import org.xorcast.core.wire.Reader;
import org.xorcast.core.wire.WireException;
import org.xorcast.core.wire.Writer;

/** What the two ends of a link tell each other about paths. Formats: docs/protocol/path.md. */
sealed interface PathFrame {
  /** Most places in one {@link Call}. */
  int CANDIDATES_MAX = 16;

  /**
   * Where I may be found, and how my pings are known.
   *
   * @param answer whether it replies to a call of the other end
   * @param varies whether my NAT gives me another port towards everybody
   * @param observed where I see you, null if I see a relay
   */
  record Call(
      boolean answer,
      boolean varies,
      PathKey key,
      @Nullable Endpoint observed,
      List<Endpoint> candidates)
      implements PathFrame {}

  /** I have opened many ports towards you: guess one. */
  record Guess() implements PathFrame {}

  /**
   * Pass on to me what others send me through you.
   *
   * @param other whether those who have the other IP version only are to find you, too
   */
  record Reserve(boolean other) implements PathFrame {}

  /**
   * The answer.
   *
   * @param seconds for how long, 0 for not at all
   * @param other where I am in the other IP version than that of this link, null if that was not
   *     asked or is not known
   */
  record Reserved(int seconds, @Nullable Endpoint other) implements PathFrame {}

  /**
   * Have somebody send this to where you see me, somebody whom I have never sent anything.
   *
   * @param port to this port of that address instead, 0 for none
   */
  record AskDialBack(Bytes nonce, int port) implements PathFrame {}

  /** Send this there, for somebody I am linked with. */
  record DialBackFor(Bytes nonce, Endpoint to) implements PathFrame {}

  /** Whether somebody was asked to. */
  record DialBackAsked(Bytes nonce, boolean asked) implements PathFrame {}

  default byte[] encode() {
    return switch (this) {
      case Call m -> {
        Writer writer =
            Writer.frame(FrameType.CALL)
                .u8(m.answer ? 1 : 0)
                .u8(m.varies ? 1 : 0)
                .u64(m.key.tag())
                .raw(m.key.key().unwrap());
        optional(writer, m.observed).varint(m.candidates.size());
        m.candidates.forEach(writer::endpoint);
        yield writer.toByteArray();
      }
      case Guess m -> Writer.frame(FrameType.GUESS).toByteArray();
      case Reserve m -> Writer.frame(FrameType.RESERVE).u8(m.other ? 1 : 0).toByteArray();
      case Reserved m ->
          optional(Writer.frame(FrameType.RESERVED).varint(m.seconds), m.other).toByteArray();
      case AskDialBack m -> {
        Writer writer = Writer.frame(FrameType.ASK_DIAL_BACK).raw(m.nonce.unwrap());
        yield (m.port == 0 ? writer.u8(0) : writer.u8(1).u16(m.port)).toByteArray();
      }
      case DialBackFor m ->
          Writer.frame(FrameType.DIAL_BACK_FOR).raw(m.nonce.unwrap()).endpoint(m.to).toByteArray();
      case DialBackAsked m ->
          Writer.frame(FrameType.DIAL_BACK_ASKED)
              .raw(m.nonce.unwrap())
              .u8(m.asked ? 1 : 0)
              .toByteArray();
    };
  }

  private static Writer optional(Writer writer, @Nullable Endpoint endpoint) {
    return endpoint == null ? writer.u8(0) : writer.u8(1).endpoint(endpoint);
  }

  /** Reads a frame whose type is one of these. */
  static PathFrame decode(byte[] frame) {
    FrameType type = FrameType.of(frame);
    Reader reader = new Reader(frame);
    reader.u8();
    PathFrame message =
        switch (type) {
          case CALL -> call(reader);
          case GUESS -> new Guess();
          case RESERVE -> new Reserve(reader.flag());
          case RESERVED -> new Reserved(reader.varintInt(Integer.MAX_VALUE), optional(reader));
          case ASK_DIAL_BACK -> new AskDialBack(nonce(reader), reader.flag() ? port(reader) : 0);
          case DIAL_BACK_FOR -> new DialBackFor(nonce(reader), reader.endpoint());
          case DIAL_BACK_ASKED -> new DialBackAsked(nonce(reader), reader.flag());
          default -> throw new IllegalArgumentException(type + " is not about paths");
        };
    reader.end();
    return message;
  }

  private static Call call(Reader reader) {
    boolean answer = reader.flag();
    boolean varies = reader.flag();
    PathKey key = new PathKey(reader.u64(), Bytes.wrap(reader.raw(PathKey.KEY_BYTES)));
    Endpoint observed = optional(reader);
    int count = reader.varintInt(CANDIDATES_MAX);
    List<Endpoint> candidates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      candidates.add(reader.endpoint());
    }
    return new Call(answer, varies, key, observed, List.copyOf(candidates));
  }

  private static @Nullable Endpoint optional(Reader reader) {
    return reader.flag() ? reader.endpoint() : null;
  }

  private static int port(Reader reader) {
    int port = reader.u16();
    if (port == 0) {
      throw new WireException("a port is not 0");
    }
    return port;
  }

  private static Bytes nonce(Reader reader) {
    return Bytes.wrap(reader.raw(PathMessage.NONCE_BYTES));
  }
}
