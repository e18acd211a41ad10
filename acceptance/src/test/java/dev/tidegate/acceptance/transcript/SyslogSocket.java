package dev.tidegate.acceptance.transcript;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A datagram socket to which one multiplexor logs in the place of /dev/log. */
final class SyslogSocket implements AutoCloseable {
  private static final Pattern RECORD =
      Pattern.compile("<(\\d+)>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d ([^\\[:]+)\\[\\d+]: (.*)");
  private static final List<String> LEVELS =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  private final Process reader;
  private final Heard heard;

  SyslogSocket(Path script, Path socket, Heard heard) {
    this.heard = heard;
    try {
      reader = new ProcessBuilder("perl", script.toString(), socket.toString()).start();
      BufferedReader lines = reader.inputReader(StandardCharsets.ISO_8859_1);
      if (!"ready".equals(lines.readLine())) {
        throw new IOException(
            "no log socket: "
                + new String(reader.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1));
      }
      Thread.startVirtualThread(() -> lines.lines().forEach(this::record));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code LEVEL TEXT}; before it the facility's number and the label where they are not the usual
   * ones.
   */
  private void record(String line) {
    Matcher matcher = RECORD.matcher(line);
    if (!matcher.matches()) {
      heard.journal(Step.Journal.LOG, "malformed " + line);
      return;
    }
    int priority = Integer.parseInt(matcher.group(1));
    String level = LEVELS.get(priority % 8);
    boolean usual = priority / 8 == 2 && matcher.group(2).equals("mimedefang-multiplexor");
    String who = usual ? "" : " (" + priority / 8 + " " + matcher.group(2) + ")";
    heard.journal(Step.Journal.LOG, level + who + " " + matcher.group(3));
  }

  @Override
  public void close() {
    reader.destroyForcibly();
  }
}
