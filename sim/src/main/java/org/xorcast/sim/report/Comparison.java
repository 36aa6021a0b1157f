package org.xorcast.sim.report;

import java.util.List;

/**
 * What the page is about: one scenario, and every protocol that ran it with the same seeds.
 *
 * @param title the scenario's name
 * @param about what happens in it, in a sentence or two; may be empty
 * @param facts a few words each: how many nodes, what goes wrong, which messages are measured
 * @param seeds as on the command line, "1..20"
 * @param command that makes this page again
 * @param scenario the text of the scenario file
 * @param contenders ours first
 */
public record Comparison(
    String title,
    String about,
    List<String> facts,
    String seeds,
    String command,
    String scenario,
    List<Contender> contenders) {

  public Comparison {
    facts = List.copyOf(facts);
    contenders = List.copyOf(contenders);
    if (contenders.isEmpty()) {
      throw new IllegalArgumentException("a page needs at least one protocol to be about");
    }
  }
}
