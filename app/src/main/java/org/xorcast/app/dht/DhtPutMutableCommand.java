package org.xorcast.app.dht;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.xorcast.app.ExitCode;
import org.xorcast.app.Json;
import org.xorcast.app.OutputOptions;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Identity;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.dht.Dht;
import org.xorcast.identity.Ed25519;
import org.xorcast.store.DataDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a mutable item. */
@Command(
    name = "put-mutable",
    description =
        "Put a value under the key of a data directory's identity (BEP 44, mutable); without --seq"
            + " it follows the newest value that is there. Exits with 3 if no node took it.",
    footer = {
      "",
      "With --json:"
          + " {\"key\",\"seq\",\"target\",\"stored\",\"nodes\":[{\"node\",\"address\",\"code\",\"message\"},...],"
          + "\"queries\",\"answers\",\"millis\"}",
    })
final class DhtPutMutableCommand implements Callable<Integer> {
  @Mixin private final DhtSession session = new DhtSession();
  @Mixin private final OutputOptions options = new OutputOptions();

  @Parameters(paramLabel = "TEXT", arity = "1..*", description = "The value; words are joined.")
  private List<String> words = List.of();

  @Option(
      names = {"-d", "--data-dir"},
      paramLabel = "DIR",
      required = true,
      description = "Whose identity signs; made if there is none. The node must not be running.")
  private Path directory = Path.of(".");

  @Option(names = "--salt", paramLabel = "TEXT", description = "Tells the items of a key apart.")
  private String salt = "";

  @Option(
      names = "--seq",
      paramLabel = "N",
      description = "The value's sequence. Default: one more than the newest.")
  private @Nullable Long seq;

  @Option(
      names = "--cas",
      paramLabel = "N",
      description = "Store it only where this is the sequence of what is there.")
  private @Nullable Long cas;

  @Option(
      names = "--bencoded",
      description = "The text is the value in bencode, not a string to be encoded.")
  private boolean bencoded;

  private DhtPutMutableCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Bytes value = Values.encode(String.join(" ", words), bencoded);
    Bytes saltBytes = Keys.salt(salt);
    try (DataDir held = DataDir.open(directory);
        Dht dht = session.open()) {
      Identity author = held.identity(Ed25519.shared());
      long next = seq == null ? nextSeq(dht, author, saltBytes) : seq;
      MutableItem item = MutableItem.sign(author, saltBytes, next, value);
      DhtCommand put = new DhtCommand.PutMutable(item, cas);
      DhtResult.Stored stored = session.run(dht, put, DhtResult.Stored.class);
      Costs.printStored(
          options.open(),
          stored,
          Json.object().put("key", author.peerId().toString()).put("seq", next));
      return ExitCode.OK;
    }
  }

  private long nextSeq(Dht dht, Identity author, Bytes saltBytes) throws InterruptedException {
    DhtCommand get = new DhtCommand.GetMutable(author.peerId(), saltBytes);
    MutableItem newest = session.run(dht, get, DhtResult.Mutable.class).item();
    return newest == null ? 1 : newest.seq() + 1;
  }
}
