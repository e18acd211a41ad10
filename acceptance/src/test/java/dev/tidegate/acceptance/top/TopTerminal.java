package dev.tidegate.acceptance.top;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** {@code tidegate top}, started in a shell within tmux, with a server of its own. */
final class TopTerminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path SCREENS = Program.projectRoot().resolve("acceptance/target/screens");

  private final String server = "tidegate-top-it-" + UUID.randomUUID();

  /**
   * Starts it; when it ends the terminal shows its exit status as {@code status=N} and stays.
   *
   * @param settings variables of the environment, such as {@code NO_COLOR=1}
   */
  static TopTerminal start(int columns, int rows, List<String> settings, String... words) {
    TopTerminal terminal = new TopTerminal();
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("-u", "-f", "/dev/null", "new-session", "-d", "-x", "" + columns, "-y", "" + rows));
    command.addAll(List.of("env", "PS1=ready> ", "LC_ALL=C.UTF-8"));
    command.addAll(settings);
    // A shell with jobs, as an operator has one.
    command.addAll(List.of("bash", "--norc", "-i"));
    terminal.tmux(command.toArray(String[]::new));
    terminal.awaitText("ready>");
    terminal.type(
        "'" + Program.launcher() + "' top " + String.join(" ", words) + "; echo status=$?");
    terminal.press("Enter");
    return terminal;
  }

  void type(String text) {
    tmux("send-keys", "-l", text);
  }

  void press(String key) {
    tmux("send-keys", key);
  }

  void resize(int columns, int rows) {
    tmux("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  String text() {
    return tmux("capture-pane", "-p");
  }

  String colouredText() {
    return tmux("capture-pane", "-p", "-e");
  }

  boolean isOtherScreen() {
    return tmux("display-message", "-p", "#{alternate_on}").strip().equals("1");
  }

  boolean isCursorVisible() {
    return tmux("display-message", "-p", "#{cursor_flag}").strip().equals("1");
  }

  /** Has everything that is sent to the terminal from now on go to a file, too. */
  void record(Path file) {
    tmux("pipe-pane", "-o", "cat > '" + file + "'");
  }

  void awaitText(String text) {
    Until.holds("the terminal shows " + text, PATIENCE, () -> text().contains(text), this::text);
  }

  void awaitPattern(String pattern) {
    Until.holds(
        "the terminal shows " + pattern,
        PATIENCE,
        () -> text().matches("(?s).*" + pattern + ".*"),
        this::text);
  }

  /** Keeps what is shown, as output of the build. */
  String keep(String name) {
    try {
      Files.createDirectories(SCREENS);
      String shown = text();
      Files.writeString(SCREENS.resolve(name + ".txt"), shown);
      Files.writeString(SCREENS.resolve(name + ".ansi"), colouredText());
      return shown;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tmux(String... words) {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", server));
    command.addAll(List.of(words));
    String output = Outcome.of(command, "").succeeded().output();
    return new String(output.getBytes(ISO_8859_1), UTF_8);
  }

  @Override
  public void close() {
    Outcome.of(List.of("tmux", "-L", server, "kill-server"), "");
  }
}
