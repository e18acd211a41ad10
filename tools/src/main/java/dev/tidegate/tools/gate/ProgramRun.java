package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of another program, which may take some seconds and say 64 KiB.
 *
 * @param ended whether it ended by itself; if not, it was killed
 * @param status its exit status; of no meaning if it was killed
 * @param output what it said on stdout and stderr, as far as it was kept
 * @param limit how long it was allowed to take
 */
record ProgramRun(boolean ended, int status, String output, Duration limit) {
  static final Duration LIMIT = Duration.ofSeconds(2);

  /** What fits into a pipe, so that writing never waits for a program that does not read. */
  static final int MOST_INPUT_BYTES = 65_536;

  static final int MOST_OUTPUT_BYTES = 65_536;
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  /**
   * Runs it, without a shell, and waits for its end and the end of what it says: on a machine that
   * has much else to do the one may be known long before the other is read.
   *
   * @throws IOException if it cannot be started
   */
  static ProgramRun of(List<String> words, String input) throws IOException, InterruptedException {
    return of(words, input, Map.of("LC_ALL", "C"), LIMIT, LIMIT);
  }

  /**
   * As above, with another limit, and with these variables in its environment. Once it has ended
   * its last words are hardly waited for, since a child that it leaves behind may hold the output
   * open.
   */
  static ProgramRun of(
      List<String> words, String input, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    return of(words, input, environment, limit, LAST_WORDS);
  }

  private static ProgramRun of(
      List<String> words,
      String input,
      Map<String, String> environment,
      Duration limit,
      Duration lastWords)
      throws IOException, InterruptedException {
    byte[] bytes = input.getBytes(ISO_8859_1);
    if (bytes.length > MOST_INPUT_BYTES) {
      throw new IOException(
          words.getFirst() + " would have to read " + bytes.length + " bytes, which is too much");
    }
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    Reader reader = new Reader(process.getInputStream());
    Thread thread = Thread.ofPlatform().daemon().name("output").start(reader);
    write(process, bytes);
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      // What hangs in the kernel survives even that for a while; it is not waited for any longer.
      process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }
    thread.join(ended ? lastWords : LAST_WORDS);
    return new ProgramRun(ended, ended ? process.exitValue() : -1, reader.said(), limit);
  }

  private static void write(Process process, byte[] bytes) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(bytes);
    } catch (IOException e) {
      // It has ended without reading; its status and its words tell why.
    }
  }

  boolean succeeded() {
    return ended && status == 0;
  }

  /** Returns how it ended and what it said, in one line of at most 300 characters. */
  String complaint() {
    String how =
        ended
            ? "status " + status
            : "not ended within " + GateText.of(limit) + ", so it was killed";
    String said = output.strip().replaceAll("[^\\x20-\\x7e]+", " ");
    String text = said.isEmpty() ? how : how + ": " + said;
    return text.length() <= 300 ? text : text.substring(0, 297) + "...";
  }

  /** Keeps the first part of what comes, and reads the rest so that the writer does not wait. */
  private static final class Reader implements Runnable {
    private final InputStream stream;
    private final StringBuilder kept = new StringBuilder();

    Reader(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try {
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
          keep(buffer, count);
        }
      } catch (IOException e) {
        // The process was killed.
      }
    }

    private synchronized void keep(byte[] buffer, int count) {
      int room = Math.min(count, MOST_OUTPUT_BYTES - kept.length());
      kept.append(new String(buffer, 0, room, ISO_8859_1));
    }

    synchronized String said() {
      return kept.toString();
    }
  }
}
