package org.xorcast.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Shows of each rule that it finds the violations planted for it, and nothing else. */
class PlantedViolationsTest {
  private static final String PLANTED = "org.xorcast.core.architecture.planted";
  private static final String ROOMS = PLANTED + ".rooms";
  private static final Pattern CLASS_NAME =
      Pattern.compile("[<(]" + Pattern.quote(PLANTED) + "\\.([\\w.]*?[A-Z]\\w*)");

  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(PLANTED);
  private static final JavaClasses ROOM_CLASSES = new ClassFileImporter().importPackages(ROOMS);

  @Test
  void findsDependencyOnLibrary() {
    assertThat(offenders(CoreRules.NEEDS_ONLY_THE_JDK)).containsExactly("NeedsLibrary");
  }

  @Test
  void findsTheOutsideWorld() {
    assertThat(offenders(CoreRules.NO_OUTSIDE_WORLD))
        .containsExactly("OpensSocket", "Prints", "StartsThread", "UsesConcurrentMap");
  }

  @Test
  void findsClocks() {
    assertThat(offenders(CoreRules.NO_CLOCK)).containsExactly("ReadsInstant", "ReadsNanoTime");
  }

  @Test
  void findsUnseededRandomness() {
    assertThat(offenders(CoreRules.NO_UNSEEDED_RANDOMNESS))
        .containsExactly("DrawsMathRandom", "DrawsSecureRandom", "DrawsUuid");
  }

  @Test
  void findsSaltedCollections() {
    assertThat(offenders(CoreRules.NO_SALTED_COLLECTIONS))
        .containsExactly("MakesMapCopy", "MakesSetOf");
  }

  @Test
  void findsHashCollections() {
    assertThat(offenders(CoreRules.NO_HASH_COLLECTIONS))
        .containsExactly("CollectsToSet", "MakesHashMap", "MakesHashMapByReference");
  }

  @Test
  void findsIterationInHashOrder() {
    assertThat(offenders(CoreRules.NO_HASH_ORDER))
        .containsExactly("IteratesHashMap", "IteratesHashSet");
  }

  @Test
  void findsIdentityHashes() {
    assertThat(offenders(CoreRules.NO_IDENTITY_HASH)).containsExactly("TakesIdentityHash");
  }

  @Test
  void findsInexactMath() {
    assertThat(offenders(CoreRules.NO_INEXACT_MATH)).containsExactly("TakesLogarithm");
  }

  @Test
  void findsForbiddenImportsBetweenRooms() {
    Set<String> offenders = new TreeSet<>();
    for (ArchRule rule : CoreRules.rooms(ROOMS)) {
      offenders.addAll(offenders(rule, ROOM_CLASSES));
    }
    assertThat(offenders).containsExactly("rooms.id.ImportsWire", "rooms.wire.ImportsRoot");
  }

  @Test
  void findsRoomThatIsNotInTheTable() {
    assertThat(offenders(CoreRules.everyRoomIsInTheTable(ROOMS), ROOM_CLASSES))
        .containsExactly("rooms.attic.NotInTheTable");
  }

  private static Set<String> offenders(ArchRule rule) {
    return offenders(rule, CLASSES);
  }

  /** The planted classes that the rule complains about: the first class that each line names. */
  private static Set<String> offenders(ArchRule rule, JavaClasses classes) {
    List<String> details = rule.evaluate(classes).getFailureReport().getDetails();
    Set<String> offenders = new TreeSet<>();
    for (String detail : details) {
      Matcher name = CLASS_NAME.matcher(detail);
      assertThat(name.find()).as(detail).isTrue();
      offenders.add(name.group(1));
    }
    return offenders;
  }
}
