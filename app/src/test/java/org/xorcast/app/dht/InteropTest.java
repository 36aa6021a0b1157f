package org.xorcast.app.dht;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xorcast.app.Await;
import org.xorcast.core.dht.DhtCommand;
import org.xorcast.core.dht.DhtConfig;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;
import org.xorcast.core.krpc.MutableItem;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.BencodeWriter;
import org.xorcast.dht.Dht;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;

/**
 * Nodes of ours among those of libtorrent, bittorrent-dht and aria2, each at an address of its own
 * on this machine, libtorrent with all settings of the DHT at their defaults.
 */
@Timeout(240)
class InteropTest {
  private static final int PORT = 6881;
  private static final HexFormat HEX = HexFormat.of();

  @TempDir private Path temp;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void setUp() throws Exception {
    ForeignNodes.setUp();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  // ---- nodes ------------------------------------------------------------------------------------

  /** The addresses {@code 127.0.first.1} and on. */
  private static List<Endpoint> addresses(int first, int count) {
    return ForeignNodes.addresses(first, count, PORT);
  }

  private Dht ours(Endpoint address, DhtConfig.Mode mode, Endpoint... bootstrap) {
    Dht dht =
        Dht.builder()
            .listen(address.toString())
            .mode(mode)
            .bootstrap(List.of(bootstrap).stream().map(Endpoint::toString).toArray(String[]::new))
            .start();
    open.add(dht);
    return dht;
  }

  private ForeignNodes libtorrent(int first, int count) throws IOException {
    ForeignNodes nodes = ForeignNodes.libtorrent(addresses(first, count));
    open.add(nodes);
    return nodes;
  }

  private ForeignNodes bittorrentDht(int first, int count) throws IOException {
    ForeignNodes nodes = ForeignNodes.bittorrentDht(addresses(first, count));
    open.add(nodes);
    return nodes;
  }

  private static void join(ForeignNodes nodes, Endpoint bootstrap) throws IOException {
    for (int i = 0; i < nodes.count(); i++) {
      nodes.ask(i, ForeignNodes.command("add").put("address", bootstrap.toString()));
    }
  }

  private static int tableOf(ForeignNodes nodes, int node) throws IOException {
    return nodes.ask(node, ForeignNodes.command("table")).path("nodes").asInt();
  }

  // ---- what can be done on either side ----------------------------------------------------------

  private static Bytes bencoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(new BencodeWriter().string(bytes).toByteArray());
  }

  private static String text(@Nullable Bytes value) {
    byte[] string = value == null ? new byte[0] : Bencode.parse(value.unwrap()).string();
    return new String(string, StandardCharsets.UTF_8);
  }

  private static String put(Dht dht, String value) {
    DhtResult.Stored stored =
        dht.run(new DhtCommand.PutImmutable(bencoded(value)), DhtResult.Stored.class).join();
    assertThat(stored.count()).as("nodes that have %s", value).isPositive();
    return stored.target().toString();
  }

  private static String put(ForeignNodes nodes, String value) throws IOException {
    JsonNode answer = nodes.ask(0, ForeignNodes.command("put").put("value", value));
    assertThat(answer.path("stored").asInt()).as("%s", answer).isPositive();
    return answer.path("target").asText();
  }

  private static String get(Dht dht, String target) {
    NodeId hash = NodeId.fromBytes(HEX.parseHex(target));
    return text(
        dht.run(new DhtCommand.GetImmutable(hash), DhtResult.Immutable.class).join().value());
  }

  private static String get(ForeignNodes nodes, int node, String target) throws IOException {
    return nodes
        .ask(node, ForeignNodes.command("get").put("target", target))
        .path("value")
        .asText();
  }

  /** A key that all three can sign with. */
  private record Author(Bytes seed, KeyPairIdentity identity) {
    static Author make(int number) {
      byte[] seed = new byte[32];
      seed[0] = (byte) number;
      return new Author(Bytes.wrap(seed), KeyPairIdentity.ofSeed(seed, Ed25519.shared()));
    }

    ObjectNode command(String what, String salt) {
      return ForeignNodes.command(what)
          .put("seed", HEX.formatHex(seed.unwrap()))
          .put("key", identity.peerId().toString())
          .put("salt", salt);
    }
  }

