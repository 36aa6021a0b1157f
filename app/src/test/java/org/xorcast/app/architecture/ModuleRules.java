package org.xorcast.app.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * {@code app -> node -> core <- sim}; only the command {@code xorcast sim} lets app see sim.
 *
 * @param base the package above those of the modules
 */
record ModuleRules(String base) {

  /** NODE is the library people import: whatever package is none of the other modules'. */
  enum Module {
    CORE,
    SIM,
    NODE,
    APP,
    BENCH
  }

  ArchRule coreSeesNothing() {
    return sees(Module.CORE, EnumSet.of(Module.CORE));
  }

  ArchRule simSeesCore() {
    return sees(Module.SIM, EnumSet.of(Module.SIM, Module.CORE));
  }

  ArchRule nodeSeesCore() {
    return sees(Module.NODE, EnumSet.of(Module.NODE, Module.CORE));
  }

  ArchRule appSeesNodeAndCore() {
    return classes()
        .that(in(EnumSet.of(Module.APP)))
        .and(not(resideInAPackage(base + ".app.sim..")))
        .should()
        .onlyDependOnClassesThat(
            elsewhere().or(in(EnumSet.of(Module.APP, Module.NODE, Module.CORE))))
        .because("only the command `xorcast sim` lets app see sim")
        .allowEmptyShould(true);
  }

  private ArchRule sees(Module module, Set<Module> others) {
    return classes()
        .that(in(EnumSet.of(module)))
        .should()
        .onlyDependOnClassesThat(elsewhere().or(in(others)))
        .as(module + " sees no other module than " + others)
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> elsewhere() {
    return not(resideInAPackage(base + ".."));
  }

  private DescribedPredicate<JavaClass> in(Set<Module> modules) {
    return resideInAPackage(base + "..")
        .and(describe("are in " + modules, type -> modules.contains(moduleOf(type))));
  }

  Module moduleOf(JavaClass type) {
    String path = type.getPackageName().substring(base.length()) + ".";
    for (Module module : Module.values()) {
      if (path.startsWith("." + module.name().toLowerCase(Locale.ROOT) + ".")) {
        return module;
      }
    }
    return Module.NODE;
  }
}
