package dev.tidegate.acceptance.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Everything that happens to a multiplexor, over and over, for a time: {@code ./check --soak}, and
 * for some seconds of it in every run of the tests.
 */
@Order(2)
final class SoakIT {
  private static final Pattern TIME = Pattern.compile("(\\d+)([smh])");

  /** Shorter than this the program is still becoming warm, and only bounds are asserted. */
  private static final Duration LONG_ENOUGH_TO_BE_FLAT = Duration.ofMinutes(5);

  private static final long MOST_RESIDENT_KIB = 192 * 1024;

  /** What a listener that does not read may lag behind. */
  private static final String FEW_EVENTS = "--listener-events=4096";

  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      open(my $status, '>&=', 3);
      select($status); $| = 1; select(STDOUT);
      while (<STDIN>) {
        chomp;
        print $status "working\\n" if / tell/;
        print STDERR "a line\\n" if / warn/;
        exit 3 if / exit/;
        kill 9, $$ if / die/;
        sleep 60 if / hang/;
        select(undef, undef, undef, $1 / 1000) if / nap=(\\d+)/;
        print "ok $_\\n";
      }
      """;

  private static Duration duration() {
    String text = System.getProperty("tidegate.soak", "20s");
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new AssertionError("a time like 20s, 10m or 1h, not " + text);
    }
    long number = Long.parseLong(time.group(1));
    return switch (time.group(2).charAt(0)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  @Test
  void everyAnswerIsRightAndNothingGrows() throws Exception {
    Requirements.programs("perl", "ps");
    Duration duration = duration();
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(
            Program.OURS,
            WORKER,
            "-m",
            "2",
            "-x",
            String.valueOf(SoakCast.SLOTS),
            "-q",
            "30",
            "-Q",
            "20",
            "-b",
            "10",
            "-w",
            "1",
            "-i",
            "10",
            "-r",
            "300",
            "-X",
            "5",
            "-P",
            "2",
            "-Z",
            "-l",
            "-t",
            "stats",
            FEW_EVENTS)) {
      SoakSamples samples = new SoakSamples();
      try (SoakListener steady = SoakListener.steady(subject);
          SoakListener slow = SoakListener.slow(subject)) {
        SoakListener.begin(subject);
        SoakCast cast = new SoakCast(subject, samples);
        cast.playFor(duration);
        Until.holds(
            "all slots are free again",
            Duration.ofMinutes(1),
            () -> subject.free() == SoakCast.SLOTS && !subject.states().contains("K"),
            () -> subject.ask("workers"));
        SoakListener.finish(subject, steady, slow);
        String states = subject.states();
        assertThat(steady.losses()).as("losses of a listener that reads").isZero();
        assertThat(steady.contradictions(states)).isEmpty();
        assertThat(slow.contradictions(states)).isEmpty();
        assertThat(slow.told() + slow.dropped()).as("told or dropped").isEqualTo(steady.told());
        samples.note("messages to a listener", steady.told());
        samples.note("of them lost by the slow one, and told so", slow.dropped());
      }
      System.out.println(samples.table());
      samples.bounded(MOST_RESIDENT_KIB, SoakCast.SLOTS);
      if (duration.compareTo(LONG_ENOUGH_TO_BE_FLAT) >= 0) {
        samples.flat();
      }
      nothingIsLeft(subject);
    }
  }

  private static void nothingIsLeft(ProgramUnderTest subject) {
    List<Long> workers = subject.workerPids();
    assertThat(subject.stop(Duration.ofSeconds(40))).isZero();
    assertThat(workers).noneMatch(pid -> Files.exists(Path.of("/proc/" + pid)));
    for (String socket : List.of("mx.sock", "any.sock", "map.sock", "notify.sock")) {
      assertThat(subject.spool().resolve(socket)).doesNotExist();
    }
  }
}
