package org.xorcast.app.dht;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.xorcast.app.Json;
import org.xorcast.app.Output;
import org.xorcast.core.dht.DhtResult;
import org.xorcast.core.krpc.NodeContact;

/** Lists of nodes, as people and programs read them. */
final class Nodes {
  private Nodes() {}

  static void print(Output output, String target, List<NodeContact> nodes, DhtResult.Cost cost) {
    output.result(
        () -> {
          ObjectNode json = Json.object().put("target", target);
          put(nodes, json.putArray("nodes"));
          return Costs.put(cost, json);
        },
        () -> text(nodes));
  }

  static void put(List<NodeContact> nodes, ArrayNode json) {
    for (NodeContact node : nodes) {
      ObjectNode each = json.addObject();
      each.put("node", node.nodeId().toString()).put("address", node.endpoint().toString());
    }
  }

  static String text(List<NodeContact> nodes) {
    return String.join(
        "\n", nodes.stream().map(node -> node.nodeId() + "  " + node.endpoint()).toList());
  }
}
