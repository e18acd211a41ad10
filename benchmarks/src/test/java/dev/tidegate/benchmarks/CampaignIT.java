package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import dev.tidegate.benchmarks.Measurements.DashboardKey;
import dev.tidegate.benchmarks.Measurements.DashboardSample;
import dev.tidegate.benchmarks.Measurements.ListenerKey;
import dev.tidegate.benchmarks.Measurements.ListenerSample;
import dev.tidegate.benchmarks.Measurements.PoolSize;
import dev.tidegate.benchmarks.Measurements.RereadSample;
import dev.tidegate.benchmarks.Measurements.SnapshotSample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole campaign in small, on the packaged daemon, and on the reference if it is there. */
final class CampaignIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path REFERENCE = Path.of("/usr/bin/mimedefang-multiplexor");

  @TempDir private static Path folder;

  private static final Plan TINY =
      new Plan(
          new Plan.Grid(List.of(3), List.of(2, 200), List.of(3), List.of(4)),
          new Plan.Scale(List.of(66), List.of(5), 3, 200, 3, List.of(3)),
          new Plan.Pool(List.of(3), List.of(5), 1, 0.1),
          new Plan.Pace(1, 1, 0.1, 0.2, 0.1, 300, 1));

  @Test
  void everyPartMeasuresBothProgramsAndIsWritten() throws Exception {
    List<Program> programs = programs();
    BenchOptions options = new BenchOptions(EnumSet.copyOf(Part.USUAL), programs, TINY, 1, false);
    BenchHost benchHost = laboratory(options, CampaignIT::command);
    Campaign.run(benchHost, options.parts());
    Measurements measurements = benchHost.measurements();
    assertThat(measurements.failures()).isEmpty();
    for (Program program : programs) {
      for (CellKey cell :
          List.of(
              new CellKey(program, 3, 2, 0),
              new CellKey(program, 3, 200, 0),
              new CellKey(program, 3, 4, 5))) {
        assertThat(measurements.cells().median(cell, CellSample::requestsPerSecond)).isPositive();
        assertThat(measurements.cells().sum(cell, CellSample::wrong)).isZero();
      }
      PoolSize size = new PoolSize(program, 3);
      assertThat(measurements.rereads().sum(size, RereadSample::gone)).isEqualTo(3);
    }
    ListenerKey everything = new ListenerKey(Program.OURS, 66, "?*", 5);
    assertThat(measurements.listeners().sum(everything, ListenerSample::accounted)).isEqualTo(5);
    assertThat(measurements.listeners().sum(everything, ListenerSample::agreeing)).isEqualTo(5);
    DashboardKey looked = new DashboardKey(Program.OURS, 3, DashboardCampaign.BROWSERS);
    assertThat(measurements.dashboards().median(looked, DashboardSample::requestsPerSecond))
        .isPositive();
    for (String words : BurstCampaign.SNAPSHOT_WORDS) {
      assertThat(measurements.snapshots().sum(words, SnapshotSample::ended)).isEqualTo(5);
    }
    assertThat(measurements.pool()).hasSize(1 + PoolReport.steps().size());
    assertThat(report(options, measurements))
        .contains("| aim | measured | |", "| 3 | 200 |", "| 3 | 5 |", "`?* json snapshot`")
        .doesNotContain("crashed");
    assertThatIsXml(new Chart(options, measurements).svg());
  }

  @Test
  void aProgramThatCrashesIsToldAndTheOtherIsMeasured() throws Exception {
    Set<Part> parts = EnumSet.of(Part.GRID, Part.RATE, Part.REREAD, Part.MEMORY);
    BenchOptions options = new BenchOptions(parts, List.of(Program.values()), TINY, 0, false);
    BenchHost benchHost =
        laboratory(
            options,
            program ->
                program == Program.OURS
                    ? command(program)
                    : List.of("sh", "-c", "kill -SEGV $$", "crashing"));
    Campaign.run(benchHost, options.parts());
    Measurements measurements = benchHost.measurements();
    assertThat(measurements.failures()).isEmpty();
    assertThat(report(options, measurements))
        .contains("| 3 | 2 | crashed: signal 11 while its workers were started |");
    assertThat(measurements.cells().has(new CellKey(Program.OURS, 3, 200, 0))).isTrue();
    assertThatIsXml(new Chart(options, measurements).svg());
  }

  private static List<Program> programs() {
    if (Files.isExecutable(REFERENCE)) {
      return List.of(Program.values());
    }
    assertThat(System.getenv("CI")).as("in CI %s must be there", REFERENCE).isNotEqualTo("true");
    return List.of(Program.OURS);
  }

  private static BenchHost laboratory(BenchOptions options, Program.Commands commands) {
    return BenchHost.of(options, commands, new PrintStream(System.err, true));
  }

  /** The least of a launcher: the real one would build what is not there. */
  @BeforeAll
  static void writeLauncher() throws IOException {
    Files.writeString(
        launcher(),
        """
        #!/bin/sh
        if [ "$1" = dashboard ]; then
          shift
          exec %s -cp %s dev.tidegate.tools.dashboard.Dashboard "$@"
        fi
        run="%s @%s -cp %s"
        case " $* " in *" -D "*) exec $run dev.tidegate.daemon.Multiplexor "$@" ;; esac
        answer=$($run -Dtidegate.ready=9 dev.tidegate.daemon.Multiplexor "$@" 9>&1 >/dev/null 2>&1 &)
        [ "$answer" = ready ]
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin/java"),
                ROOT.resolve("tools/target/tidegate-tools.jar"),
                Path.of(System.getProperty("java.home"), "bin/java"),
                ROOT.resolve("packaging/multiplexor.jvm"),
                ROOT.resolve("daemon/target/tidegate-daemon.jar")));
  }

  private static Path launcher() {
    return folder.resolve("launcher");
  }

  private static List<String> command(Program program) {
    return switch (program) {
      case REFERENCE -> List.of(REFERENCE.toString());
      case OURS -> List.of("sh", launcher().toString());
    };
  }

  private static String report(BenchOptions options, Measurements measurements) throws IOException {
    MachineFacts machine =
        new MachineFacts(
            "2026-11-22", "any", 2, "6", "0", List.of("any"), "a JDK", OptionalLong.empty());
    return new Report(options, machine, measurements).markdown(1);
  }

  private static void assertThatIsXml(String svg) throws Exception {
    byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(bytes));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
  }
}
