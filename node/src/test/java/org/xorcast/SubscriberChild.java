package org.xorcast;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.xorcast.core.engine.From;

/** A process that prints the sequence of each message of a topic until it is killed. */
final class SubscriberChild {
  private SubscriberChild() {}

  /**
   * @param args data directory, bootstrap address
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true);
    try (Node node =
            Node.builder()
                .dataDir(Path.of(args[0]))
                .network("away")
                .listen("127.0.0.1:0")
                .bootstrap(args[1])
                .start();
        Subscription news = node.topic("news").subscribe(From.latest(), History.disk())) {
      node.awaitJoined(Duration.ofSeconds(30));
      out.println("ready");
      long begun = 0;
      long bytes = 0;
      for (Message message : news) {
        begun = begun == 0 ? System.nanoTime() : begun;
        bytes += message.sizeBytes();
        out.println(message.sequence() + " " + bytes + " " + (System.nanoTime() - begun) / 1000);
      }
    }
  }
}
