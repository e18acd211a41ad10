package dev.tidegate.tools.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What standard output leads to. */
record Terminal(boolean live, DemoColours paint) {
  private static final int USUAL_ROWS = 24;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");
  private static final String[] ASK_FOR_SIZE = {
    "/bin/sh", "-c", "test -t 1 && { stty size <&1 >&2 || echo 0 0 >&2; }"
  };

  static Terminal detect(Map<String, String> environment) throws IOException {
    Process shell =
        new ProcessBuilder(ASK_FOR_SIZE).redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
    shell.getOutputStream().close();
    try (InputStream answer = shell.getErrorStream()) {
      return of(new String(answer.readAllBytes(), StandardCharsets.US_ASCII), environment);
    }
  }

  /**
   * Returns what to make of a terminal's size.
   *
   * @param size rows and columns, both zero if unknown; anything else means no terminal
   */
  static Terminal of(String size, Map<String, String> environment) {
    Matcher matcher = SIZE.matcher(size);
    boolean terminal = matcher.matches() && !"dumb".equals(environment.get("TERM"));
    int rows = terminal ? Integer.parseInt(matcher.group(1)) : 0;
    int columns = terminal ? Integer.parseInt(matcher.group(2)) : 0;
    boolean roomy = (rows == 0 ? USUAL_ROWS : rows) >= LiveScreen.MIN_ROWS;
    boolean wide = columns == 0 || columns > Block.WIDTH;
    boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(terminal && roomy && wide, new DemoColours(colours, drawsBlocks()));
  }

  private static boolean drawsBlocks() {
    return Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"))
        .newEncoder()
        .canEncode("\u2588\u2501");
  }

  DemoScreen open(PrintStream out) {
    return live ? new LiveScreen(out, paint) : new PlainScreen(out);
  }
}
