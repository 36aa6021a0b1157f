package org.xorcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.xorcast.Await;
import org.xorcast.core.engine.Channel;
import org.xorcast.core.engine.CloseReason;
import org.xorcast.core.engine.Event;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;

class QuicLinksTest {
  private static final Bytes NOTHING = Bytes.wrap(new byte[0]);

  private static byte[] bytes(int length, int value) {
    byte[] array = new byte[length];
    Arrays.fill(array, (byte) value);
    return array;
  }

  @Test
  void bothEndsKnowEachOther() throws Exception {
    try (TestLinks a = new TestLinks();
        TestLinks b = new TestLinks()) {
      a.run(links -> links.dial(b.address, null));
      Event.LinkUp dialled = a.await(Event.LinkUp.class);
      Event.LinkUp accepted = b.await(Event.LinkUp.class);
      assertThat(dialled.peer()).isEqualTo(b.id);
      assertThat(dialled.remote()).isEqualTo(b.address);
      assertThat(dialled.dialled()).isTrue();
      assertThat(accepted.peer()).isEqualTo(a.id);
      assertThat(accepted.remote()).isEqualTo(a.address);
      assertThat(accepted.dialled()).isFalse();
    }
  }

  @Test
  void framesArriveWholeAndInOrder() throws Exception {
    try (TestLinks a = new TestLinks();
        TestLinks b = new TestLinks()) {
      long link = a.linkTo(b);
      int[] sizes = {1, 127, 128, 1350, 16383, 16384, 65536, FrameReader.FRAME_MAX_BYTES};
      a.run(links -> {
        for (int size : sizes) {
          links.send(link, Channel.BULK, bytes(1, size), Bytes.wrap(bytes(size - 1, size)));
        }
      });
      Await.until("all frames", () -> b.all(Event.Received.class).size() == sizes.length);
      for (int i = 0; i < sizes.length; i++) {
        assertThat(b.all(Event.Received.class).get(i).frame().unwrap())
            .isEqualTo(bytes(sizes[i], sizes[i]));
      }
      long back = b.await(Event.LinkUp.class).link();
      b.run(links -> links.send(back, Channel.CONTROL, bytes(5, 0x20), NOTHING));
      assertThat(a.await(Event.Received.class))
          .isEqualTo(new Event.Received(link, Bytes.wrap(bytes(5, 0x20))));
    }
  }

  @Test
  void anotherPeerThanExpectedIsRefused() throws Exception {
    try (TestLinks a = new TestLinks();
        TestLinks b = new TestLinks()) {
      PeerId other = PeerId.of(new byte[32]);
      a.run(links -> links.dial(b.address, other));
      assertThat(a.await(Event.DialFailed.class))
          .isEqualTo(new Event.DialFailed(b.address, other, CloseReason.WRONG_IDENTITY));
      Event.LinkDown down = b.await(Event.LinkDown.class);
      assertThat(down.reason()).isEqualTo(CloseReason.WRONG_IDENTITY);
      assertThat(a.all(Event.LinkUp.class)).isEmpty();
      assertThat(a.events).hasSize(1);
    }
  }

  @Test
  void nobodyIsUnreachable() throws Exception {
    try (TestLinks a = new TestLinks()) {
      Endpoint nobody;
      try (TestLinks gone = new TestLinks()) {
        nobody = gone.address;
      }
      a.run(links -> links.dial(nobody, null));
      assertThat(a.await(Event.DialFailed.class))
          .isEqualTo(new Event.DialFailed(nobody, null, CloseReason.UNREACHABLE));
      Endpoint ipv6 = new Endpoint(Bytes.wrap(bytes(16, 1)), 4001);
      a.run(links -> links.dial(ipv6, null));
      Await.until("the second failure", () -> a.all(Event.DialFailed.class).size() == 2);
    }
  }

  @Test
  void aPeerIsFoundAtTheOnlyPlaceOfManyWhereItIs() throws Exception {
    try (TestLinks a = new TestLinks();
        TestLinks b = new TestLinks()) {
      List<Endpoint> places = new ArrayList<>();
      for (int i = 1; i < PeerRecord.ENDPOINTS_MAX; i++) {
        places.add(Endpoint.ofIpv4(0x7f000001, i));
      }
      places.add(b.address);
      a.run(links -> links.dial(new PeerRecord(b.id, 1, places, List.of(), NOTHING)));
      Event.LinkUp up = a.await(Event.LinkUp.class);
      assertThat(up.remote()).isEqualTo(b.address);
      assertThat(up.relayed()).isFalse();
      assertThat(a.all(Event.DialFailed.class)).isEmpty();
    }
  }

  @Test
  void closingFlushesAndTellsTheReason() throws Exception {
    try (TestLinks a = new TestLinks();
        TestLinks b = new TestLinks()) {
      long link = a.linkTo(b);
      int frames = 64;
      Bytes chunk = Bytes.wrap(bytes(65536, 1));
      a.run(links -> {
        for (int i = 0; i < frames; i++) {
          links.send(link, Channel.BULK, bytes(4, 0x20 + i), chunk);
        }
        links.close(link, CloseReason.SURPLUS);
      });
      assertThat(b.await(Event.LinkDown.class).reason()).isEqualTo(CloseReason.SURPLUS);
      assertThat(b.all(Event.Received.class)).hasSize(frames);
      assertThat(a.all(Event.LinkDown.class)).isEmpty();
    }
  }

  @Test
  void anOversizedFrameEndsTheLink() throws Exception {
    try (TestLinks a = new TestLinks();
        TestLinks b = new TestLinks()) {
      long link = a.linkTo(b);
      Bytes body = Bytes.wrap(bytes(FrameReader.FRAME_MAX_BYTES, 1));
      a.run(links -> links.send(link, Channel.BULK, bytes(1, 1), body));
      assertThat(b.await(Event.LinkDown.class).reason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
      assertThat(a.await(Event.LinkDown.class).reason()).isEqualTo(CloseReason.PROTOCOL_ERROR);
      assertThat(b.all(Event.Received.class)).isEmpty();
    }
  }

  @Test
  void aPeerThatDoesNotReadIsLetGo() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestLinks a = new TestLinks();
        TestLinks b = new TestLinks()) {
      long link = a.linkTo(b);
      b.onEvent =
          event -> {
            if (event instanceof Event.Received) {
              awaitQuietly(release);
            }
          };
      Bytes chunk = Bytes.wrap(bytes(65536, 1));
      int frames = (int) (Connection.QUEUE_MAX_BYTES / chunk.length()) + 1;
      a.run(links -> {
        for (int i = 0; i < frames; i++) {
          links.send(link, Channel.BULK, bytes(4, 0x20 + i), chunk);
        }
      });
      assertThat(a.await(Event.LinkDown.class).reason()).isEqualTo(CloseReason.SLOW);
      release.countDown();
      assertThat(b.await(Event.LinkDown.class).reason()).isEqualTo(CloseReason.SLOW);
    } finally {
      release.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
