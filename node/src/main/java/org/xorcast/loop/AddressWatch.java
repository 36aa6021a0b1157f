package org.xorcast.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.xorcast.core.id.Endpoint;

/**
 * Notices that the addresses of this machine have changed: it is in another network, or has one
 * more. A machine without any is between two networks, and nothing is said until it has some.
 */
final class AddressWatch {
  private static final long LOOK_SECONDS = 10;

  private final Supplier<List<Endpoint>> addresses;
  private final Consumer<List<Endpoint>> changed;
  private List<Endpoint> last;

  /**
   * @param addresses asks the system, which may take a while
   * @param changed told on whatever thread
   */
  AddressWatch(
      List<Endpoint> first, Supplier<List<Endpoint>> addresses, Consumer<List<Endpoint>> changed) {
    this.last = List.copyOf(first);
    this.addresses = addresses;
    this.changed = changed;
  }

  /** Looks time and again, beside the loop, until the future is cancelled. */
  Future<?> start(EventLoop loop) {
    return loop.scheduleWithFixedDelay(
        () -> Thread.ofVirtual().name("xorcast-addresses").start(this::look),
        LOOK_SECONDS,
        LOOK_SECONDS,
        TimeUnit.SECONDS);
  }

  synchronized void look() {
    List<Endpoint> now = addresses.get();
    if (!now.equals(last) && !now.stream().allMatch(Endpoint::isLoopback)) {
      last = List.copyOf(now);
      changed.accept(last);
    }
  }
}
