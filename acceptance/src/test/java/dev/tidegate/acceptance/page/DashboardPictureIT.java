package dev.tidegate.acceptance.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Wire;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Makes the picture of the README, {@code docs/dashboard.webp}: five minutes of traffic with a
 * peak, a worker that dies and one that hangs. It runs only when asked for, with {@code
 * -Dtidegate.picture}.
 */
final class DashboardPictureIT {
  private static final Path PICTURE = Program.projectRoot().resolve("docs/dashboard.webp");
  private static final int SECONDS = 300;
  private static final int PEAK_FROM = 140;
  private static final int PEAK_UNTIL = 175;
  private static final int HANGS_AT = SECONDS - 68;

  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) {
        chomp;
        if (/ die$/) { print STDERR "Illegal division by zero at filter line 212.\\n"; exit 1; }
        if (/ hang$/) { print STDERR "clamd: no answer on /run/clamav/clamd.ctl\\n"; sleep 1000; }
        if (/ sleep=([0-9.]+)$/) { select(undef, undef, undef, $1); }
        print "ok\\n";
      }
      """;

  /** A host of another name, so that the picture tells nothing of the machine. */
  private static final Place NAMED =
      new Place() {
        @Override
        public List<String> command(List<String> words) {
          String name = "hostname mx1.example.net; exec \"$@\"";
          List<String> all = new ArrayList<>(List.of("unshare", "--uts", "sh", "-c", name, "sh"));
          all.addAll(words);
          return all;
        }

        @Override
        public Path seenFromHere(String path) {
          return Path.of(path);
        }
      };

  private final Random chance = new Random(5);
  private final Deque<Wire> requests = new ArrayDeque<>();

  @Test
  void thePictureOfTheReadmeIsTaken() {
    assumeTrue(System.getProperty("tidegate.picture") != null, "taken with -Dtidegate.picture");
    Requirements.root();
    try (Browser browser = Browser.start();
        RunningDashboard dashboard = RunningDashboard.start("mx1");
        ProgramUnderTest pool =
            ProgramUnderTest.startIn(
                NAMED, Program.OURS, WORKER, "-x", "32", "-m", "8", "-b", "120", "-q", "20", "-l");
        Wire gate = pool.listenerTo("?YZ json")) {
      dashboard.lead("mx1", pool);
      dashboard.awaitListening();
      browser.size(1360, 1000);
      browser.prefer("light");
      browser.go(dashboard.address());
      live(pool);
      gate.line();
      browser.await("it is live", "document.getElementById('link').dataset.link === 'live'");
      browser.picture(PICTURE, Map.of("format", "webp", "quality", 90));
    }
  }

  private void live(ProgramUnderTest pool) {
    long startNanos = System.nanoTime();
    int tenths = 0;
    while (tenths < SECONDS * 10) {
      double second = tenths / 10.0;
      double rate = second > PEAK_FROM && second < PEAK_UNTIL ? 30 : 7 + 4 * Math.sin(second / 25);
      while (chance.nextDouble() < rate / 10) {
        send(pool, 0.3 + chance.nextDouble() * chance.nextDouble() * 4);
        rate -= 10;
      }
      if (tenths == 900) {
        requests.add(pool.request("scan 4c1fKq2Tz9z3v /var/spool/MIMEDefang/mdefang-1a die"));
      }
      if (tenths == HANGS_AT * 10) {
        requests.add(pool.request("scan 4c1fM03Wz1zQd /var/spool/MIMEDefang/mdefang-9c hang"));
      }
      tenths++;
      long dueNanos = startNanos + tenths * 100_000_000L;
      LockSupport.parkNanos(dueNanos - System.nanoTime());
    }
  }

  private void send(ProgramUnderTest pool, double seconds) {
    String id = "4c1f" + Long.toString(1_000_000 + chance.nextInt(30_000_000), 36) + "z";
    String folder = " /var/spool/MIMEDefang/mdefang-" + id;
    String wait = String.format(Locale.ROOT, " sleep=%.2f", seconds);
    requests.add(pool.request("scan " + id + folder + wait));
    requests.add(pool.request("recipok <a@example.com> " + id + " sleep=0.04"));
    while (requests.size() > 400) {
      requests.removeFirst().close();
    }
  }
}
