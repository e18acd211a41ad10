package dev.tidegate.acceptance.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal of 80 by 24 within tmux, with a server of its own. */
final class TmuxTerminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NEW_SESSION =
      "-u -f /dev/null new-session -d -x 80 -y 24 env LC_ALL=C.UTF-8 sh -c";
  private static final Pattern PID = Pattern.compile("pid=(\\d+)");

  private final String server = "tidegate-demo-it-" + UUID.randomUUID();
  private long pid;

  /**
   * Starts the demonstration; the terminal shows its exit status as {@code status=N} and stays.
   *
   * @param setting a variable of the environment, such as {@code NO_COLOR=1}
   */
  void runDemo(String setting) {
    String command = "echo pid=$$; exec env " + setting + " '" + Program.launcher() + "' demo";
    tmux(NEW_SESSION.split(" "), "trap : INT; sh -c \"$0\"; echo status=$?; exec cat", command);
    awaitText("pid=");
    Matcher matcher = PID.matcher(text());
    assertThat(matcher.find()).as(text()).isTrue();
    pid = Long.parseLong(matcher.group(1));
  }

  /** The process of the command. */
  long pid() {
    return pid;
  }

  void press(String key) {
    tmux("send-keys", key);
  }

  String text() {
    return tmux("capture-pane", "-p");
  }

  String colouredText() {
    return tmux("capture-pane", "-p", "-e");
  }

  boolean isCursorVisible() {
    return tmux("display-message", "-p", "#{cursor_flag}").strip().equals("1");
  }

  void awaitText(String text) {
    Until.holds("the terminal shows " + text, PATIENCE, () -> text().contains(text), this::text);
  }

  void awaitPattern(String pattern) {
    Pattern shown = Pattern.compile(pattern);
    Until.holds(
        "the terminal shows " + pattern, PATIENCE, () -> shown.matcher(text()).find(), this::text);
  }

  private String tmux(String... words) {
    return tmux(words, new String[0]);
  }

  private String tmux(String[] words, String... more) {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", server));
    command.addAll(List.of(words));
    command.addAll(List.of(more));
    String output = Outcome.of(command, "").succeeded().output();
    return new String(output.getBytes(ISO_8859_1), UTF_8);
  }

  @Override
  public void close() {
    Outcome.of(List.of("tmux", "-L", server, "kill-server"), "");
  }
}
