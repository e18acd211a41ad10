package dev.tidegate.tools.top;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.EnumSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/** The terminal: a screen of its own, without echo, given back as it was found. */
final class TopScreen implements AutoCloseable {
  /** Another screen, no cursor, no new line behind the last column. */
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[0m\u001b[2J";

  private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final int STOP_SECONDS = 2;
  private static final int USUAL_ROWS = 24;
  private static final int USUAL_COLUMNS = 80;

  /** Not the library's: that one it closes when the program is told to end. */
  private final OutputStream output = new FileOutputStream(FileDescriptor.out);

  private final Terminal terminal;
  private final Charset charset;
  private final Attributes found;
  private volatile Size size = Size.of(USUAL_COLUMNS, USUAL_ROWS);
  private final Semaphore goesOn = new Semaphore(0);
  private boolean entered;
  private boolean closed;

  private TopScreen(Terminal terminal, Charset charset) {
    this.terminal = terminal;
    this.charset = charset;
    found = terminal.getAttributes();
  }

  /**
   * Opens the terminal of this process, and leaves it as it is for now.
   *
   * @throws IOException if there is none
   */
  static TopScreen open(Charset charset) throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .dumb(false)
            .nativeSignals(false)
            // To find out it would ask the terminal, and wait for its answer with a thread that
            // takes the
            // first key.
            .graphemeCluster(false)
            .signalHandler(Terminal.SignalHandler.SIG_DFL)
            .build();
    return new TopScreen(terminal, charset);
  }

  /** Takes the screen; does no harm a second time, as after a stop from outside. */
  synchronized void enter() throws IOException {
    if (closed) {
      return;
    }
    Attributes raw = new Attributes(found);
    raw.setLocalFlags(
        EnumSet.of(
            Attributes.LocalFlag.ICANON,
            Attributes.LocalFlag.ECHO,
            Attributes.LocalFlag.IEXTEN,
            Attributes.LocalFlag.ISIG),
        false);
    raw.setInputFlags(
        EnumSet.of(
            Attributes.InputFlag.IXON, Attributes.InputFlag.ICRNL, Attributes.InputFlag.INLCR),
        false);
    raw.setControlChar(Attributes.ControlChar.VMIN, 1);
    raw.setControlChar(Attributes.ControlChar.VTIME, 0);
    terminal.setAttributes(raw);
    entered = true;
    send(ENTER);
  }

  /** Gives the screen back. */
  synchronized void leave() {
    if (!entered) {
      return;
    }
    entered = false;
    try {
      send(LEAVE);
    } catch (IOException gone) {
      // Whoever closed the terminal needs nothing of it.
    }
    try {
      terminal.setAttributes(found);
    } catch (IllegalStateException done) {
      // The library has given it back already.
    }
  }

  /** Sends what makes a picture, unless the screen was given back. */
  synchronized void draw(String bytes) throws IOException {
    if (entered) {
      send(bytes);
    }
  }

  private void send(String text) throws IOException {
    output.write(text.getBytes(charset));
  }

  int rows() {
    int rows = size().getRows();
    return rows > 0 ? rows : USUAL_ROWS;
  }

  int columns() {
    int columns = size().getColumns();
    return columns > 0 ? columns : USUAL_COLUMNS;
  }

  private Size size() {
    try {
      size = terminal.getSize();
    } catch (IllegalStateException ending) {
      // The program was told to end; nobody will see what is drawn.
    }
    return size;
  }

  KeyReader keys() {
    return new KeyReader(StdinReader.at(new FileInputStream(FileDescriptor.in)));
  }

  /** Has it run when the size may be another one. */
  static void onResize(Runnable handler) {
    Signals.register("WINCH", handler);
  }

  /**
   * Gives the terminal back when the program is told to end, and ends it with the status that a
   * shell has for that.
   */
  void endOnSignals() {
    endOn("HUP", 129);
    endOn("INT", 130);
    endOn("TERM", 143);
  }

  private void endOn(String signal, int status) {
    Signals.register(signal, () -> end(status));
  }

  /**
   * Gives the terminal back and ends the program at once: the library would wait for the thread
   * that waits for a key.
   */
  void end(int status) {
    close();
    Runtime.getRuntime().halt(status);
  }

  /** Has it run when the process goes on after a stop. */
  void onContinue(Runnable handler) {
    Signals.register(
        "CONT",
        () -> {
          goesOn.release();
          handler.run();
        });
  }

  /** Stops this process, as Control-Z does; returns when it goes on. */
  void rest() throws IOException, InterruptedException {
    leave();
    goesOn.drainPermits();
    new ProcessBuilder("/bin/sh", "-c", "kill -TSTP " + ProcessHandle.current().pid())
        .start()
        .waitFor();
    // Without a shell that knows jobs nothing stops it. Else the stop comes a moment later than the
    // order, and ends with a signal.
    boolean _ = goesOn.tryAcquire(STOP_SECONDS, TimeUnit.SECONDS);
    enter();
  }

  @Override
  public synchronized void close() {
    leave();
    closed = true;
  }
}
