package dev.tidegate.acceptance.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Image;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A heap that is far too small for what peers send. */
final class MemoryIT {
  private static final int CLIENTS = 1_500;
  private static final int MAPS = 300;
  private static final int HALVES = 600;
  private static final int LISTENERS = 200;
  private static final int SLOTS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REFUSED = "error: No free workers\n";

  /** Answers a map request at length. */
  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) {
        print /^map/ ? "ok " . "x" x 60_000 . "\\n" : "ok $_";
      }
      """;

  /** A copy of the image with other limits of the heap. */
  private static Image imageWith(String... heap) throws IOException {
    Image image = Image.copied();
    Path flags = image.folder().resolve("daemon/multiplexor.jvm");
    List<String> lines = new ArrayList<>(Files.readAllLines(flags));
    lines.removeIf(line -> line.matches("-Xm[snx].*"));
    lines.addAll(List.of(heap));
    Files.write(flags, lines);
    return image;
  }

  @Test
  void requestsAreRefusedRatherThanTheHeapExhausted() throws Exception {
    Requirements.descriptors(6_000);
    try (Image image = imageWith("-Xms16m", "-Xmn6m", "-Xmx24m");
        ProgramUnderTest subject =
            ProgramUnderTest.startIn(
                Place.HERE,
                List.of(image.multiplexor().toString()),
                WORKER,
                "-x",
                String.valueOf(SLOTS),
                "-q",
                "5000",
                "-Q",
                "60",
                "-c",
                "60");
        Wire map = subject.map();
        Crowd crowd = new Crowd()) {
      List<Answer> listeners = new ArrayList<>();
      for (int i = 0; i < LISTENERS; i++) {
        listeners.add(say(crowd, subject, "notify.sock", "?*\n"));
      }
      for (int i = 0; i < HALVES; i++) {
        say(crowd, subject, "map.sock", "65000:" + "x".repeat(50_000));
      }
      String large = "60000:a " + "%".repeat(59_998) + ",";
      for (int i = 0; i < MAPS; i++) {
        say(crowd, subject, "map.sock", large);
      }
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        answers.add(say(crowd, subject, "mx.sock", "scan q" + i + " " + "y".repeat(4_000) + "\n"));
        if (i % 100 == 0) {
          assertThat(subject.ask("status")).contains(" ");
        }
      }
      Until.holds(
          "all are answered",
          PATIENCE,
          () -> answers.stream().allMatch(Answer::isOver),
          subject::output);
      for (Answer answer : answers) {
        assertThat(answer.text()).isIn(REFUSED, "ok " + answer.request());
      }
      assertThat(listeners).noneMatch(Answer::isOver);
      crowd.leave();
      Until.holds("all slots are free", () -> subject.free() == SLOTS);
      map.send("3:a b,");
      assertThat(map.netstring()).startsWith("ok xxx");
      assertThat(subject.output()).doesNotContain("Out of memory").doesNotContain("Error");
      assertThat(subject.stop(Duration.ofSeconds(40))).isZero();
    }
  }

  private static Answer say(Crowd crowd, ProgramUnderTest subject, String socket, String text) {
    Answer answer = new Answer(text);
    crowd.join(subject.spool().resolve(socket), text, answer);
    return answer;
  }

  @Test
  void startThatTheHeapDoesNotHoldEndsWithALineAndLeavesNoPidFile() throws Exception {
    try (Image image = imageWith("-Xms8m", "-Xmn2m", "-Xmx16m")) {
      Path spool = Files.createDirectory(image.temporary().resolve("spool"));
      Outcome.of(List.of("chmod", "777", spool.toString())).succeeded();
      List<String> words = new ArrayList<>(List.of(image.multiplexor().toString(), "-D"));
      words.addAll(List.of("-x", "1000000", "-z", spool.toString(), "-p", spool + "/pid"));
      if (Requirements.isRoot()) {
        words.addAll(List.of("-U", "defang"));
      }
      Outcome outcome = Outcome.of(words, "");
      assertThat(outcome.status()).as(outcome.output()).isEqualTo(70);
      assertThat(outcome.output()).contains("OutOfMemoryError");
      assertThat(spool.resolve("pid")).doesNotExist();
    }
  }
}
