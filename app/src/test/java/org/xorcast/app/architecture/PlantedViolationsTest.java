package org.xorcast.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.assertj.core.api.AbstractListAssert;
import org.junit.jupiter.api.Test;

/** Shows of each rule that it finds the violations planted for it, and nothing else. */
class PlantedViolationsTest {
  private static final String PLANTED = "org.xorcast.app.architecture.planted";
  private static final ModuleRules RULES = new ModuleRules(PLANTED);
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(PLANTED);

  @Test
  void findsCoreThatSeesNode() {
    assertThatOffendersOf(RULES.coreSeesNothing()).containsOnly("core.CoreSeesNode");
  }

  @Test
  void findsSimThatSeesNode() {
    assertThatOffendersOf(RULES.simSeesCore()).containsOnly("sim.SimSeesNode");
  }

  @Test
  void findsNodeThatSeesSimOrApp() {
    assertThatOffendersOf(RULES.nodeSeesCore()).containsOnly("net.NodeSeesSim", "net.NodeSeesApp");
  }

  @Test
  void findsAppThatSeesSim() {
    assertThatOffendersOf(RULES.appSeesNodeAndCore()).containsOnly("app.AppSeesSim");
  }

  private static AbstractListAssert<?, ?, String, ?> assertThatOffendersOf(ArchRule rule) {
    return assertThat(rule.evaluate(CLASSES).getFailureReport().getDetails())
        .extracting(
            detail -> detail.replaceFirst(".*?[<(]" + PLANTED + "\\.([a-z.]*[A-Z]\\w*).*", "$1"));
  }
}
