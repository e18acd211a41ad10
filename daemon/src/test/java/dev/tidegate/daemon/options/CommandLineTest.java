package dev.tidegate.daemon.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.pool.settings.CommandLineOption;
import dev.tidegate.pool.settings.PoolSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line against what SPEC and getopt(3) say of it. */
final class CommandLineTest {

  private static ParsedCommandLine parse(String... words) {
    return CommandLine.parse(List.of(words), "1.2");
  }

  private static Options run(String... words) {
    return switch (parse(words)) {
      case ParsedCommandLine.Run run -> run.options();
      case ParsedCommandLine.Refused refused -> fail(refused.text());
      case ParsedCommandLine.Print print -> fail(print.text());
    };
  }

  private static ParsedCommandLine.Refused refused(String... words) {
    return switch (parse(words)) {
      case ParsedCommandLine.Refused refused -> refused;
      case ParsedCommandLine.Run _, ParsedCommandLine.Print _ -> fail("accepted");
    };
  }

  @Test
  void theDefaultsAreThoseOfTheManualPage() {
    Options options = run();

    assertThat(options.pool().minWorkers()).isEqualTo(1);
    assertThat(options.pool().maxWorkers()).isEqualTo(2);
    assertThat(options.pool().maxRequests()).isEqualTo(500);
    assertThat(options.pool().idleTimeoutSeconds()).isEqualTo(300);
    assertThat(options.pool().maxLifetimeSeconds()).isZero();
    assertThat(options.pool().busyTimeoutSeconds()).isEqualTo(120);
    assertThat(options.pool().clientTimeoutSeconds()).isEqualTo(10);
    assertThat(options.pool().startIntervalSeconds()).isEqualTo(3);
    assertThat(options.pool().minStartIntervalSeconds()).isZero();
    assertThat(options.pool().queueSize()).isZero();
    assertThat(options.pool().queueTimeoutSeconds()).isEqualTo(30);
    assertThat(options.pool().version()).isEqualTo("1.2");
    assertThat(options.daemon().spoolDirectory()).isEqualTo("/var/spool/MIMEDefang");
    assertThat(options.sockets().command()).isEqualTo("mimedefang-multiplexor.sock");
    assertThat(options.sockets().backlog()).isEqualTo(128);
    assertThat(options.log().facility()).isEqualTo(Facility.MAIL);
    assertThat(options.log().label()).isEqualTo("mimedefang-multiplexor");
    assertThat(options.daemon().foreground()).isFalse();
  }

  @Test
  void aValueMayStandInTheSameWordOrTheNext() {
    assertThat(run("-x10").pool().maxWorkers()).isEqualTo(10);
    assertThat(run("-x", "10").pool().maxWorkers()).isEqualTo(10);
    assertThat(run("-lZx10").pool().maxWorkers()).isEqualTo(10);
    assertThat(run("--max-workers=10").pool().maxWorkers()).isEqualTo(10);
    assertThat(run("--max-workers", "10").pool().maxWorkers()).isEqualTo(10);
  }

  @Test
  void flagsMayShareAWord() {
    Options options = run("-lZ", "-DGuT");

    assertThat(options.pool().logEvents()).isTrue();
    assertThat(options.worker().statusUpdates()).isTrue();
    assertThat(options.daemon().foreground()).isTrue();
    assertThat(options.daemon().groupAccess()).isTrue();
    assertThat(options.log().flushStatistics()).isTrue();
    assertThat(options.log().statisticsToSyslog()).isTrue();
  }

  @Test
  void statisticsAreMadeOnlyForSomebody() {
    assertThat(run("-u").pool().statistics()).isFalse();
    assertThat(run("-T").pool().statistics()).isTrue();
    assertThat(run("-t", "stats").pool().statistics()).isTrue();
  }

  @Test
  void operandsAreIgnoredAndOptionsBehindThemAreNot() {
    assertThat(run("left", "-x", "7", "-", "over").pool().maxWorkers()).isEqualTo(7);
  }

  @Test
  void nothingAfterTwoDashesIsAnOption() {
    assertThat(run("--", "-x", "none").pool().maxWorkers()).isEqualTo(2);
  }

  @Test
  void aValueMayLookLikeAnOption() {
    assertThat(run("-Y", "-l").log().label()).isEqualTo("-l");
    assertThat(run("-Y", "--").log().label()).isEqualTo("--");
  }

