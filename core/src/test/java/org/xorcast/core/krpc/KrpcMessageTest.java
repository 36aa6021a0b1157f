package org.xorcast.core.krpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.xorcast.core.krpc.SampleMessages.ID;
import static org.xorcast.core.krpc.SampleMessages.ITEM;
import static org.xorcast.core.krpc.SampleMessages.OTHER;
import static org.xorcast.core.krpc.SampleMessages.PEER;
import static org.xorcast.core.krpc.SampleMessages.TOKEN;
import static org.xorcast.core.krpc.SampleMessages.V4;
import static org.xorcast.core.krpc.SampleMessages.V6;
import static org.xorcast.core.krpc.SampleMessages.VERSION;
import static org.xorcast.core.krpc.SampleMessages.bytes;
import static org.xorcast.core.krpc.SampleMessages.query;
import static org.xorcast.core.krpc.SampleMessages.response;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xorcast.core.wire.Bencode;
import org.xorcast.core.wire.WireException;

class KrpcMessageTest {
  private static final String ME = "2:id20:abcdefghij0123456789";
  private static final String ABOUT = "20:mnopqrstuvwxyz123456";

  private static String text(KrpcMessage message) {
    return new String(SampleMessages.encode(message), StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static KrpcMessage decode(String latin1) {
    return KrpcMessage.decode(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String asked(Query query) {
    return text(query(query));
  }

  private static String said(Answer answer) {
    return text(response(answer));
  }

  @Test
  void goldenBytesOfBep5() {
    assertThat(asked(new Query.Ping()))
        .isEqualTo("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe");
    assertThat(asked(new Query.FindNode(OTHER, null)))
        .isEqualTo(
            "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node"
                + "1:t2:aa1:y1:qe");
    assertThat(asked(new Query.GetPeers(OTHER, false, false, null)))
        .isEqualTo(
            "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers"
                + "1:t2:aa1:y1:qe");
    assertThat(asked(new Query.AnnouncePeer(OTHER, 6881, true, false, TOKEN)))
        .isEqualTo(
            "d1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz123456"
                + "4:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe");
    assertThat(said(Answer.of(OTHER))).isEqualTo("d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re");
    assertThat(text(SampleMessages.error(KrpcErrorCode.GENERIC, "A Generic Error Ocurred", null)))
        .isEqualTo("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee");
  }

  @Test
  void goldenBytesOfTheOtherQueries() {
    String end = "1:t2:aa1:y1:qe";
    String sig = "3:sig64:" + text(ITEM.signature().unwrap());
    String key = "1:k32:" + text(ITEM.key().toByteArray());
    assertThat(asked(new Query.FindNode(OTHER, Want.BOTH)))
        .isEqualTo("d1:ad" + ME + "6:target" + ABOUT + "4:wantl2:n42:n6ee1:q9:find_node" + end);
    assertThat(asked(new Query.GetPeers(OTHER, true, true, Want.IPV4)))
        .isEqualTo(
            "d1:ad"
                + ME
                + "9:info_hash"
                + ABOUT
                + "6:noseedi1e6:scrapei1e4:wantl2:n4ee"
                + "1:q9:get_peers"
                + end);
    assertThat(asked(new Query.AnnouncePeer(OTHER, 7, false, true, TOKEN)))
        .isEqualTo(
            "d1:ad"
                + ME
                + "9:info_hash"
                + ABOUT
                + "4:porti7e4:seedi1e5:token8:aoeusnthe"
                + "1:q13:announce_peer"
                + end);
    assertThat(asked(new Query.Get(OTHER, 7L, null)))
        .isEqualTo(
            "d1:ad"
                + ME
                + "3:pad40:"
                + "\0".repeat(40)
                + "3:seqi7e6:target"
                + ABOUT
                + "e1:q3:get"
                + end);
    assertThat(asked(new Query.PutImmutable(TOKEN, bytes("i1e"))))
        .isEqualTo("d1:ad" + ME + "5:token8:aoeusnth1:vi1ee1:q3:put" + end);
    assertThat(asked(new Query.PutMutable(TOKEN, ITEM, 3L)))
        .isEqualTo(
            "d1:ad3:casi3e"
                + ME
                + key
                + "4:salt4:salt3:seqi4e"
                + sig
                + "5:token8:aoeusnth1:v12:Hello World!e1:q3:put"
                + end);
    assertThat(asked(new Query.SampleInfohashes(OTHER, null)))
        .isEqualTo("d1:ad" + ME + "6:target" + ABOUT + "e1:q17:sample_infohashes" + end);
    assertThat(asked(new Query.AnnounceSignedPeer(OTHER, PEER, TOKEN)))
        .isEqualTo(
            "d1:ad"
                + ME
                + "9:info_hash"
                + ABOUT
                + "1:k32:"
                + text(PEER.key().toByteArray())
                + "3:sig64:"
                + text(PEER.signature().unwrap())
                + "1:ti1700000000e5:token8:aoeusnthe1:q20:announce_signed_peer"
                + end);
    assertThat(asked(new Query.GetSignedPeers(OTHER, null)))
        .isEqualTo("d1:ad" + ME + "9:info_hash" + ABOUT + "e1:q16:get_signed_peers" + end);
  }

  @Test
  void goldenBytesOfAnswers() {
    String end = "1:t2:aa1:y1:re";
    String v4 = "\n\0\0\7\u001a\u00e1";
    String v6 = " \1\r\u00b8" + "\0".repeat(11) + "\1\u001a\u00e2";
    Answer me = Answer.of(ID);
    assertThat(
            said(
                me.withNodes(
                        List.of(new NodeContact(OTHER, V4)), List.of(new NodeContact(OTHER, V6)))
                    .withToken(TOKEN)
                    .withValues(List.of(V4, V6))))
        .isEqualTo(
            "d1:rd"
                + ME
                + "5:nodes26:mnopqrstuvwxyz123456"
                + v4
                + "6:nodes638:mnopqrstuvwxyz123456"
                + v6
                + "5:token8:aoeusnth6:valuesl6:"
                + v4
                + "18:"
                + v6
                + "ee"
                + end);
    BloomFilter none = new BloomFilter();
    assertThat(said(me.withScrape(new Answer.Scrape(none, none))))
        .isEqualTo(
            "d1:rd4:BFpe256:"
                + "\0".repeat(256)
                + "4:BFsd256:"
                + "\0".repeat(256)
                + ME
                + "e"
                + end);
    assertThat(
            said(
                me.withItem(
                    new Answer.Item(ITEM.value(), ITEM.key(), ITEM.seq(), ITEM.signature()))))
        .isEqualTo(
            "d1:rd"
                + ME
                + "1:k32:"
                + text(ITEM.key().toByteArray())
                + "3:seqi4e3:sig64:"
                + text(ITEM.signature().unwrap())
                + "1:v12:Hello World!e"
                + end);
    assertThat(said(me.withSamples(new Answer.Samples(300, 70, List.of(OTHER)))))
        .isEqualTo("d1:rd" + ME + "8:intervali300e3:numi70e7:samples" + ABOUT + "e" + end);
    assertThat(said(me.withSignedPeers(List.of(PEER))))
        .isEqualTo("d1:rd" + ME + "5:peersl104:" + text(PEER.encode()) + "ee" + end);
  }

  @Test
  void goldenBytesOfEnvelopes() {
    assertThat(text(new KrpcQuery(bytes("aa"), ID, new Query.Ping(), true, OTHER, VERSION)))
        .isEqualTo("d1:ad" + ME + "e1:c" + ABOUT + "1:q4:ping2:roi1e1:t2:aa1:v4:XC\0\0011:y1:qe");
    assertThat(text(new KrpcResponse(bytes("aa"), Answer.of(ID), V4, OTHER, VERSION)))
        .isEqualTo(
            "d1:c"
                + ABOUT
                + "2:ip6:\n\0\0\7\u001a\u00e11:rd"
                + ME
                + "e1:t2:aa1:v4:XC\0\0011:y1:re");
    assertThat(text(new KrpcError(bytes("aa"), 302, "old", V4, OTHER, VERSION)))
        .isEqualTo(
            "d1:c"
                + ABOUT
                + "1:eli302e3:olde2:ip6:\n\0\0\7\u001a\u00e1"
                + "1:t2:aa1:v4:XC\0\0011:y1:ee");
  }

  @Test
  void everyMessageRoundTripsAndIsCanonical() {
    for (KrpcMessage message : SampleMessages.all()) {
      byte[] encoded = SampleMessages.encode(message);
      assertThat(KrpcMessage.decode(encoded)).isEqualTo(message);
      assertThat(Bencode.parse(encoded).isCanonical()).as(message.toString()).isTrue();
    }
  }

  @Test
  void whatIsNoKrpcThrows() {
    for (String packet :
        List.of(
            "",
            "hello, this is no bencode at all",
            "l" + "20:abcdefghij0123456789" + "e",
            "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qeX",
            "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:xe",
            "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aae",
            "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:ti1e1:y1:qe",
            "d1:ad2:id20:abcdefghij0123456789e1:c3:abc1:q4:ping1:t2:aa1:y1:qe",
            "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t65:" + "t".repeat(65) + "1:y1:qe",
            "d1:rd2:id5:abcdee1:t2:aa1:y1:re",
            "d1:t2:aa1:v4:XC\0\0011:y1:re",
            "d1:ad2:id20:abcdefghij01234567891:x2100:" + "x".repeat(2100) + "e1:y1:qe")) {
      assertThatThrownBy(() -> decode(packet)).as(packet).isInstanceOf(WireException.class);
    }
  }

  @Test
  void badArgumentsCanBeAnswered() {
    for (String body :
        List.of(
            "1:ad2:id5:abcdee1:q4:ping",
            "1:ade1:q4:ping",
            "1:q4:ping",
            "1:ad" + ME + "e1:qi1e",
            "1:ad" + ME + "e1:q65:" + "m".repeat(65),
            "1:ad" + ME + "e1:q9:find_node",
            "1:ad" + ME + "6:target3:abce1:q3:get",
            "1:ad" + ME + "9:info_hash" + ABOUT + "5:token1:xe1:q13:announce_peer",
            "1:ad" + ME + "9:info_hash" + ABOUT + "4:porti0e5:token1:xe1:q13:announce_peer",
            "1:ad" + ME + "9:info_hash" + ABOUT + "4:porti65536e5:token1:xe1:q13:announce_peer",
            "1:ad" + ME + "9:info_hash" + ABOUT + "4:porti1ee1:q13:announce_peer",
            "1:ad" + ME + "5:token1:xe1:q3:put",
            "1:ad" + ME + "1:v1:xe1:q3:put",
            "1:ad" + ME + "5:token1:x1:vd1:b0:1:a0:ee1:q3:put",
            "1:ad" + ME + "1:k3:abc3:seqi1e3:sig1:x5:token1:x1:v1:xe1:q3:put")) {
      assertThat(decode("d" + body + "1:t2:aa1:y1:qe"))
          .as(body)
          .isInstanceOfSatisfying(
              MalformedQuery.class, bad -> assertThat(bad.transaction()).isEqualTo(bytes("aa")));
    }
  }

  @Test
  void isLenientAboutTheEnvelope() {
    assertThat(decode("d1:y1:q1:q4:ping1:t2:aa1:ad" + ME + "ee"))
        .as("unsorted")
        .isEqualTo(query(new Query.Ping()));
    assertThat(decode("d1:ad" + ME + "e1:q4:ping1:y1:qe").transaction().length()).isZero();
    assertThat(decode("d1:ad" + ME + "e2:ipi5e1:q4:ping2:roi0e1:t2:aa1:vle1:y1:qe"))
        .isEqualTo(query(new Query.Ping()));
    assertThat(decode("d1:ei5e1:t2:aa1:y1:e1:zi1ee"))
        .isEqualTo(SampleMessages.error(KrpcErrorCode.GENERIC, "", null));
  }

  @Test
  void isLenientAboutPartsOfAnswers() {
    assertThat(
            decode(
                "d1:rd"
                    + ME
                    + "5:nodes30:mnopqrstuvwxyz123456\n\0\0\7\u001a\u00e1rest5:tokeni1e"
                    + "6:valuesl6:\n\0\0\7\u001a\u00e13:abci7e6:\n\0\0\7\0\0ee1:t2:aa1:y1:re"))
        .isEqualTo(
            response(
                Answer.of(ID)
                    .withNodes(List.of(new NodeContact(OTHER, V4)), null)
                    .withValues(List.of(V4))));
    assertThat(decode("d1:rd" + ME + "1:vd1:b0:1:a0:ee1:t2:aa1:y1:re"))
        .as("a value that is not canonical is none")
        .isEqualTo(response(Answer.of(ID)));
  }

  @Test
  void wantsOfUnknownFamiliesAreNone() {
    String query = "1:q9:find_node1:t2:aa1:y1:qe";
    String target = "d1:ad" + ME + "6:target" + ABOUT;
    assertThat(decode(target + "4:wantl2:n92:n62:n4ee" + query))
        .isEqualTo(query(new Query.FindNode(OTHER, Want.BOTH)));
    assertThat(decode(target + "4:wantl2:n9i4eee" + query))
        .isEqualTo(query(new Query.FindNode(OTHER, null)));
    assertThat(decode(target + "4:want2:n4e" + query))
        .isEqualTo(query(new Query.FindNode(OTHER, null)));
  }

  @Test
  void anEmptySaltIsNone() {
    String end = "3:seqi4e3:sig64:" + "s".repeat(64) + "5:token1:x1:v1:xe1:q3:put1:t2:aa1:y1:qe";
    String key = "d1:ad" + ME + "1:k32:" + "k".repeat(32);
    assertThat(decode(key + "4:salt0:" + end)).isEqualTo(decode(key + end));
  }

  @Test
  void unknownMethodsKeepTheirTarget() {
    assertThat(decode("d1:ad" + ME + "9:info_hash" + ABOUT + "e1:q4:vote1:t2:aa1:y1:qe"))
        .isEqualTo(query(new Query.Unknown("vote", OTHER, null)));
    assertThat(decode("d1:ad" + ME + "e1:q4:vote1:t2:aa1:y1:qe"))
        .isEqualTo(query(new Query.Unknown("vote", null, null)));
  }
}
