package org.xorcast.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Holds core to its rules. {@link PlantedViolationsTest} shows that each of them can fail. */
class CoreArchitectureTest {
  private static final String CORE = "org.xorcast.core";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(CORE);

  @Test
  void thereIsSomethingToCheck() {
    assertThat(CLASSES).isNotEmpty();
  }

  @Test
  void coreNeedsOnlyTheJdk() {
    CoreRules.NEEDS_ONLY_THE_JDK.check(CLASSES);
  }

  @Test
  void coreDoesNotTouchTheOutsideWorld() {
    CoreRules.NO_OUTSIDE_WORLD.check(CLASSES);
  }

  @Test
  void coreReadsNoClock() {
    CoreRules.NO_CLOCK.check(CLASSES);
  }

  @Test
  void coreDrawsNoUnseededRandomness() {
    CoreRules.NO_UNSEEDED_RANDOMNESS.check(CLASSES);
  }

  @Test
  void coreNeverDependsOnTheOrderOfHashes() {
    assertAll(
        () -> CoreRules.NO_SALTED_COLLECTIONS.check(CLASSES),
        () -> CoreRules.NO_HASH_COLLECTIONS.check(CLASSES),
        () -> CoreRules.NO_HASH_ORDER.check(CLASSES),
        () -> CoreRules.NO_IDENTITY_HASH.check(CLASSES));
  }

  @Test
  void coreCalculatesTheSameOnEveryMachine() {
    CoreRules.NO_INEXACT_MATH.check(CLASSES);
  }

  @Test
  void roomsImportOnlyWhatTheTableAllows() {
    assertAll(CoreRules.rooms(CORE).stream().map((ArchRule rule) -> () -> rule.check(CLASSES)));
  }

  @Test
  void everyRoomIsInTheTable() {
    CoreRules.everyRoomIsInTheTable(CORE).check(CLASSES);
  }
}
