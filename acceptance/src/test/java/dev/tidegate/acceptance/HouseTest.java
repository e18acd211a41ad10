package dev.tidegate.acceptance;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.tidegate.pool.Effect;
import java.util.Random;

/** The walls between packages, which the compiler does not guard. */
@AnalyzeClasses(packages = "dev.tidegate", importOptions = ImportOption.DoNotIncludeTests.class)
final class HouseTest {

  private static final String POOL = "dev.tidegate.pool..";

  @ArchTest
  static final ArchRule poolReadsNoClock =
      noClasses()
          .that()
          .resideInAPackage(POOL)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(java.time.InstantSource.class)
          .orShould()
          .callMethodWhere(
              target(nameMatching("now")).and(target(owner(resideInAPackage("java.time..")))))
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callConstructor(java.util.Date.class)
          .because("the same events at the same times must give the same effects");

  @ArchTest
  static final ArchRule poolLeavesNothingToChance =
      noClasses()
          .that()
          .resideInAPackage(POOL)
          .should()
          .callConstructor(Random.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.util\\.concurrent\\.ThreadLocalRandom|java\\.security\\.SecureRandom")
          .because("a seed is a setting, and a failed simulation replays from it");

  @ArchTest
  static final ArchRule poolTouchesNothingOutside =
      noClasses()
          .that()
          .resideInAPackage(POOL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .because("the pool decides; only the daemon acts");

  @ArchTest
  static final ArchRule onlyTheEventContextMakesEffects =
      noClasses()
          .that()
          .resideInAPackage(POOL)
          .and()
          .doNotHaveFullyQualifiedName("dev.tidegate.pool.EventContext")
          .should()
          .callConstructorWhere(target(owner(assignableTo(Effect.class))))
          .because("effects are added in one place, in call order");

  @ArchTest
  static final ArchRule poolSubPackagesSeeTheContextOnly =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.pool.*..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching("dev\\.tidegate\\.pool\\.(Pool|Event|Effect)(\\$.*)?")
          .because("the pool calls them, and they add effects by the event context alone");

  @ArchTest
  static final ArchRule poolSubPackagesHaveNoCycles =
      slices()
          .matching("dev.tidegate.pool.(*)..")
          .should()
          .beFreeOfCycles()
          .because("each can be read with those below it, and no others");

  @ArchTest
  static final ArchRule daemonSeesTheDoorOfThePool =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.daemon..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.tidegate.pool.*..")
                  .and(
                      resideOutsideOfPackages(
                          "dev.tidegate.pool.values..", "dev.tidegate.pool.settings..")))
          .because("the other packages are internal to the pool, though the compiler cannot know");

  @ArchTest
  static final ArchRule daemonDoesNotSeeTools =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.daemon..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tidegate.tools..")
          .because("only sockets join them");

  @ArchTest
  static final ArchRule toolsSeeNeitherDaemonNorPool =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.tools..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tidegate.daemon..", POOL)
          .because("the tools must run against the reference too");

  @ArchTest
  static final ArchRule onlyTheWebServerKnowsJetty =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tidegate.tools.dashboard.web..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..")
          .because("what the dashboard answers does not depend on what carries it");

  @ArchTest
  static final ArchRule webServerKnowsNoPool =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.tools.dashboard.web..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tidegate.tools.view..")
          .because("it carries texts, whatever they are about");

  @ArchTest
  static final ArchRule posixHoldsNoPolicy =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.daemon.posix..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.tidegate..")
                  .and(resideOutsideOfPackage("dev.tidegate.daemon.posix..")))
          .because("it is the system calls and nothing else");

  @ArchTest
  static final ArchRule protocolNeedsOnlyTheJdk =
      ArchRuleDefinition.classes()
          .that()
          .resideInAnyPackage("dev.tidegate.protocol..", "dev.tidegate.client..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify.annotations",
              "dev.tidegate.protocol..",
              "dev.tidegate.client..")
          .because("others embed it");

  /** Beyond, an object knows too many others to be understood by itself. */
  @ArchTest
  static void constructorsInThePoolTakeAtMostSixArguments(JavaClasses classes) {
    assertThat(
            classes.stream()
                .filter(each -> each.getPackageName().startsWith("dev.tidegate.pool"))
                .filter(each -> !each.isRecord() && !each.isEnum())
                .flatMap(each -> each.getConstructors().stream())
                .filter(each -> each.getRawParameterTypes().size() > 6)
                .map(JavaConstructor::getFullName))
        .isEmpty();
  }

  /** The door stays small enough to be read at once; decisions have packages of their own. */
  @ArchTest
  static void thePackageOfTheDoorHasAtMostFifteenTypes(JavaClasses classes) {
    assertThat(
            classes.stream()
                .filter(each -> each.getPackageName().equals("dev.tidegate.pool"))
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(each -> !each.equals("package-info")))
        .hasSizeLessThanOrEqualTo(15);
  }
}
