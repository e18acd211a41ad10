package dev.tidegate.acceptance.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The complete listeners of docs/PROTOCOLS.md, as they stand there, with either multiplexor. */
final class DocumentedListenersIT {
  private static final Path PAGE = Program.projectRoot().resolve("docs/PROTOCOLS.md");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");

  /** In the order of the page: the language, as the page's fences name it, and what runs it. */
  private enum Language {
    PYTHON("listen.py", "/usr/bin/python3"),
    PERL("listen.pl", "/usr/bin/perl"),
    BASH("listen.sh", "/bin/bash"),
    JAVA("Listen.java", DocumentedListenersIT.JAVA.toString());

    final String file;
    final String interpreter;

    Language(String file, String interpreter) {
      this.file = file;
      this.interpreter = interpreter;
    }
  }

  /** A listener that runs, and what it has said so far. */
  private record Running(Language language, Process process, Path said) {
    /** What it said, a state said again left out. */
    List<String> states() throws IOException {
      List<String> states = new ArrayList<>();
      for (String line : Files.readAllLines(said, ISO_8859_1)) {
        if (states.isEmpty() || !states.getLast().equals(line)) {
          states.add(line);
        }
      }
      return states;
    }
  }

  private final List<Running> listeners = new ArrayList<>();
  private Path folder = Path.of("");

  @BeforeEach
  void needsInterpreters() throws IOException {
    Requirements.programs("python3", "perl", "bash", "socat");
    folder = Files.createTempDirectory(Path.of("/tmp"), "tidelisten");
  }

  @AfterEach
  void endAll() throws IOException {
    for (Running each : listeners) {
      each.process.descendants().forEach(ProcessHandle::destroyForcibly);
      each.process.destroyForcibly();
    }
    try (var files = Files.list(folder)) {
      files.map(Path::toFile).forEach(file -> assertThat(file.delete()).isTrue());
    }
    Files.delete(folder);
  }

  @Test
  void eachHasTwentyLinesOrSo() throws IOException {
    for (Language each : Language.values()) {
      assertThat(code(each).lines().filter(line -> !line.isBlank())).hasSizeBetween(15, 40);
    }
  }

  @Test
  void eachKnowsTheStateOfOursAtAnyMomentAndAfterEachBreak() throws IOException {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        Wire request = busy(subject)) {
      startAll(subject, 30);
      // It was so before they came.
      awaitAll("unknown", "none free");
      finish(subject, request);
      awaitAll("unknown", "none free", "free");
    }
    awaitAll("unknown", "none free", "free", "unknown");
    try (ProgramUnderTest next = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      leadTo(next);
      awaitAll("unknown", "none free", "free", "unknown", "free");
    }
  }

  @Test
  void eachKnowsThatItDoesNotKnowWhenOursIsSilent() throws IOException {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      startAll(subject, 3);
      awaitAll("unknown", "free");
      subject.signal("STOP");
      awaitAll("unknown", "free", "unknown");
      subject.signal("CONT");
      awaitAll("unknown", "free", "unknown", "free");
    }
  }

  @Test
  void eachKnowsTheStateOfTheReferenceFromItsFirstChangeOn() throws IOException {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.REFERENCE, "-x", "1")) {
      startAll(subject, 30);
      awaitAll("unknown");
      Until.holds("all are told", () -> askedUntilAllWereTold(subject));
      try (Wire request = busy(subject)) {
        awaitLast("none free");
        finish(subject, request);
        awaitLast("free");
      }
    }
    awaitLast("unknown");
  }

  /** It does not say when it has taken an interest, so there is a request until all are told. */
  private boolean askedUntilAllWereTold(ProgramUnderTest subject) throws IOException {
    subject.ask("scan q /nowhere");
    for (Running each : listeners) {
      if (!each.states().getLast().equals("free")) {
        return false;
      }
    }
    return true;
  }

  private static Wire busy(ProgramUnderTest subject) {
    Wire request = subject.request("scan q hold");
    Until.holds("the one worker is busy", () -> subject.states().equals("B"));
    return request;
  }

  private static void finish(ProgramUnderTest subject, Wire request) {
    subject.gate().open();
    assertThat(request.rest()).isEqualTo("ok scan q hold\n");
    subject.gate().shut();
  }

  /**
   * Starts all four.
   *
   * @param patienceSeconds in the place of the half minute of the page, three heartbeats
   */
  private void startAll(ProgramUnderTest subject, int patienceSeconds) throws IOException {
    leadTo(subject);
    for (Language each : Language.values()) {
      String text =
          code(each)
              .replace("heartbeat=10", "heartbeat=" + patienceSeconds / 3)
              .replace("30", Integer.toString(patienceSeconds));
      Path script = Files.writeString(folder.resolve(each.file), text, ISO_8859_1);
      Path said = folder.resolve(each.file + ".said");
      Process process =
          new ProcessBuilder(each.interpreter, script.toString(), socket().toString())
              .redirectError(folder.resolve(each.file + ".errors").toFile())
              .redirectOutput(said.toFile())
              .start();
      listeners.add(new Running(each, process, said));
    }
  }

  /** The path stays, whichever multiplexor is there. */
  private void leadTo(ProgramUnderTest subject) throws IOException {
    Files.deleteIfExists(socket());
    Files.createSymbolicLink(socket(), subject.spool().resolve("notify.sock"));
  }

  private Path socket() {
    return folder.resolve("notify.sock");
  }

  private void awaitAll(String... states) {
    for (Running each : listeners) {
      Until.holds(
          each.language + " says " + List.of(states),
          Duration.ofMinutes(1),
          () -> each.states().equals(List.of(states)),
          this::evidence);
    }
  }

  private void awaitLast(String state) {
    for (Running each : listeners) {
      Until.holds(
          each.language + " says at last " + state,
          Duration.ofMinutes(1),
          () -> each.states().getLast().equals(state),
          this::evidence);
    }
  }

  private String evidence() {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(said|errors)"))
          .sorted()
          .map(file -> file.getFileName() + ": " + text(file))
          .collect(joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, ISO_8859_1).replace('\n', '|');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String code(Language language) throws IOException {
    String fence = "```" + language.name().toLowerCase(java.util.Locale.ROOT);
    return Files.readString(PAGE, ISO_8859_1)
        .lines()
        .dropWhile(line -> !line.equals(fence))
        .skip(1)
        .takeWhile(line -> !line.equals("```"))
        .collect(joining("\n", "", "\n"));
  }
}
