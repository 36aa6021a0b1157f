package org.xorcast.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.xorcast.History;
import org.xorcast.Message;
import org.xorcast.NoPeersException;
import org.xorcast.Node;
import org.xorcast.Subscription;
import org.xorcast.Topic;
import org.xorcast.core.engine.From;

/**
 * A chat room: a topic with a history on disk, so whoever was away reads what was said meanwhile.
 *
 * <p>{@code examples/run Chat alice 127.0.0.1:4001 lobby}, then {@code examples/run Chat bob
 * 127.0.0.1:4002 lobby 127.0.0.1:4001}.
 */
final class Chat implements AutoCloseable {
  private final Topic room;
  private final Subscription heard;

  Chat(Node node, String name, Consumer<String> screen) {
    room = node.topic("chat/" + name);
    heard = room.subscribe(From.all(), History.disk());
    Thread.ofVirtual().start(() -> heard.forEach(message -> screen.accept(line(message))));
  }

  private static String line(Message message) {
    return message.from().abbreviated() + ": " + message.text();
  }

  /** Says something to all in the room. */
  void say(String text) {
    room.publish(text);
  }

  @Override
  public void close() {
    heard.close();
  }

  static void main(String... args) throws IOException {
    Start.usage("Chat DATA-DIR LISTEN ROOM [BOOTSTRAP...]", 3, args);
    BufferedReader keyboard =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Node node = Start.node(Path.of(args[0]), args[1], Start.from(3, args));
        Chat chat = new Chat(node, args[2], IO::println)) {
      for (String line = keyboard.readLine(); line != null; line = keyboard.readLine()) {
        try {
          if (!line.isEmpty()) {
            chat.say(line);
          }
        } catch (NoPeersException e) {
          IO.println("nobody is here yet");
        }
      }
    }
  }
}
