package dev.tidegate.tools.ctl.watch;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal while it is watched; it is left as it was found, whatever ends the program. */
final class Stage {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;
  private static final long STTY_SECONDS = 2;
  private static final boolean IS_PLAIN =
      !System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
          || "dumb".equals(System.getenv("TERM"));

  private final PrintStream out;
  private boolean ended;

  Stage(PrintStream out) {
    this.out = out;
  }

  synchronized void begin() {
    out.print(Screenful.BEGIN);
    out.flush();
    Runtime.getRuntime().addShutdownHook(new Thread(this::endBySignal, "end"));
  }

  void draw(String title, WatchHistory course) throws InterruptedException {
    Screenful screenful = size();
    synchronized (this) {
      if (!ended) {
        out.print(screenful.text(title, course));
        out.flush();
      }
    }
  }

  synchronized void end() {
    if (!ended) {
      ended = true;
      out.print(Screenful.END);
      out.flush();
    }
  }

  private void endBySignal() {
    end();
  }

  /** Asked each time, for it may change. */
  private static Screenful size() throws InterruptedException {
    int columns = USUAL_COLUMNS;
    int rows = USUAL_ROWS;
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      if (stty.waitFor(STTY_SECONDS, TimeUnit.SECONDS)) {
        String answer =
            new String(stty.getInputStream().readNBytes(100), StandardCharsets.US_ASCII);
        Matcher size = SIZE.matcher(answer);
        if (size.matches()) {
          rows = Math.max(1, Integer.parseInt(size.group(1)));
          columns = Math.max(1, Integer.parseInt(size.group(2)));
        }
      } else {
        stty.destroyForcibly();
      }
    } catch (IOException noStty) {
      // The usual size will do.
    }
    return new Screenful(columns, rows, IS_PLAIN);
  }
}
