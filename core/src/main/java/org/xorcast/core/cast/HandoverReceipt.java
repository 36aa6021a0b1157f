package org.xorcast.core.cast;

import java.util.ArrayList;
import java.util.List;
import org.xorcast.core.cast.CastMessage.Receipt;
import org.xorcast.core.cast.CastMessage.Tally;
import org.xorcast.core.engine.Reach;
import org.xorcast.core.engine.ReceiptRequest;
import org.xorcast.core.id.MessageId;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.wire.FrameType;

/** What the member that took a message in tells its publisher about who has it. */
public final class HandoverReceipt {
  private final MessageId id;
  private final ReceiptRequest request;
  private final long endNanos;
  private List<PeerId> begunIds = new ArrayList<>();
  private Reach latest = new Reach(0, false, false, List.of());

  HandoverReceipt(MessageId id, ReceiptRequest request, long nowNanos) {
    this.id = id;
    this.request = request;
    this.endNanos = nowNanos + request.deadlineMillis() * 1_000_000L;
  }

  public MessageId id() {
    return id;
  }

  /** When the publisher is to have the last word. */
  public long endNanos() {
    return endNanos;
  }

  /** What is known by now. */
  public Reach latest() {
    return latest;
  }

  /** The last word: nothing more is waited for. */
  public Reach last() {
    return new Reach(latest.nodes(), true, latest.complete(), latest.ids());
  }

  /** Takes a frame of the group; false if it is not about who has this message. */
  public boolean onFrame(byte[] frame) {
    if (FrameType.of(frame) != FrameType.RECEIPT
        || !(CastMessage.decode(frame) instanceof Receipt receipt)
        || !receipt.id().equals(id)) {
      return false;
    }
    if (receipt.tally() == Tally.REFUSED) {
      return true;
    }
    int room = request.ids() ? ReceiptRequest.IDS_MAX - begunIds.size() : 0;
    begunIds.addAll(receipt.ids().subList(0, Math.min(room, receipt.ids().size())));
    if (receipt.tally() == Tally.CONTINUED) {
      return true;
    }
    boolean complete = receipt.tally() == Tally.COMPLETE;
    latest = new Reach(receipt.count(), complete, complete, begunIds);
    begunIds = new ArrayList<>();
    return true;
  }
}
