package dev.tidegate.daemon.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.pool.values.LogLevel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal against a syslog daemon that reads, does not read, is not there, and comes back. */
@Timeout(30)
final class JournalTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-02T07:05:09Z"));
  private static final String HEAD = "Nov  2 08:05:09 mimedefang-multiplexor[77]: ";

  @TempDir Path folder;

  private Journal journal() {
    return journal(OptionalInt.empty());
  }

  private Journal journal(OptionalInt terminal) {
    return new Journal(
        2,
        "mimedefang-multiplexor",
        77,
        folder.resolve("log").toString(),
        terminal,
        CLOCK,
        ZoneId.of("Europe/Berlin"));
  }

  private SyslogReceiver receiver() throws Exception {
    return new SyslogReceiver(folder.resolve("log"));
  }

  @Test
  void aRecordHasFacilityAndLevelLocalTimeLabelAndProcess() throws Exception {
    try (SyslogReceiver receiver = receiver()) {
      Journal journal = journal();
      journal.log(LogLevel.INFO, "started");
      journal.log(LogLevel.ERR, "Worker 1 died");

      assertThat(receiver.next()).isEqualTo("<22>" + HEAD + "started");
      assertThat(receiver.next()).isEqualTo("<19>" + HEAD + "Worker 1 died");
    }
  }

  @Test
  void aRecordIsOneLineOfBytesAndHasABound() throws Exception {
    try (SyslogReceiver receiver = receiver()) {
      Journal journal = journal();
      journal.log(LogLevel.DEBUG, "a\nb\rc\0d\te\u007fé");
      journal.log(LogLevel.DEBUG, "x".repeat(Journal.MAX_TEXT_BYTES + 1));

      assertThat(receiver.next()).isEqualTo("<23>" + HEAD + "a b c d\te é");
      assertThat(receiver.next()).isEqualTo("<23>" + HEAD + "x".repeat(Journal.MAX_TEXT_BYTES));
    }
  }

  @Test
  void whatAHangingSyslogDoesNotTakeWaitsAndWhatIsTooMuchIsCounted() throws Exception {
    try (SyslogReceiver receiver = receiver()) {
      Journal journal = journal();
      ArrayDeque<Runnable> later = new ArrayDeque<>();
      journal.retryBy((_, task) -> later.add(task));
      int written = Journal.MAX_WAITING + 2000;
      for (int i = 0; i < written; i++) {
        journal.log(LogLevel.INFO, "record " + i);
      }
      assertThat(later).hasSize(1);

      int kept = 0;
      String record = receiver.next();
      while (record.equals("<22>" + HEAD + "record " + kept)) {
        kept++;
        Runnable retry = later.poll();
        if (retry != null) {
          retry.run();
        }
        record = receiver.next();
      }

      assertThat(kept).isGreaterThanOrEqualTo(Journal.MAX_WAITING);
      Matcher lost = Pattern.compile("<20>.*: (\\d+) log lines lost.*").matcher(record);
      assertThat(lost.matches()).as(record).isTrue();
      assertThat(kept + Integer.parseInt(lost.group(1))).isEqualTo(written);
    }
  }

  @Test
  void recordsWaitForASyslogThatIsNotThereYet() throws Exception {
    Journal journal = journal();
    journal.log(LogLevel.INFO, "early");
    try (SyslogReceiver receiver = receiver()) {
      journal.log(LogLevel.INFO, "late");

      assertThat(receiver.next()).endsWith("early");
      assertThat(receiver.next()).endsWith("late");
    }
  }

  @Test
  void aSyslogThatIsReplacedGetsTheNextRecord() throws Exception {
    Journal journal;
    try (SyslogReceiver first = receiver()) {
      journal = journal();
      journal.log(LogLevel.INFO, "one");
      assertThat(first.next()).endsWith("one");
    }
    try (SyslogReceiver second = receiver()) {
      journal.log(LogLevel.INFO, "two");
      assertThat(second.next()).endsWith("two");
    }
  }

  @Test
  void aTerminalGetsACopyUnlessItIsStopped() throws Exception {
    Descriptors.Pipe pipe = Descriptors.pipe();
    Journal journal = journal(OptionalInt.of(pipe.writeFd()));
    for (int i = 0; i < 3000; i++) {
      journal.log(LogLevel.INFO, "x".repeat(100));
    }
    byte[] bytes = new byte[1 << 20];
    int count = Descriptors.read(pipe.readFd(), bytes);
    assertThat(new String(bytes, 0, count, StandardCharsets.ISO_8859_1)).startsWith(HEAD + "xxx");

    journal.log(LogLevel.INFO, "awake");
    count = Descriptors.read(pipe.readFd(), bytes);
    assertThat(new String(bytes, 0, count, StandardCharsets.ISO_8859_1))
        .matches("(?s)\\d+ log lines lost: nobody took them\n.*awake\n");
    pipe.close();
  }

  @Test
  void theStatisticsFileHasTheDateOfTheOriginal() throws Exception {
    Path file = folder.resolve("stats");
    PosixFiles.setUmask(077);
    Statistics statistics = statistics(file, true);
    statistics.record("StartWorker worker=0 nworkers=1 nbusy=0 reason=\"R\"");

    assertThat(Files.readString(file))
        .isEqualTo(
            "02/11/2026:08:05:09 1793603109.000 StartWorker worker=0 nworkers=1 nbusy=0"
                + " reason=\"R\"\n");
    assertThat((int) Files.getAttribute(file, "unix:mode") & 0777).isEqualTo(0600);
  }

  private Statistics statistics(Path file, boolean flush) {
    return new Statistics(
        Optional.of(file.toString()),
        0600,
        flush,
        false,
        journal(),
        CLOCK,
        ZoneId.of("Europe/Berlin"));
  }

  @Test
  void statisticsAreBufferedUnlessTheyAreToBeFlushed() throws Exception {
    Path file = folder.resolve("stats");
    Statistics statistics = statistics(file, false);
    statistics.record("A");
    assertThat(file).isEmptyFile();

    statistics.flush();
    assertThat(Files.readString(file)).endsWith(" A\n");
  }

  @Test
  void afterRotationLinesGoToTheNewFile() throws Exception {
    Path file = folder.resolve("stats");
    Statistics statistics = statistics(file, false);
    statistics.record("A");
    Path rotated = Files.move(file, folder.resolve("stats.1"));
    statistics.record("B");
    statistics.reopen();
    statistics.record("C");
    statistics.flush();

    assertThat(Files.readString(rotated)).contains(" A\n").contains(" B\n").doesNotContain("C");
    assertThat(Files.readString(file)).endsWith(" C\n").doesNotContain("B");
  }

  @Test
  void aStatisticsFileThatCannotBeOpenedIsToldOnceAndTriedAgain() throws Exception {
    try (SyslogReceiver receiver = receiver()) {
      Path file = folder.resolve("missing/stats");
      Statistics statistics = statistics(file, true);
      statistics.record("A");
      statistics.reopen();
      Files.createDirectory(file.getParent());
      statistics.reopen();
      statistics.record("B");

      assertThat(receiver.next()).endsWith("Cannot open " + file + ": No such file or directory");
      assertThat(receiver.next()).contains("works again; 1 lines are lost");
      assertThat(Files.readString(file)).endsWith(" B\n").doesNotContain("A");
    }
  }

  @Test
  void aFullDiskIsToldOnceAndStopsNobody() throws Exception {
    try (SyslogReceiver receiver = receiver()) {
      AppendFile full =
          new AppendFile("/dev/full", 0600, true, text -> journal().log(LogLevel.ERR, text));
      full.reopen();
      for (int i = 0; i < 100; i++) {
        full.append("line");
      }
      journal().log(LogLevel.INFO, "end");

      assertThat(receiver.next())
          .endsWith(
              "Cannot write to /dev/full: No space left on device; lines are lost until that"
                  + " works again");
      assertThat(receiver.next()).endsWith("end");
    }
  }

  @Test
  void aNamedPipeWithoutAReaderDoesNotStopTheStart() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    try (SyslogReceiver receiver = receiver()) {
      statistics(fifo, true).record("A");

      assertThat(receiver.next()).contains("Cannot open " + fifo);
    }
  }
}
