package org.xorcast.app.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.Node;

/** The control socket of a running node, in a data directory that the node holds. Thread-safe. */
public final class ControlServer implements AutoCloseable {
  static final int CONNECTIONS_MAX = 64;
  private static final long DRAIN_MILLIS = 200;
  private static final long ACCEPT_RETRY_MILLIS = 200;
  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  private final Node node;
  private final String network;
  private final Path file;
  private final ServerSocketChannel listening;
  private final long startNanos = System.nanoTime();
  private final Semaphore free = new Semaphore(CONNECTIONS_MAX);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private ControlServer(Node node, String network, Path file, ServerSocketChannel listening) {
    this.node = node;
    this.network = network;
    this.file = file;
    this.listening = listening;
  }

  /**
   * Opens the socket; one that a dead node left is replaced, which is safe since {@code node} holds
   * the directory.
   */
  public static ControlServer open(Path dataDir, Node node, String network) throws IOException {
    Path file = dataDir.resolve(ControlPath.FILE);
    ControlServer server = new ControlServer(node, network, file, bind(dataDir, file));
    Thread.ofVirtual().name("xorcast-control").start(server::acceptAll);
    return server;
  }

  /**
   * Binds in a directory that only the owner can enter and moves the socket out once only the owner
   * can open it, so that nobody else ever could.
   */
  private static ServerSocketChannel bind(Path dataDir, Path file) throws IOException {
    Path nursery = Files.createTempDirectory(dataDir, ".control");
    Path born = nursery.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      ControlPath.use(nursery, "s", channel::bind);
      if (Files.getFileStore(born).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(born, PosixFilePermissions.fromString("rw-------"));
      }
      Files.move(born, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    } finally {
      Files.deleteIfExists(born);
      Files.deleteIfExists(nursery);
    }
  }

  public Path file() {
    return file;
  }

  private void acceptAll() {
    while (listening.isOpen()) {
      try {
        serve(listening.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // Out of file descriptors, most likely: there may be some again soon.
        log.warn("cannot accept a control connection: {}", e.toString());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ACCEPT_RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel channel) {
    if (!free.tryAcquire()) {
      // On a thread of its own: even these few bytes must not hold up the next client.
      Thread.ofVirtual().start(() -> refuse(channel));
      return;
    }
    open.add(channel);
    ControlSession session =
        new ControlSession(
            node, network, new FrameSocket(channel, ControlSession.REQUEST_MAX_BYTES), startNanos);
    Thread.ofVirtual()
        .name("xorcast-control-session")
        .start(() -> {
          try {
            session.run();
          } finally {
            open.remove(channel);
            free.release();
          }
        });
  }

  private static void refuse(SocketChannel channel) {
    try (FrameSocket socket = new FrameSocket(channel, ControlSession.REQUEST_MAX_BYTES)) {
      socket.write(
          Replies.error(
              ControlError.BUSY,
              "the node serves "
                  + CONNECTIONS_MAX
                  + " clients already: end some of its subscribers"));
    } catch (IOException e) {
      log.debug("a client that was refused is gone already: {}", e.toString());
    }
  }

  /** Takes no more clients, and removes the socket's file. */
  public void stopAccepting() throws IOException {
    if (listening.isOpen()) {
      // In this order, while the node still holds the directory: a successor's file stays.
      Files.deleteIfExists(file);
      listening.close();
    }
  }

  /** Call it after the node's own close: subscribers get what had arrived, if they read at once. */
  @Override
  public void close() {
    try {
      stopAccepting();
      // A client that does nothing holds its connection for as long as we let it.
      boolean drained = free.tryAcquire(CONNECTIONS_MAX, DRAIN_MILLIS, TimeUnit.MILLISECONDS);
      log.debug("control clients {}", drained ? "are all gone" : "are cut off");
      for (SocketChannel channel : open) {
        channel.close();
      }
    } catch (IOException e) {
      log.warn("cannot close the control socket: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
