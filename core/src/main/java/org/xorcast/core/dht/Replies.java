package org.xorcast.core.dht;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xorcast.core.krpc.Answer;
import org.xorcast.core.krpc.KrpcError;
import org.xorcast.core.krpc.KrpcMessage;
import org.xorcast.core.krpc.KrpcQuery;
import org.xorcast.core.krpc.KrpcResponse;
import org.xorcast.core.krpc.MalformedQuery;

/**
 * Cuts a response to its limit: first peers, then IPv6 nodes, then IPv4 nodes.
 *
 * <p>The limit is 1024 bytes, which pass everywhere (BEP 32). An item of BEP 44 cannot be cut; if
 * it needs more it goes out almost alone, in up to {@value #ITEM_MAX_BYTES} bytes. A sender who has
 * not shown that he is where he says gets no more than ten times what he sent; a large item is sent
 * to him only if his query was long enough, as ours are, and otherwise he gets all but the item.
 */
final class Replies {
  static final int SIZE_MAX_BYTES = 1024;
  static final int ITEM_MAX_BYTES = 1280;
  static final int AMPLIFICATION_MAX = 10;

  /** What can be shortened, in this order, and how many bytes one takes in its list. */
  private enum Part {
    VALUES {
      @Override
      Answer shorten(Answer a, int excess) {
        return a.withValues(Replies.shorten(a.values(), 8, excess));
      }
    },
    SIGNED_PEERS {
      @Override
      Answer shorten(Answer a, int excess) {
        return a.withSignedPeers(Replies.shorten(a.signedPeers(), 108, excess));
      }
    },
    IPV6_NODES {
      @Override
      Answer shorten(Answer a, int excess) {
        return a.withNodes(a.nodes(), Replies.shorten(a.nodes6(), 38, excess));
      }
    },
    IPV4_NODES {
      @Override
      Answer shorten(Answer a, int excess) {
        return a.withNodes(Replies.shorten(a.nodes(), 26, excess), a.nodes6());
      }
    };

    /** Leaves out as many as make up for {@code excess} bytes, or all. */
    abstract Answer shorten(Answer a, int excess);
  }

  private final DhtCounters counters;

  Replies(DhtCounters counters) {
    this.counters = counters;
  }

  /** The most bytes that may be sent in reply to {@code requestBytes}. */
  static int limit(int requestBytes, boolean proven, int max) {
    return proven ? max : Math.min(max, AMPLIFICATION_MAX * requestBytes);
  }

  /** The bytes of a response or error within the limit, null if it cannot be cut so far. */
  byte @Nullable [] encode(KrpcMessage reply, int requestBytes, boolean proven) {
    return switch (reply) {
      case KrpcResponse response -> encode(response, requestBytes, proven);
      case KrpcError error -> {
        byte[] bytes = error.encode();
        yield bytes.length <= limit(requestBytes, proven, SIZE_MAX_BYTES) ? bytes : null;
      }
      case KrpcQuery query -> throw new IllegalArgumentException("no reply: " + query);
      case MalformedQuery query -> throw new IllegalArgumentException("no reply: " + query);
    };
  }

  private byte @Nullable [] encode(KrpcResponse response, int requestBytes, boolean proven) {
    int limit = limit(requestBytes, proven, SIZE_MAX_BYTES);
    byte[] whole = response.encode();
    if (whole.length <= limit) {
      return whole;
    }
    counters.increment(DhtCounter.REPLIES_TRIMMED);
    Answer answer = response.answer();
    byte[] cut = cut(response, limit);
    if (cut.length <= limit) {
      return cut;
    }
    if (answer.item() == null) {
      return null;
    }
    if (cut.length <= limit(requestBytes, proven, ITEM_MAX_BYTES)) {
      return cut;
    }
    counters.increment(DhtCounter.ITEMS_WITHHELD);
    return encode(with(response, answer.withItem(null)), requestBytes, proven);
  }

  private static byte[] cut(KrpcResponse response, int limit) {
    Answer answer = response.answer();
    byte[] bytes = response.encode();
    for (Part part : Part.values()) {
      if (bytes.length > limit) {
        answer = part.shorten(answer, bytes.length - limit);
        bytes = with(response, answer).encode();
      }
    }
    return bytes;
  }

  private static KrpcResponse with(KrpcResponse response, Answer answer) {
    return new KrpcResponse(
        response.transaction(), answer, response.observed(), response.topic(), response.version());
  }

  private static <T> @Nullable List<T> shorten(@Nullable List<T> list, int each, int excess) {
    return list == null
        ? null
        : list.subList(0, Math.max(0, list.size() - (excess + each - 1) / each));
  }
}
