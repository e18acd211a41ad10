package dev.tidegate.acceptance.transcript;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * All transcripts of the project, as tests. {@code -Dtidegate.transcript=REGEX} picks some of them.
 */
final class Transcripts {

  /** They mostly wait, but each of ours starts a virtual machine. */
  private static final int AT_ONCE = Integer.getInteger("tidegate.transcripts.at-once", 16);

  private Transcripts() {}

  static List<Transcript> all() {
    try (Stream<Path> files = Files.list(Program.projectRoot().resolve("transcripts"))) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .map(Transcripts::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Transcript> wanted() {
    Pattern wanted = Pattern.compile(System.getProperty("tidegate.transcript", ""));
    return all().stream().filter(transcript -> wanted.matcher(transcript.name()).find());
  }

  private static Transcript parse(Path file) {
    try {
      String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
      return TranscriptParser.parse(name, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One test each, played one after the other. */
  static Stream<DynamicTest> inTurn(Side side, Consumer<Transcript> play) {
    return wanted().map(transcript -> test(transcript, side, () -> play.accept(transcript)));
  }

  /** One test each, all started now, some at a time, as in real time they mostly wait. */
  static Stream<DynamicTest> sideBySide(Side side, Consumer<Transcript> play) {
    Semaphore places = new Semaphore(AT_ONCE);
    return wanted()
        .map(
            transcript -> {
              CompletableFuture<?> played =
                  skipReason(transcript, side).isEmpty()
                      ? CompletableFuture.runAsync(
                          () -> inPlace(places, () -> play.accept(transcript)),
                          task -> Thread.ofPlatform().daemon().start(task))
                      : CompletableFuture.completedFuture(null);
              return test(transcript, side, () -> join(played));
            })
        .toList()
        .stream();
  }

  private static DynamicTest test(Transcript transcript, Side side, Runnable play) {
    return dynamicTest(
        transcript.name() + ": " + transcript.title(),
        () -> {
          String reason = skipReason(transcript, side);
          Assumptions.assumeTrue(reason.isEmpty(), reason);
          try {
            play.run();
          } catch (RuntimeException | AssertionError failure) {
            throw named(failure, transcript, side);
          }
        });
  }

  /**
   * Reports of tests number the dynamic ones; {@code ./check} reads the name of a transcript that
   * has failed from the message.
   */
  private static AssertionError named(Throwable failure, Transcript transcript, Side side) {
    String start = "transcripts/" + transcript.name() + ".txt";
    return failure instanceof AssertionError error && error.toString().contains(start)
        ? error
        : new AssertionError(start + " on the " + side.word() + ": " + failure, failure);
  }

  /** Why it is not played on this side; empty if it is. */
  private static String skipReason(Transcript transcript, Side side) {
    if (transcript.recorded().contains(side) && !Requirements.isFull()) {
      return "takes long there: recorded, and re-run by ./check --full";
    }
    return transcript.skipped().getOrDefault(side, "");
  }

  private static void inPlace(Semaphore places, Runnable play) {
    places.acquireUninterruptibly();
    try {
      play.run();
    } finally {
      places.release();
    }
  }

  private static void join(CompletableFuture<?> played) {
    try {
      played.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AssertionError failure) {
        throw failure;
      }
      throw e;
    }
  }

  static void play(Transcript transcript, Side side, Program program) {
    Heard heard = new Heard();
    try (ProcessStage stage = new ProcessStage(program, side, transcript, heard)) {
      new Player(transcript, side, stage, heard).play();
    }
  }

  static void playOnPool(Transcript transcript) {
    Heard heard = new Heard();
    try (PoolStage stage = new PoolStage(transcript, heard)) {
      new Player(transcript, Side.POOL, stage, heard).play();
    }
  }
}
