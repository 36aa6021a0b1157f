package org.xorcast.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.xorcast.app.architecture.ModuleRules.Module;

/** Holds the modules to their one direction. */
class ModuleArchitectureTest {
  private static final ModuleRules RULES = new ModuleRules("org.xorcast");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.xorcast");

  @Test
  void everyModuleIsLookedAt() {
    assertThat(CLASSES)
        .extracting(RULES::moduleOf)
        .contains(Module.CORE, Module.SIM, Module.NODE, Module.APP);
  }

  @Test
  void coreSeesNothing() {
    RULES.coreSeesNothing().check(CLASSES);
  }

  @Test
  void simSeesCore() {
    RULES.simSeesCore().check(CLASSES);
  }

  @Test
  void nodeSeesCore() {
    RULES.nodeSeesCore().check(CLASSES);
  }

  @Test
  void appSeesNodeAndCore() {
    RULES.appSeesNodeAndCore().check(CLASSES);
  }
}