  private static Bytes salt(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static DhtResult.Stored putMutable(
      Dht dht, Author author, String salt, long seq, String value, @Nullable Long cas) {
    MutableItem item = MutableItem.sign(author.identity, salt(salt), seq, bencoded(value));
    return dht.run(new DhtCommand.PutMutable(item, cas), DhtResult.Stored.class).join();
  }

  private static String getMutable(Dht dht, Author author, String salt) {
    DhtCommand get = new DhtCommand.GetMutable(author.identity.peerId(), salt(salt));
    MutableItem item = dht.run(get, DhtResult.Mutable.class).join().item();
    return text(item == null ? null : item.value());
  }

  private static String getMutable(ForeignNodes nodes, Author author, String salt)
      throws IOException {
    return nodes.ask(nodes.count() - 1, author.command("get_mutable", salt)).path("value").asText();
  }

  private static NodeId infoHash(int number) {
    byte[] bytes = new byte[NodeId.SIZE_BYTES];
    bytes[0] = (byte) number;
    bytes[19] = 1;
    return NodeId.fromBytes(bytes);
  }

  private static List<String> peers(Dht dht, NodeId infoHash) {
    return dht
        .run(new DhtCommand.GetPeers(infoHash, false), DhtResult.Peers.class)
        .join()
        .peers()
        .stream()
        .map(Endpoint::toString)
        .toList();
  }

  private static List<String> peers(ForeignNodes nodes, NodeId infoHash) throws IOException {
    JsonNode found =
        nodes.ask(
            nodes.count() - 1, ForeignNodes.command("peers").put("infoHash", infoHash.toString()));
    List<String> peers = new ArrayList<>();
    found.path("peers").forEach(peer -> peers.add(peer.asText()));
    return peers;
  }

  // ---- all together -----------------------------------------------------------------------------

  @Test
  void everybodyFindsWhatAnybodyPutsAndOursIsTheirOnlyBootstrap() throws Exception {
    Endpoint first = addresses(1, 1).getFirst();
    Dht server = ours(first, DhtConfig.Mode.SERVER);
    Dht other = ours(addresses(2, 1).getFirst(), DhtConfig.Mode.SERVER, first);
    ForeignNodes libtorrent = libtorrent(11, 2);
    ForeignNodes bittorrentDht = bittorrentDht(21, 2);
    join(libtorrent, first);
    join(bittorrentDht, first);
    Await.until(
        Duration.ofSeconds(30), () -> server.table().size() == 5, () -> server.table().toString());

    for (String value : List.of(put(server, "of ours"), put(libtorrent, "of libtorrent"))) {
      assertThat(get(bittorrentDht, 1, value)).startsWith("of ");
      assertThat(get(other, value)).startsWith("of ");
      assertThat(get(libtorrent, 1, value)).startsWith("of ");
    }
    String value = put(bittorrentDht, "of bittorrent-dht");
    assertThat(get(other, value)).isEqualTo("of bittorrent-dht");
    assertThat(get(libtorrent, 1, value)).isEqualTo("of bittorrent-dht");

    for (String salt : List.of("", "salted")) {
      Author ours = Author.make(1 + salt.length());
      assertThat(putMutable(server, ours, salt, 1, "ours", null).count()).isPositive();
      assertThat(getMutable(libtorrent, ours, salt)).isEqualTo("ours");
      assertThat(getMutable(bittorrentDht, ours, salt)).isEqualTo("ours");

      Author theirs = Author.make(20 + salt.length());
      ObjectNode byLibtorrent = theirs.command("put_mutable", salt).put("value", "libtorrent's");
      assertThat(libtorrent.ask(0, byLibtorrent).path("stored").asInt()).isPositive();
      assertThat(getMutable(other, theirs, salt)).isEqualTo("libtorrent's");

      Author third = Author.make(40 + salt.length());
      ObjectNode byOthers = third.command("put_mutable", salt).put("value", "bt's").put("seq", 1);
      assertThat(bittorrentDht.ask(0, byOthers).path("stored").asInt()).isPositive();
      assertThat(getMutable(other, third, salt)).isEqualTo("bt's");
    }

    announceByAll(server, libtorrent, bittorrentDht);
    for (List<String> found :
        List.of(
            peers(other, infoHash(1)),
            peers(libtorrent, infoHash(1)),
            peers(bittorrentDht, infoHash(1)))) {
      assertThat(found).contains("127.0.1.1:1001", "127.0.11.1:6881", "127.0.21.1:1003");
    }
  }

  private static void announceByAll(Dht ours, ForeignNodes libtorrent, ForeignNodes others)
      throws Exception {
    DhtCommand announce = new DhtCommand.Announce(infoHash(1), 1001, false);
    assertThat(ours.run(announce, DhtResult.Stored.class).join().count()).isPositive();
    ObjectNode command =
        ForeignNodes.command("announce").put("infoHash", infoHash(1).toString()).put("port", 1003);
    others.ask(0, command);
    libtorrent.ask(0, command);
    Await.until(
        Duration.ofSeconds(20),
        () -> peers(ours, infoHash(1)).size() == 3,
        () -> peers(ours, infoHash(1)).toString());
  }

  // ---- ours alone with each ---------------------------------------------------------------------

  private static void putAndGet(Dht client) {
    assertThat(get(client, put(client, "alone with you"))).isEqualTo("alone with you");
    Author author = Author.make(3);
    for (String salt : List.of("", "s")) {
      assertThat(putMutable(client, author, salt, 1, "first", null).count()).isEqualTo(1);
      assertThat(putMutable(client, author, salt, 2, "second", 1L).count()).isEqualTo(1);
      assertThat(getMutable(client, author, salt)).isEqualTo("second");
    }
    assertThat(putMutable(client, author, "", 3, "third", 1L).outcomes())
        .extracting(DhtResult.Outcome::code)
        .containsExactly(301L);
    assertThat(putMutable(client, author, "", 1, "older", null).outcomes())
        .extracting(DhtResult.Outcome::code)
        .containsExactly(302L);
    DhtCommand announce = new DhtCommand.Announce(infoHash(2), 0, false);
    assertThat(client.run(announce, DhtResult.Stored.class).join().count()).isEqualTo(1);
    assertThat(peers(client, infoHash(2))).containsExactly(client.address().toString());
  }

  @Test
  void ourClientIsAtHomeWithALibtorrentNode() throws Exception {
    ForeignNodes server = libtorrent(12, 1);
    Dht client = ours(addresses(3, 1).getFirst(), DhtConfig.Mode.CLIENT, server.address(0));
    assertThat(get(client, infoHash(3).toString())).isEmpty();
    // Later it takes even read-only nodes, since they have shown a token.
    assertThat(tableOf(server, 0)).as("read-only nodes in its table").isZero();
    putAndGet(client);
  }

  @Test
  void ourClientIsAtHomeWithABittorrentDhtNode() throws Exception {
    ForeignNodes server = bittorrentDht(22, 1);
    putAndGet(ours(addresses(4, 1).getFirst(), DhtConfig.Mode.CLIENT, server.address(0)));
  }

  @Test
  void aBittorrentDhtClientIsToldOfACasConflictByOurs() throws Exception {
    Endpoint address = addresses(5, 1).getFirst();
    Dht server = ours(address, DhtConfig.Mode.SERVER);
    ForeignNodes client = bittorrentDht(23, 1);
    join(client, address);
    Await.until(
        Duration.ofSeconds(20), () -> !server.table().isEmpty(), () -> "it is not in our table");
    Author author = Author.make(5);
    ObjectNode first = author.command("put_mutable", "").put("value", "one").put("seq", 4);
    assertThat(client.ask(0, first).path("stored").asInt()).isPositive();
    ObjectNode conflict =
        author.command("put_mutable", "").put("value", "two").put("seq", 5).put("cas", 3);
    client.ask(0, conflict);
    Dht reader = ours(addresses(9, 1).getFirst(), DhtConfig.Mode.CLIENT, address);
    assertThat(getMutable(reader, author, "")).isEqualTo("one");
  }

  /** libtorrent ignores for five minutes who sends it 50 packets within ten seconds. */
  @Test
  void weNeverTripTheRateBanOfLibtorrent() throws Exception {
    ForeignNodes server = libtorrent(13, 1);
    Dht client = ours(addresses(6, 1).getFirst(), DhtConfig.Mode.CLIENT, server.address(0));
    for (int i = 0; i < 60; i++) {
      DhtCommand find = new DhtCommand.FindNode(infoHash(100 + i));
      assertThat(client.run(find, DhtResult.Nodes.class).join().closest()).hasSize(1);
    }
  }

  // ---- BEP 50 -----------------------------------------------------------------------------------

  @Test
  void aTopicsValueComesToItsSubscribersAndAnyClientReadsIt() throws Exception {
    Endpoint first = addresses(31, 1).getFirst();
    List<Dht> ours = new ArrayList<>();
    for (Endpoint address : addresses(31, 4)) {
      ours.add(
          ours.isEmpty()
              ? ours(address, DhtConfig.Mode.SERVER)
              : ours(address, DhtConfig.Mode.SERVER, first));
    }
    ForeignNodes libtorrent = libtorrent(36, 2);
    join(libtorrent, first);
    Author author = Author.make(6);
    List<String> heard = new CopyOnWriteArrayList<>();
    for (Dht dht : ours) {
      dht.subscribe(author.identity.peerId(), salt("news"), item -> heard.add(text(item.value())));
    }
    MutableItem item = MutableItem.sign(author.identity, salt("news"), 1, bencoded("it rains"));
    assertThat(ours.getFirst().publish(item).join().count()).isPositive();
    Await.until(Duration.ofSeconds(60), () -> heard.size() == 4, heard::toString);
    assertThat(heard).containsOnly("it rains");
    assertThat(getMutable(libtorrent, author, "news")).isEqualTo("it rains");
  }

  // ---- aria2 ------------------------------------------------------------------------------------

  @Test
  void aria2AnnouncesItselfToOursAndFindsWhoIsThere() throws Exception {
    Endpoint address = addresses(7, 1).getFirst();
    Dht server = ours(address, DhtConfig.Mode.SERVER);
    NodeId infoHash = infoHash(7);
    try (ServerSocket peer = new ServerSocket(0, 8, InetAddress.getByName("127.0.8.1"))) {
      Dht announcer = ours(addresses(8, 1).getFirst(), DhtConfig.Mode.SERVER, address);
      DhtCommand announce = new DhtCommand.Announce(infoHash, peer.getLocalPort(), false);
      announcer.run(announce, DhtResult.Stored.class).join();
      Process aria2 = aria2(address, infoHash);
      open.add(() -> aria2.destroyForcibly().waitFor(10, TimeUnit.SECONDS));
      peer.setSoTimeout(60_000);
      try (Socket found = peer.accept()) {
        assertThat(found.getInetAddress().getHostAddress()).isEqualTo("127.0.31.1");
      }
      Await.until(
          Duration.ofSeconds(60),
          () -> peers(server, infoHash).stream().anyMatch(each -> each.startsWith("127.0.31.1:")),
          () -> peers(server, infoHash).toString());
    }
  }

  private Process aria2(Endpoint entry, NodeId infoHash) throws IOException {
    return new ProcessBuilder(
            "aria2c",
            "--no-conf",
            "--quiet",
            "--interface=127.0.31.1",
            "--enable-dht=true",
            "--enable-dht6=false",
            "--enable-peer-exchange=false",
            "--bt-enable-lpd=false",
            "--listen-port=7401",
            "--dht-listen-port=7401",
            "--dht-entry-point=" + entry,
            "--dht-file-path=" + temp.resolve("dht.dat"),
            "--bt-external-ip=127.0.31.1",
            "--dir=" + temp,
            "magnet:?xt=urn:btih:" + infoHash)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  // ---- many -------------------------------------------------------------------------------------

  @Test
  void aSwarmOfFortyOursAndFortyOfLibtorrentFindsEveryItem() throws Exception {
    Endpoint first = addresses(51, 1).getFirst();
    List<Dht> ours = new ArrayList<>();
    for (Endpoint address : addresses(51, 40)) {
      ours.add(
          ours.isEmpty()
              ? ours(address, DhtConfig.Mode.SERVER)
              : ours(address, DhtConfig.Mode.SERVER, first));
    }
    ForeignNodes libtorrent = libtorrent(101, 40);
    join(libtorrent, first);
    Await.until(
        Duration.ofSeconds(90),
        () -> ours.stream().allMatch(dht -> dht.table().size() >= 20),
        () -> ours.stream().map(dht -> dht.table().size()).toList().toString());
    for (int i = 0; i < 15; i++) {
      String mine = put(ours.get(i), "item " + i);
      assertThat(get(libtorrent, 39 - i, mine)).isEqualTo("item " + i);
      assertThat(get(ours.get(39 - i), mine)).isEqualTo("item " + i);
      JsonNode put = libtorrent.ask(i, ForeignNodes.command("put").put("value", "theirs " + i));
      String theirs = put.path("target").asText();
      assertThat(get(ours.get(20 + i), theirs)).isEqualTo("theirs " + i);
      assertThat(get(libtorrent, 20 + i, theirs)).isEqualTo("theirs " + i);
    }
  }
}
