package dev.tidegate.tools.ctl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.ctl.doctor.FilterFacts.NotTried;
import dev.tidegate.tools.ctl.doctor.FilterFacts.Tried;
import dev.tidegate.tools.ctl.doctor.Finding.Weight;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RulesTest {
  private static final OptionalLong UNKNOWN = OptionalLong.empty();
  private static final MultiplexorWords NO_WORDS = MultiplexorWords.of(List.of());
  private static final HostFacts NO_HOST =
      new HostFacts(UNKNOWN, OptionalInt.empty(), OptionalInt.empty(), false);

  private static HostProcess process(
      String user, OptionalLong open, OptionalLong limit, OptionalLong tasks) {
    return new HostProcess(
        7, user, NO_WORDS, open, limit, tasks, UNKNOWN, UNKNOWN, List.of(), true, List.of(),
        List.of());
  }

  private static OptionalLong some(long number) {
    return OptionalLong.of(number);
  }

  private static Weight weightOf(List<Finding> findings, String subject) {
    return findings.stream()
        .filter(each -> each.subject().equals(subject))
        .map(Finding::weight)
        .max(Weight::compareTo)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10, 20, 1024, GOOD",
    "10, 819, 1024, GOOD",
    "10, 820, 1024, BAD",
    "192, 20, 1024, GOOD",
    "193, 20, 1024, BAD"
  })
  void descriptorsMustSufficeForAllWorkers(int workers, long open, long limit, Weight weight) {
    List<Finding> findings =
        ProcessRules.findings(process("defang", some(open), some(limit), UNKNOWN), workers);
    assertThat(weightOf(findings, "descriptors")).isEqualTo(weight);
  }

  @Test
  void theRemedyNamesALimitThatSuffices() {
    List<Finding> findings =
        ProcessRules.findings(process("defang", UNKNOWN, some(1024), UNKNOWN), 400);
    Finding finding = findings.get(1);
    assertThat(finding.text())
        .isEqualTo("the limit is 1024, and 400 workers with their clients need 2064");
    assertThat(finding.remedy()).startsWith("LimitNOFILE=8192 in its unit");
  }

  @Test
  void whatMayNotBeSeenIsNotFoundGood() {
    List<Finding> findings =
        ProcessRules.findings(process("defang", UNKNOWN, UNKNOWN, UNKNOWN), 10);
    assertThat(weightOf(findings, "descriptors")).isEqualTo(Weight.UNSEEN);
  }

  @Test
  void tasksOfTheServiceMustSufficeForAllWorkers() {
    assertThat(
            weightOf(
                ProcessRules.findings(process("defang", UNKNOWN, UNKNOWN, some(131)), 100),
                "tasks"))
        .isEqualTo(Weight.BAD);
    assertThat(
            weightOf(
                ProcessRules.findings(process("defang", UNKNOWN, UNKNOWN, some(132)), 100),
                "tasks"))
        .isEqualTo(Weight.GOOD);
  }

  @Test
  void aFilterThatRunsAsRootIsBad() {
    assertThat(
            weightOf(
                ProcessRules.findings(process("root", UNKNOWN, UNKNOWN, UNKNOWN), 1), "process"))
        .isEqualTo(Weight.BAD);
  }

  @Test
  void aProgramThatWasReplacedOnDiskIsNoted() {
    HostProcess facts =
        new HostProcess(
            7,
            "defang",
            NO_WORDS,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            List.of(),
            true,
            List.of(Path.of("/opt/a.jar"), Path.of("/b"), Path.of("/c"), Path.of("/d")),
            List.of());
    Finding finding = ProcessRules.findings(facts, 1).getLast();
    assertThat(finding.weight()).isEqualTo(Weight.NOTE);
    assertThat(finding.text()).endsWith("/opt/a.jar, /b, /c and 1 more");
  }

  @ParameterizedTest
  @CsvSource({
    "s, rwx------, GOOD",
    "s, rwxrwx---, GOOD",
    "s, rwxrwxrwx, BAD",
    "s, rwx----w-, BAD",
    "O, rwxrwxrwx, BAD",
    "N, rwxrwxrwx, BAD",
    "a, rwxrwxrwx, GOOD",
    "a, rwx------, NOTE"
  })
  void onlyTheUnprivilegedSocketIsForAll(char option, String mode, Weight weight) {
    SocketFacts socket =
        new SocketFacts(option, Path.of("/s"), "defang", PosixFilePermissions.fromString(mode));
    assertThat(SocketRules.findings(List.of(socket), Optional.of("defang")))
        .extracting(Finding::weight)
        .containsExactly(weight);
  }

  @Test
  void aSocketOfSomebodyElseIsNoted() {
    SocketFacts socket =
        new SocketFacts('s', Path.of("/s"), "root", PosixFilePermissions.fromString("rwx------"));
    assertThat(SocketRules.findings(List.of(socket), Optional.of("defang")).getFirst().weight())
        .isEqualTo(Weight.NOTE);
    assertThat(SocketRules.findings(List.of(socket), Optional.empty()).getFirst().weight())
        .isEqualTo(Weight.GOOD);
  }

  @Test
  void aPortForTheWholeNetworkIsNoted() {
    MultiplexorWords words =
        MultiplexorWords.of(List.of("x", "-O", "inet_any:4567", "-a", "inet:1", "-N", "/map"));
    List<Finding> findings = SocketRules.ports(words);
    assertThat(findings).extracting(Finding::weight).containsExactly(Weight.NOTE, Weight.GOOD);
    assertThat(findings.getFirst().remedy()).startsWith("-O inet:4567 for this host alone");
  }

  private static SpoolFacts spool(String mode, String type, long bytes, long free, long freeFiles) {
    return new SpoolFacts(
        Path.of("/spool"),
        "defang",
        PosixFilePermissions.fromString(mode),
        type,
        some(bytes),
        some(free),
        some(1_000),
        some(freeFiles),
        some(0));
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 5000, 900, GOOD, GOOD",
    "10000, 999, 99, NOTE, NOTE",
    "10000, 199, 19, BAD, BAD",
    "200, 99, 900, BAD, GOOD",
    "200, 101, 900, GOOD, GOOD"
  })
  void aSpoolNeedsRoom(long mebibytes, long free, long freeFiles, Weight space, Weight inodes) {
    long mebibyte = 1024 * 1024;
    List<Finding> findings =
        SpoolRules.findings(
            spool("rwxr-x---", "tmpfs", mebibytes * mebibyte, free * mebibyte, freeFiles),
            Optional.of("defang"));
    assertThat(weightOf(findings, "space")).isEqualTo(space);
    assertThat(weightOf(findings, "inodes")).isEqualTo(inodes);
    assertThat(weightOf(findings, "spool")).isEqualTo(Weight.GOOD);
  }

  @Test
  void aSpoolForAllIsBadAndOneThatAllMayListIsNoted() {
    long much = 1L << 40;
    assertThat(
            weightOf(
                SpoolRules.findings(spool("rwxrwxrwx", "ext4", much, much, 900), Optional.empty()),
                "spool"))
        .isEqualTo(Weight.BAD);
    assertThat(
            weightOf(
                SpoolRules.findings(spool("rwxr-xr-x", "ext4", much, much, 900), Optional.empty()),
                "spool"))
        .isEqualTo(Weight.NOTE);
    assertThat(
            weightOf(
                SpoolRules.findings(
                    spool("rwx------", "ext4", much, much, 900), Optional.of("mail")),
                "spool"))
        .isEqualTo(Weight.BAD);
  }

  @Test
  void foldersThatWereLeftBehindAreNoted() {
    SpoolFacts facts =
        new SpoolFacts(
            Path.of("/spool"),
            "defang",
            PosixFilePermissions.fromString("rwx------"),
            "tmpfs",
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            some(3));
    List<Finding> findings = SpoolRules.findings(facts, Optional.of("defang"));
    assertThat(weightOf(findings, "spool")).isEqualTo(Weight.NOTE);
    assertThat(weightOf(findings, "space")).isEqualTo(Weight.UNSEEN);
  }

  @Test
  void aFilterThatDoesNotCompileIsBad() {
    List<String> command = List.of("mimedefang.pl", "-test");
    assertThat(FilterRules.finding(new Tried(command, "defang", true, "")).weight())
        .isEqualTo(Weight.GOOD);
    Finding bad = FilterRules.finding(new Tried(command, "defang", false, "syntax error\u001b[2J"));
    assertThat(bad.weight()).isEqualTo(Weight.BAD);
    assertThat(bad.text()).isEqualTo("does not compile, as user defang: syntax error [2J");
    assertThat(FilterRules.finding(new NotTried("why", "do")).weight()).isEqualTo(Weight.UNSEEN);
  }

  private static List<Finding> settings(String words, HostFacts host, double meanSeconds) {
    MultiplexorWords given = MultiplexorWords.of(List.of(("x " + words).split(" ")));
    return SettingsRules.findings(
        Settings.of(given),
        host,
        meanSeconds == 0 ? OptionalDouble.empty() : OptionalDouble.of(meanSeconds),
        some(given.number('m', 0)));
  }

  private static HostFacts postfix(int content, int command, boolean asks) {
    return new HostFacts(UNKNOWN, OptionalInt.of(content), OptionalInt.of(command), asks);
  }

  @Test
  void settingsThatFitAreGood() {
    assertThat(settings("-m 2 -x 10 -b 200 -q 10", postfix(300, 30, false), 1))
        .extracting(Finding::toString)
        .containsExactly("ok   settings: 2 to 10 workers, 200 s with a worker, 10 may wait 30 s");
    assertThat(settings("-b 600", NO_HOST, 0)).noneMatch(Finding::counts);
  }

  @Test
  void postfixMustWaitLongerThanAScanMayTake() {
    assertThat(settings("-b 299", postfix(300, 30, false), 0)).noneMatch(Finding::counts);
    assertThat(settings("-b 300", postfix(300, 30, false), 0)).anyMatch(Finding::counts);
    List<Finding> queued = settings("-b 270 -q 5", postfix(300, 30, false), 0);
    assertThat(queued.getFirst().text()).contains("30 s in the queue and 270 s with a worker");
    assertThat(queued.getFirst().remedy()).startsWith("postconf -e milter_content_timeout=330s");
  }

  @Test
  void aRecipientsCheckMustNotWaitLongerInTheQueueThanPostfixDoes() {
    assertThat(settings("-b 60 -q 5 -Q 30", postfix(300, 30, true), 0)).anyMatch(Finding::counts);
    assertThat(settings("-b 60 -q 5 -Q 29", postfix(300, 30, true), 0)).noneMatch(Finding::counts);
    assertThat(settings("-b 60 -q 5 -Q 30", postfix(300, 30, false), 0)).noneMatch(Finding::counts);
  }

  private static List<Finding> classes(String configuration, HostFacts host) {
    Document stats = Document.parse("{\"configuration\":{" + configuration + "}}").orElseThrow();
    return SettingsRules.findings(Settings.of(stats), host, OptionalDouble.empty(), some(0));
  }

  @Test
  void checksMustNotTakeLongerThanPostfixWaitsForACommand() {
    String stats =
        "\"busyTimeoutSeconds\":120,\"timeoutScanSeconds\":0,\"timeoutRelayokSeconds\":%d,"
            + "\"timeoutSenderokSeconds\":29,\"timeoutRecipokSeconds\":%d";
    assertThat(classes(stats.formatted(29, 29), postfix(300, 30, true))).noneMatch(Finding::counts);
    assertThat(classes(stats.formatted(0, 40), postfix(300, 30, false))).noneMatch(Finding::counts);
    assertThat(classes(stats.formatted(0, 40), postfix(300, 30, true)))
        .singleElement()
        .asString()
        .isEqualTo(
            "note time-outs: Postfix waits 30 s for a milter's word on a command"
                + " (milter_command_timeout), and relayok may take 120 s, recipok may take 40 s:"
                + " Postfix gives up first, and the worker stays busy\n"
                + "       -> tidegate ctl set timeout-relayok=25 timeout-recipok=25 and --timeout"
                + " relayok=25,recipok=25 at the next start, or postconf -e"
                + " milter_command_timeout=150s");
  }

  @Test
  void aScansOwnTimeoutIsComparedWithThatOfTheMessage() {
    String stats =
        "\"busyTimeoutSeconds\":%d,\"timeoutScanSeconds\":%d,\"queueSize\":%d,"
            + "\"queueTimeoutSeconds\":20";
    assertThat(classes(stats.formatted(600, 299, 0), postfix(300, 30, false)))
        .extracting(Finding::toString)
        .containsExactly("ok   settings: 1 to 2 workers, 299 s with a worker, 0 may wait 20 s");
    assertThat(classes(stats.formatted(120, 600, 5), postfix(300, 30, false)))
        .singleElement()
        .asString()
        .contains("Postfix waits 300 s", "20 s in the queue and 600 s with a worker")
        .endsWith(
            "-> postconf -e milter_content_timeout=650s, or tidegate ctl set timeout-scan=275 and"
                + " --timeout scan=275 at the next start");
    assertThat(classes(stats.formatted(120, 600, 5), postfix(20, 30, false)).getFirst().remedy())
        .endsWith("or a shorter busy time-out (-b)");
  }

  @Test
  void aQueueThatCannotBeServedInTimeIsNoted() {
    assertThat(settings("-x 10 -q 150 -Q 30", NO_HOST, 2)).noneMatch(Finding::counts);
    assertThat(settings("-x 10 -q 151 -Q 30", NO_HOST, 2).getFirst().text())
        .startsWith("151 may wait, but 10 workers serve about 150 in 30 s");
  }

  @Test
  void settingsThatContradictEachOtherAreNoted() {
    assertThat(settings("-m 20 -x 10", NO_HOST, 0).getFirst().text())
        .isEqualTo("-m 20 is more than -x 10, so -x counts");
    assertThat(settings("-k -m 4 -x 4", NO_HOST, 0).getFirst().text()).startsWith("autoscaling");
    assertThat(settings("-r 9", NO_HOST, 0).getFirst().text())
        .startsWith("each worker is replaced");
  }

  @Test
  void settingsThatAskForForkedWorkersAreComparedWithTheMultiplexor() {
    Document off = document("{\"warmParent\":{\"wanted\":false,\"state\":\"off\"}}");
    Document ready = document("{\"warmParent\":{\"wanted\":true,\"state\":\"ready\"}}");
    for (String yes : List.of("MX_EMBED_PERL=yes", "A=1\n MX_EMBED_PERL=\"yes\" # x\n")) {
      assertThat(SettingsRules.embedPerl(off, yes)).as(yes).isPresent();
      assertThat(SettingsRules.embedPerl(ready, yes)).as(yes).isEmpty();
      assertThat(SettingsRules.embedPerl(document("{}"), yes)).as(yes).isEmpty();
    }
    for (String no :
        List.of("", "MX_EMBED_PERL=no", "# MX_EMBED_PERL=yes", "X_MX_EMBED_PERL=yes")) {
      assertThat(SettingsRules.embedPerl(off, no)).as(no).isEmpty();
    }
  }

  @Test
  void whatForkedWorkersShareIsReckonedOnce() {
    HostProcess facts =
        new HostProcess(
            7,
            "u",
            NO_WORDS,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            some(100),
            List.of(110_000L, 112_000L),
            true,
            List.of(),
            List.of());
    String stats =
        """
        {"warmParent":{"state":"%s","memoryKib":114000},"slots":[{"privateKib":800},
        {"privateKib":2600},{"privateKib":-1},{"slot":3}]}\
        """;
    HostProcess forked = DoctorReport.withSharedMemory(facts, document(stats.formatted("ready")));
    assertThat(forked.largestWorkerKib()).contains(2_600L);
    assertThat(forked.ownKib()).hasValue(114_100);
    assertThat(DoctorReport.withSharedMemory(facts, document(stats.formatted("failed"))))
        .isSameAs(facts);
    assertThat(DoctorReport.withSharedMemory(facts, document("{}"))).isSameAs(facts);
  }

  private static Document document(String text) {
    return Document.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"1000, GOOD", "1300, NOTE", "1700, BAD"})
  void allWorkersMustFitIntoMemory(long workerKib, Weight weight) {
    HostProcess facts =
        new HostProcess(
            7,
            "defang",
            NO_WORDS,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            some(16_000),
            some(1_000),
            List.of(500L, workerKib),
            true,
            List.of(),
            List.of());
    HostFacts host =
        new HostFacts(some(1_000_000), OptionalInt.empty(), OptionalInt.empty(), false);
    Settings settings = Settings.of(MultiplexorWords.of(List.of("x", "-x", "10")));
    assertThat(SettingsRules.memory(settings, facts, host).weight()).isEqualTo(weight);
    assertThat(
            SettingsRules.memory(settings, process("u", UNKNOWN, UNKNOWN, UNKNOWN), host).weight())
        .isEqualTo(Weight.UNSEEN);
  }

  @Test
  void timesOfPostfixAreReadInItsUnits() {
    assertThat(Postfix.of("unix:/x\n300s\n5m\n"))
        .isEqualTo(new Postfix(OptionalInt.of(300), OptionalInt.of(300)));
    assertThat(Postfix.of("unix:/x\n${stress?{10}:{300}}s\n1h\n"))
        .isEqualTo(new Postfix(OptionalInt.empty(), OptionalInt.of(3_600)));
    assertThat(Postfix.of("\n300s\n30s\n").contentTimeoutSeconds()).isEmpty();
    assertThat(Postfix.of("").commandTimeoutSeconds()).isEmpty();
    String warning = "postconf: warning: open master.cf: No such file or directory\n";
    assertThat(Postfix.of(warning + "unix:/x\n300s\n" + warning + "30s\n"))
        .isEqualTo(new Postfix(OptionalInt.of(300), OptionalInt.of(30)));
  }
}
