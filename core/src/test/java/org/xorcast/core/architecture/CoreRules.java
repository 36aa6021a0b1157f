package org.xorcast.core.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What core may not do, so that a run of the protocols is decided by its inputs and its seed. */
final class CoreRules {
  private static final Set<String> OUTSIDE_WORLD =
      Set.of(
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.util.Timer");

  private static final Set<String> UNSEEDED =
      Set.of("java.security.SecureRandom", "java.util.Random", "java.util.SplittableRandom");

  private static final Set<String> HASH_COLLECTIONS =
      Set.of(
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap");

  /** Math methods whose last bit may differ between machines; StrictMath's does not. */
  private static final Set<String> INEXACT =
      Set.of(
          "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
          "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot");

  static final ArchRule NEEDS_ONLY_THE_JDK =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("java..", "org.jspecify.annotations", "org.xorcast.core.."))
          .because("core has no dependency");

  static final ArchRule NO_OUTSIDE_WORLD =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..",
                      "java.net..",
                      "java.nio.channels..",
                      "java.nio.file..",
                      "java.util.concurrent..")
                  .or(named(OUTSIDE_WORLD)))
          .because("core has no I/O and no threads: what it decides goes into Effects");

  static final ArchRule NO_CLOCK =
      noClasses()
          .should()
          .accessTargetWhere(
              access(
                  "a clock is read",
                  target ->
                      calls(target, "java.lang.System", Set.of("nanoTime", "currentTimeMillis"))
                          || owner(target).equals("java.time.Clock")
                          || (owner(target).startsWith("java.time.")
                              && target.getName().equals("now"))))
          .because("time comes in as an argument");

  static final ArchRule NO_UNSEEDED_RANDOMNESS =
      noClasses()
          .should()
          .dependOnClassesThat(named(UNSEEDED).or(resideInAPackage("java.util.random..")))
          .orShould()
          .accessTargetWhere(
              access(
                  "randomness is drawn",
                  target ->
                      calls(target, "java.lang.Math", Set.of("random"))
                          || calls(target, "java.lang.StrictMath", Set.of("random"))
                          || calls(target, "java.util.UUID", Set.of("randomUUID"))
                          || calls(target, "java.util.Collections", Set.of("shuffle"))))
          .because("randomness comes from the seeded Rng");

  static final ArchRule NO_SALTED_COLLECTIONS =
      noClasses()
          .should()
          .accessTargetWhere(
              access(
                  "an immutable Set or Map is made",
                  target ->
                      (Set.of("java.util.Set", "java.util.Map").contains(owner(target))
                              && Set.of("of", "copyOf", "ofEntries").contains(target.getName()))
                          || calls(
                              target,
                              "java.util.stream.Collectors",
                              Set.of("toUnmodifiableSet", "toUnmodifiableMap"))))
          .because("their order differs from one JVM start to the next");

  static final ArchRule NO_HASH_COLLECTIONS =
      noClasses()
          .should()
          .accessTargetWhere(
              access("a HashMap, a HashSet or the like is made", CoreRules::makesHashCollection))
          .because(
              "their order may differ from one JVM start to the next; take LinkedHashMap,"
                  + " LinkedHashSet, TreeMap or EnumMap");

  static final ArchRule NO_HASH_ORDER =
      noClasses()
          .should()
          .accessTargetWhere(
              access(
                  "a HashMap or HashSet is iterated",
                  target ->
                      HASH_COLLECTIONS.contains(owner(target))
                          && Set.of(
                                  "entrySet",
                                  "forEach",
                                  "iterator",
                                  "keySet",
                                  "parallelStream",
                                  "removeIf",
                                  "replaceAll",
                                  "spliterator",
                                  "stream",
                                  "toArray",
                                  "values")
                              .contains(target.getName())))
          .because("their order may differ from one JVM start to the next");

  static final ArchRule NO_IDENTITY_HASH =
      noClasses()
          .should()
          .accessTargetWhere(
              access(
                  "an identity hash is taken",
                  target -> calls(target, "java.lang.System", Set.of("identityHashCode"))))
          .because("identity hashes differ from one JVM start to the next");

  static final ArchRule NO_INEXACT_MATH =
      noClasses()
          .should()
          .accessTargetWhere(
              access(
                  "Math is asked for an inexact result",
                  target -> calls(target, "java.lang.Math", INEXACT)))
          .because("its last bit may differ between machines; StrictMath's does not");

  /** The rooms of core, and which other rooms each may import. */
  static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          Map.entry("id", Set.of()),
          Map.entry("wire", Set.of("id")),
          Map.entry("engine", Set.of("id", "wire")),
          Map.entry("kad", Set.of("id", "wire", "engine")),
          Map.entry("krpc", Set.of("id", "wire", "engine", "kad")),
          Map.entry("dht", Set.of("id", "wire", "engine", "kad", "krpc")),
          Map.entry("path", Set.of("id", "wire", "engine")),
          Map.entry("rights", Set.of("id", "wire")),
          Map.entry("overlay", Set.of("id", "wire", "engine", "kad", "rights")),
          Map.entry("cast", Set.of("id", "wire", "engine", "kad", "overlay", "rights")),
          Map.entry("history", Set.of("id", "wire", "engine", "kad", "overlay", "cast", "rights")),
          Map.entry(
              "topic",
              Set.of("id", "wire", "engine", "kad", "overlay", "cast", "rights", "history")));

  private CoreRules() {}

  /**
   * One rule per room of the table. The root package, where Engine lives, may import every room.
   */
  static List<ArchRule> rooms(String base) {
    return ROOMS.entrySet().stream().map(row -> room(base, row.getKey(), row.getValue())).toList();
  }

  private static ArchRule room(String base, String room, Set<String> others) {
    String[] allowed =
        Stream.concat(Stream.of(room), others.stream())
            .map(name -> base + "." + name + "..")
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(base + "." + room + "..")
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(base + "..")).or(resideInAnyPackage(allowed)))
        .as("the room " + room + " imports no other room than " + others)
        .allowEmptyShould(true);
  }

  /** A new room needs a row in the table. */
  static ArchRule everyRoomIsInTheTable(String base) {
    String[] known =
        Stream.concat(
                Stream.of(base), ROOMS.keySet().stream().map(room -> base + "." + room + ".."))
            .toArray(String[]::new);
    return classes()
        .should()
        .resideInAnyPackage(known)
        .because("CoreRules.ROOMS says what each room may import");
  }

  private static DescribedPredicate<JavaClass> named(Set<String> names) {
    return describe("one of " + names, type -> names.contains(type.getName()));
  }

  private static DescribedPredicate<JavaAccess<?>> access(
      String description, Predicate<AccessTarget> target) {
    return describe(description, access -> target.test(access.getTarget()));
  }

  private static boolean calls(AccessTarget target, String owner, Set<String> names) {
    return owner(target).equals(owner) && names.contains(target.getName());
  }

  private static String owner(AccessTarget target) {
    return target.getOwner().getName();
  }

  private static boolean makesHashCollection(AccessTarget target) {
    if (HASH_COLLECTIONS.contains(owner(target))) {
      return Set.of("<init>", "newHashMap", "newHashSet").contains(target.getName());
    }
    return calls(target, "java.util.stream.Collectors", Set.of("toSet"))
        || (calls(target, "java.util.stream.Collectors", Set.of("toMap", "groupingBy"))
            && !takesSupplier(target));
  }

  private static boolean takesSupplier(AccessTarget target) {
    return target instanceof AccessTarget.CodeUnitAccessTarget method
        && method.getRawParameterTypes().stream()
            .anyMatch(type -> type.getName().equals("java.util.function.Supplier"));
  }
}
