package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of the words and the environment of the start. */
final class RawArgumentsTest {
  private static final List<String> ENVIRONMENT =
      List.of(
          "HOME=/x",
          "PWD=/shell",
          "SHLVL=2",
          "_=/bin/java",
          "NOTIFY_SOCKET=/n",
          "WATCHDOG_PID=1",
          "WATCHDOG_USEC=2",
          "LISTEN_FDS=3",
          "LISTEN_PID=4",
          "LISTENER=5",
          "EMPTY=",
          "UMLAUT=é");

  @Test
  void theLastWordsAreTheProgramsOwn() {
    RawArguments words =
        new RawArguments(
            List.of("java", "-Dtidegate.ready=9", "Main", "-Dtidegate.ready=3", "-l"),
            2,
            List.of());

    assertThat(words.arguments()).containsExactly("-Dtidegate.ready=3", "-l");
    assertThat(words.launcherProperty("ready")).contains("9");
    assertThat(words.launcherProperty("launched")).isEmpty();
  }

  @Test
  void workersAreSparedWhatTheServiceManagerSaysToUs() {
    RawArguments words = new RawArguments(List.of("java", "Main"), 0, ENVIRONMENT);

    assertThat(WorkerEnvironment.from(words))
        .containsExactly(
            "HOME=/x", "PWD=/shell", "SHLVL=2", "_=/bin/java", "LISTENER=5", "EMPTY=", "UMLAUT=é");
  }

  @Test
  void whatTheLaunchersShellChangedIsPutBack() {
    RawArguments words =
        new RawArguments(
            List.of(
                "java",
                "-Dtidegate.launched=PWD OLDPWD SHLVL _ HOME",
                "-Dtidegate.shell.PWD=/user=1",
                "-Dtidegate.shell.odd-name=two\1lines",
                "Main"),
            0,
            ENVIRONMENT);

    assertThat(WorkerEnvironment.from(words))
        .containsExactly("LISTENER=5", "EMPTY=", "UMLAUT=é", "PWD=/user=1", "odd-name=two\nlines");
  }

  @Test
  void theCallersDescriptorsAreListedByTheLauncher() {
    assertThat(
            new RawArguments(List.of("java", "-Dtidegate.inherited= 5 251", "Main"), 0, List.of())
                .inheritedDescriptors())
        .containsExactly(5, 251);
    assertThat(
            new RawArguments(List.of("java", "-Dtidegate.inherited=", "Main"), 0, List.of())
                .inheritedDescriptors())
        .isEmpty();
  }

  @Test
  void theKernelsCopyOfTheEnvironmentIsTheWholeOfIt() {
    assertThat(RawArguments.read(0).environment()).anyMatch(entry -> entry.startsWith("PATH="));
  }
}