  @Test
  void aNumberEndsWhereItsDigitsDo() {
    assertThat(run("-b", "60x").pool().busyTimeoutSeconds()).isEqualTo(60);
    assertThat(run("-b", " +60").pool().busyTimeoutSeconds()).isEqualTo(60);
    assertThat(run("-q", "99999999999999999999").pool().queueSize()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void whatIsNoNumberIsRefusedWithTheUsage() {
    for (char letter : "mxrVibwWcqQyXPIRML".toCharArray()) {
      ParsedCommandLine.Refused refused = refused("-" + letter, "x1");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.text()).contains("-" + letter).contains("Usage:");
    }
  }

  @Test
  void theTimeoutsOfSeveralClassesAreOneOption() {
    PoolSettings settings =
        run("--timeout", "scan=600,relayok=1", "--timeout=map=2147483647").pool();
    assertThat(settings.timeoutScanSeconds()).isEqualTo(600);
    assertThat(settings.timeoutRelayokSeconds()).isEqualTo(1);
    assertThat(settings.timeoutMapSeconds()).isEqualTo(Integer.MAX_VALUE);
    assertThat(settings.timeoutOtherSeconds()).isZero();
    assertThat(run("--timeout", "scan=600", "--timeout-scan=0").pool().timeoutScanSeconds())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scans=5 | unknown class 'scans' (one of scan, relayok, senderok, recipok, map, other)",
        "tick=5 | unknown class 'tick' (one of scan, relayok, senderok, recipok, map, other)",
        "scan=5, | unknown class '' (one of scan, relayok, senderok, recipok, map, other)",
        "scan | scan needs a value: scan=SECONDS",
        "map=3,scan= | scan needs a value: scan=SECONDS",
        "scan=0 | scan must be 1 to 2147483647 seconds, not '0'",
        "scan=2147483648 | scan must be 1 to 2147483647 seconds, not '2147483648'",
        "scan=99999999999 | scan must be 1 to 2147483647 seconds, not '99999999999'",
        "scan=-1 | scan must be 1 to 2147483647 seconds, not '-1'",
        "scan=5s | scan must be 1 to 2147483647 seconds, not '5s'",
        "scan=5,map=6,scan=7 | scan is given twice"
      })
  void aWrongTimeoutOfAClassIsRefusedInOneLine(String value, String why) {
    ParsedCommandLine.Refused refused = refused("--timeout", value);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.text()).isEqualTo("mimedefang-multiplexor: option --timeout: " + why);
  }

  @Test
  void aClassMayBeGivenOnceInAllTimeoutsTogether() {
    assertThat(refused("--timeout=scan=5", "--timeout=map=5,scan=5").text())
        .endsWith("option --timeout: scan is given twice");
  }

  @Test
  void valuesAreHeldWithinTheirBounds() {
    assertThat(run("-m", "0").pool().minWorkers()).isEqualTo(1);
    assertThat(run("-x", "-4").pool().maxWorkers()).isEqualTo(1);
    assertThat(run("-m", "9", "-x", "4").pool().minWorkers()).isEqualTo(4);
    assertThat(run("-r", "0").pool().maxRequests()).isEqualTo(1);
    assertThat(run("-i", "9").pool().idleTimeoutSeconds()).isEqualTo(10);
    assertThat(run("-b", "9").pool().busyTimeoutSeconds()).isEqualTo(10);
    assertThat(run("-c", "9").pool().clientTimeoutSeconds()).isEqualTo(10);
    assertThat(run("-w", "0").pool().startIntervalSeconds()).isEqualTo(1);
    assertThat(run("-W", "-1").pool().minStartIntervalSeconds()).isZero();
    assertThat(run("-q", "-3").pool().queueSize()).isZero();
    assertThat(run("-q", "129").pool().queueSize()).isEqualTo(129);
    assertThat(run("-Q", "0").pool().queueTimeoutSeconds()).isEqualTo(1);
    assertThat(run("-Q", "601").pool().queueTimeoutSeconds()).isEqualTo(600);
    assertThat(run("-P", "0").pool().parallelTicks()).isEqualTo(1);
    assertThat(run("-P", "31").pool().parallelTicks()).isEqualTo(30);
    assertThat(run("-L", "1").pool().statusLogIntervalSeconds()).isEqualTo(5);
    assertThat(run("-L", "0").pool().statusLogIntervalSeconds()).isZero();
    assertThat(run("-V", "-1").pool().maxLifetimeSeconds()).isZero();
    assertThat(run("-I", "1").sockets().backlog()).isEqualTo(5);
    assertThat(run("-I", "201").sockets().backlog()).isEqualTo(200);
    assertThat(run("-x", "10000").sockets().backlog()).isEqualTo(200);
  }

  @Test
  void aLimitPerDomainThatEveryWorkerCouldUseUpIsNone() {
    assertThat(run("-x", "4", "-y", "3").pool().recipokPerDomain()).isEqualTo(3);
    assertThat(run("-y", "3", "-x", "4").pool().recipokPerDomain()).isEqualTo(3);
    assertThat(run("-x", "4", "-y", "4").pool().recipokPerDomain()).isZero();
    assertThat(run("-x", "4", "-y", "-1").pool().recipokPerDomain()).isZero();
  }

  @Test
  void theLockFileIsNamedAfterThePidFileUnlessItIsGiven() {
    assertThat(run().daemon().lockFile()).isEmpty();
    assertThat(run("-p", "/run/m.pid").daemon().lockFile()).contains("/run/m.pid.lock");
    assertThat(run("-p", "/run/m.pid", "-o", "l").daemon().lockFile()).contains("l");
    assertThat(run("-o", "l").daemon().lockFile()).contains("l");
  }

  @Test
  void aFilterProgramNeedsAnAbsolutePath() {
    assertThat(run("-f", "/bin/cat").worker().program()).isEqualTo("/bin/cat");
    assertThat(refused("-f", "bin/cat").text()).contains("absolute");
  }

  @Test
  void facilitiesHaveShortAndLongNamesInAnyCase() {
    assertThat(run("-S", "local3").log().facility()).isEqualTo(Facility.LOCAL3);
    assertThat(run("-S", "LOG_Daemon").log().facility()).isEqualTo(Facility.DAEMON);
    assertThat(refused("-S", "post").text()).contains("Unknown syslog facility post");
  }

  @Test
  void unknownOptionsAreNamedAndTheUsageFollows() {
    assertThat(refused("-J").text()).contains("-J").contains("Usage:");
    assertThat(refused("-lJ").text()).contains("-J");
    assertThat(refused("--max-work=3").text()).contains("--max-work").contains("abbreviated");
    assertThat(refused("--foreground=yes").text()).contains("takes no value");
    assertThat(refused("-x").text()).contains("-x").contains("needs a value");
    assertThat(refused("--max-workers").text()).contains("needs a value");
  }

  @Test
  void usageIsAnErrorHelpIsNot() {
    assertThat(refused("-h").exitCode()).isEqualTo(1);
    assertThat(parse("--help")).isInstanceOf(ParsedCommandLine.Print.class);
    assertThat(parse("-v"))
        .isEqualTo(new ParsedCommandLine.Print("mimedefang-multiplexor version 1.2"));
    assertThat(parse("--version")).isEqualTo(parse("-v"));
  }

  @Test
  void everyOptionHasAnUnambiguousNameAndItsLineInTheHelp() {
    String help = HelpText.grouped();
    for (CommandLineOption option : CommandLineOption.all()) {
      assertThat(CommandLineOption.byLongName(option.longName())).contains(option);
      assertThat(help).contains("--" + option.longName());
      if (option.letter() != CommandLineOption.NO_LETTER) {
        assertThat(CommandLineOption.byLetter(option.letter())).contains(option);
      }
    }
    assertThat(help.lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(100);
  }

  @Test
  void theLettersAreThoseOfTheOriginal() {
    String letters =
        CommandLineOption.all().stream()
            .filter(option -> option.letter() != CommandLineOption.NO_LETTER)
            .map(option -> String.valueOf(option.letter()))
            .sorted()
            .collect(Collectors.joining());
    assertThat(letters).isEqualTo("ADEFGILMNOPQRSTUVWXYZabcdfhiklmopqrstuvwxyz");
  }

  @Test
  void ourAdditionsHaveLongNamesOnly() {
    Options options =
        run(
            "--unprivileged-clients=1",
            "--map-clients=2",
            "--listeners=3",
            "--listener-events=64",
            "--listener-idle-close=5",
            "--seed=-6");

    assertThat(options.pool().unprivilegedClients()).isEqualTo(1);
    assertThat(options.pool().mapClients()).isEqualTo(2);
    assertThat(options.pool().listeners()).isEqualTo(3);
    assertThat(options.pool().listenerEvents()).isEqualTo(64);
    assertThat(options.pool().listenerIdleCloseSeconds()).isEqualTo(5);
    assertThat(options.pool().seed()).isEqualTo(-6);
  }

  @Test
  void pathsAndTextsAreTakenAsTheyAre() {
    Options options =
        run(
            "-U", "defang", "-z", "spool", "-s", "s", "-a", "inet:1", "-N", "n", "-O", "o", "-F",
            "rules", "-t", "stats", "-Y", "label", "-R", "7", "-M", "8", "-d", "-E", "-A", "-k");

    assertThat(options.daemon().user()).contains("defang");
    assertThat(options.daemon().spoolDirectory()).isEqualTo("spool");
    assertThat(options.sockets())
        .isEqualTo(
            new Options.Sockets(
                "s", Optional.of("inet:1"), Optional.of("n"), Optional.of("o"), 128));
    assertThat(options.worker())
        .isEqualTo(
            new Options.Worker(
                "/usr/bin/mimedefang.pl",
                Optional.of("rules"),
                false,
                true,
                Optional.empty(),
                "ping",
                7,
                8));
    assertThat(options.log().statisticsFile()).contains("stats");
    assertThat(options.log().eventTrace()).isTrue();
    assertThat(options.pool().logScheduling()).isTrue();
    assertThat(options.pool().autoscale()).isTrue();
  }
}
