package org.xorcast.sim.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Delivery;
import org.xorcast.core.engine.Effects;
import org.xorcast.core.engine.HistoryQuery;
import org.xorcast.core.engine.Note;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.Refusal;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.wire.WireException;

class FrameTest {
  private static final MessageId ID = new MessageId(-1, 2);
  private static final Message MESSAGE =
      new Message(ID, PeerId.of(new byte[32]), 1_767_225_600_000L, 300, 1, Bytes.wrap(new byte[5]));

  static List<Frame> frames() {
    return List.of(
        new Frame.Payload(MESSAGE, 3, 160),
        new Frame.IHave(List.of(new Frame.Announcement(ID, 200))),
        new Frame.IWant(List.of(ID, new MessageId(0, 0))),
        new Frame.Graft(ID),
        new Frame.Graft(null),
        new Frame.Prune());
  }

  @ParameterizedTest
  @MethodSource("frames")
  void isReadAsItWasWritten(Frame frame) {
    assertThat(Frame.read(Bytes.wrap(sent(frame).whole()))).isEqualTo(frame);
  }

  @Test
  void onlyPayloadIsABodyAndNothingPassesForTheOverlay() {
    for (Frame frame : frames()) {
      Sent sent = sent(frame);
      assertThat(sent.body.length()).isEqualTo(frame instanceof Frame.Payload ? 5 : 0);
      assertThat(sent.head.unwrap()[0] & 0xff).isGreaterThanOrEqualTo(0x20);
    }
  }

  @Test
  void refusesOtherTypes() {
    assertThatThrownBy(() -> Frame.read(Bytes.wrap(new byte[] {0x10})))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("16");
  }

  private record Sent(Bytes head, Bytes body) {
    byte[] whole() {
      byte[] whole = Arrays.copyOf(head.unwrap(), head.length() + body.length());
      System.arraycopy(body.unwrap(), 0, whole, head.length(), body.length());
      return whole;
    }
  }

  private static Sent sent(Frame frame) {
    List<Sent> all = new ArrayList<>();
    frame.send(
        1,
        new Effects() {
          @Override
          public void send(long link, Channel channel, byte[] head, Bytes body) {
            all.add(new Sent(Bytes.wrap(head), body));
          }

          @Override
          public void send(long link, byte[] bytes) {
            all.add(new Sent(Bytes.wrap(bytes), Bytes.wrap(new byte[0])));
          }

          @Override
          public void dial(Endpoint to) {}

          @Override
          public void dial(PeerRecord record) {}

          @Override
          public void close(long link, CloseReason reason) {}

          @Override
          public void deliver(Delivery delivery) {}

          @Override
          public void readHistory(HistoryQuery query) {}

          @Override
          public void validate(long ticket, Delivery delivery) {}

          @Override
          public void published(long ticket, MessageId id, long sequence) {}

          @Override
          public void gathered(long ticket, long sequence) {}

          @Override
          public void refused(long ticket, Refusal reason, long retryNanos) {}

          @Override
          public void reached(MessageId id, Reach reach) {}

          @Override
          public void log(Note note) {}
        });
    return all.getFirst();
  }
}
