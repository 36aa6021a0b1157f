package org.xorcast.core.krpc;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.TestKeys;
import org.xorcast.core.id.Bytes;
import org.xorcast.core.id.Endpoint;
import org.xorcast.core.id.NodeId;

/** Messages of every kind, with each of their parts. */
final class SampleMessages {
  static final NodeId ID = id("abcdefghij0123456789");
  static final NodeId OTHER = id("mnopqrstuvwxyz123456");
  static final Endpoint V4 = Endpoint.ofIpv4(0x0a000007, 6881);
  static final Endpoint V6 =
      new Endpoint(Bytes.wrap(HexFormat.of().parseHex("20010db8000000000000000000000001")), 6882);
  static final Bytes TOKEN = bytes("aoeusnth");
  static final Bytes VERSION = bytes("XC\0\1");
  static final MutableItem ITEM =
      MutableItem.sign(TestKeys.identity(1), bytes("salt"), 4, bytes("12:Hello World!"));
  static final SignedPeer PEER = SignedPeer.sign(TestKeys.identity(2), OTHER, 1_700_000_000L);

  private SampleMessages() {}

  static Bytes bytes(String latin1) {
    return Bytes.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  static NodeId id(String latin1) {
    return NodeId.fromBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  static KrpcQuery query(Query query) {
    return new KrpcQuery(bytes("aa"), ID, query, false, null, null);
  }

  static KrpcResponse response(Answer answer) {
    return new KrpcResponse(bytes("aa"), answer, null, null, null);
  }

  static KrpcError error(KrpcErrorCode code, String message, @Nullable NodeId topic) {
    return new KrpcError(bytes("aa"), code.number(), message, null, topic, null);
  }

  static List<Query> queries() {
    MutableItem plain =
        MutableItem.sign(TestKeys.identity(1), bytes(""), Long.MAX_VALUE, bytes("de"));
    return List.of(
        new Query.Ping(),
        new Query.FindNode(OTHER, null),
        new Query.FindNode(OTHER, Want.BOTH),
        new Query.GetPeers(OTHER, false, false, null),
        new Query.GetPeers(OTHER, true, true, Want.IPV6),
        new Query.AnnouncePeer(OTHER, 6881, false, false, TOKEN),
        new Query.AnnouncePeer(OTHER, 0, true, true, TOKEN),
        new Query.Get(OTHER, null, null),
        new Query.Get(OTHER, 7L, Want.IPV4),
        new Query.PutImmutable(TOKEN, bytes("li1ei2ee")),
        new Query.PutMutable(TOKEN, ITEM, null),
        new Query.PutMutable(TOKEN, plain, -3L),
        new Query.SampleInfohashes(OTHER, null),
        new Query.AnnounceSignedPeer(OTHER, PEER, TOKEN),
        new Query.GetSignedPeers(OTHER, null),
        new Query.Unknown("vote", OTHER, null),
        new Query.Unknown("", null, Want.IPV4));
  }

  static List<Answer> answers() {
    Answer empty = Answer.of(ID);
    List<NodeContact> nodes = List.of(new NodeContact(ID, V4), new NodeContact(OTHER, V4));
    List<NodeContact> nodes6 = List.of(new NodeContact(OTHER, V6));
    BloomFilter seeds = new BloomFilter();
    seeds.add(V4.ip());
    return List.of(
        empty,
        empty.withNodes(nodes, null),
        empty.withNodes(null, List.of()).withToken(TOKEN),
        empty.withNodes(nodes, nodes6).withToken(TOKEN).withValues(List.of(V4, V6)),
        empty.withScrape(new Answer.Scrape(seeds, new BloomFilter())),
        empty.withItem(new Answer.Item(bytes("i42e"), null, null, null)),
        empty.withItem(new Answer.Item(null, null, 9L, null)),
        empty
            .withItem(new Answer.Item(ITEM.value(), ITEM.key(), ITEM.seq(), ITEM.signature()))
            .withNodes(nodes, null)
            .withToken(TOKEN),
        empty.withSamples(new Answer.Samples(21_600, 3, List.of(ID, OTHER))),
        empty.withSignedPeers(List.of(PEER, PEER)).withToken(TOKEN));
  }

  static List<KrpcMessage> all() {
    return Stream.of(
            queries().stream().map(SampleMessages::query),
            answers().stream().map(SampleMessages::response),
            Stream.of(
                new KrpcQuery(bytes(""), ID, new Query.Ping(), true, OTHER, VERSION),
                new KrpcResponse(bytes("\0\1\2\3\4\5\6\7"), Answer.of(ID), V6, OTHER, VERSION),
                error(KrpcErrorCode.GENERIC, "A Generic Error Ocurred", null),
                new KrpcError(bytes("x"), -5, "", V4, OTHER, VERSION)))
        .<KrpcMessage>flatMap(stream -> stream)
        .toList();
  }

  static byte[] encode(KrpcMessage message) {
    return switch (message) {
      case KrpcQuery m -> m.encode();
      case KrpcResponse m -> m.encode();
      case KrpcError m -> m.encode();
      case MalformedQuery m -> throw new IllegalArgumentException("never sent: " + m);
    };
  }
}
