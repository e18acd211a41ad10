package dev.tidegate.tools.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a socket whose answers to {@code stats} follow each other as given. */
final class RereadCommandTest {
  private static final String HELP = "stats  the figures\nreread  the filter\n";
  private static final String ANSWER = "Forced reread of filter rules\n";

  @TempDir private Path folder;
  private ScriptedMultiplexor multiplexor;

  @BeforeEach
  void listen() throws IOException {
    multiplexor = new ScriptedMultiplexor(folder);
  }

  @AfterEach
  void end() throws IOException {
    multiplexor.close();
  }

  /** Of the answers to {@code stats} the last is given again and again. */
  private void serve(String help, String reread, String... stats) {
    Deque<String> following = new ArrayDeque<>(List.of(stats));
    multiplexor.answer(
        line ->
            switch (line) {
              case "help" -> help;
              case "reread" -> reread;
              case "stats" -> following.size() > 1 ? following.removeFirst() : following.getFirst();
              default -> "error: Unknown command\n";
            });
  }

  private static String stats(int requested, int succeeded, int failed, int loadingMillis) {
    return stats("e1", requested, succeeded, failed, loadingMillis, -1);
  }

  private static String stats(
      String epoch, int requested, int succeeded, int failed, int loadingMillis, int failedMillis) {
    return """
    {"schema":2,"epoch":"%s","pool":{"generation":%d},"reread":{"requested":%d,"succeeded":%d,\
    "failed":%d,"loadingMs":%d,"failedMs":%d,"failure":"exited normally with status 255",\
    "stderr":["Missing right curly at filter line 3","compilation\\u001b[2J aborted"]}}
    """
        .formatted(epoch, succeeded, requested, succeeded, failed, loadingMillis, failedMillis);
  }

  @Test
  void itWaitsUntilTheNewGenerationIsInForce() {
    serve(
        HELP, ANSWER, stats(4, 4, 0, -1), stats(5, 4, 0, 3), stats(5, 4, 0, 9), stats(5, 5, 0, -1));

    assertThat(multiplexor.run("reread")).isZero();

    assertThat(multiplexor.out().toString(ISO_8859_1))
        .startsWith("The reread succeeded: generation 5 is in force;")
        .hasLineCount(1);
    assertThat(multiplexor.err().size()).isZero();
    assertThat(multiplexor.asked())
        .containsExactly("help", "stats", "reread", "stats", "stats", "stats");
  }

  @Test
  void aWorkerThatIsReadyAndWaitsForASlotIsAResult() {
    serve(HELP, ANSWER, stats(0, 0, 0, -1), stats(1, 1, 0, 7));

    assertThat(multiplexor.run("reread")).isZero();
  }

  @Test
  void afterAFailureItEndsWithOneAndPrintsWhatPerlPrinted() {
    serve(HELP, ANSWER, stats(4, 4, 0, -1), stats(5, 4, 0, 3), stats("e1", 5, 4, 1, -1, 12));

    assertThat(multiplexor.run("reread")).isEqualTo(1);

    assertThat(multiplexor.out().size()).isZero();
    assertThat(multiplexor.err().toString(ISO_8859_1))
        .isEqualTo(
            "The reread failed (exited normally with status 255): generation 4 stays in force;"
                + " repair the filter, then: tidegate ctl reread\n"
                + "Missing right curly at filter line 3\n"
                + "compilation [2J aborted\n");
  }

  @Test
  void theResultOfALoadThatWasUnderWayBeforeIsNotTakenForItsOwn() {
    serve(
        HELP,
        ANSWER,
        stats(5, 4, 0, 800),
        stats("e1", 6, 4, 1, 2, 1),
        stats("e1", 6, 4, 1, 20, 19),
        stats(6, 5, 1, -1));

    assertThat(multiplexor.run("reread")).isZero();

    assertThat(multiplexor.out().toString(ISO_8859_1))
        .startsWith("The reread succeeded: generation 5");
  }

  @Test
  void aRereadThatAnotherOvertakesIsReportedSo() {
    serve(
        HELP, ANSWER, stats(4, 4, 0, -1), stats(5, 4, 0, 3), stats(6, 4, 0, 1), stats(6, 5, 0, -1));

    assertThat(multiplexor.run("reread")).isZero();

    assertThat(multiplexor.out().toString(ISO_8859_1))
        .startsWith("Another reread was requested meanwhile, and it succeeded: generation 5");
  }

  @Test
  void aLoadThatTakesTooLongIsNoSuccess() {
    serve(HELP, ANSWER, stats(4, 4, 0, -1), stats(5, 4, 0, 3));

    assertThat(multiplexor.run("reread", "--timeout=0.1")).isEqualTo(1);

    assertThat(multiplexor.err().toString(ISO_8859_1))
        .startsWith(
            "tidegate ctl: the filter is still being loaded after 0.1 s; generation 4 stays");
  }

  @Test
  void aRestartMeanwhileIsReported() {
    serve(HELP, ANSWER, stats(4, 4, 0, -1), stats(5, 4, 0, 3), stats("e2", 0, 0, 0, -1, -1));

    assertThat(multiplexor.run("reread")).isEqualTo(1);

    assertThat(multiplexor.err().toString(ISO_8859_1)).contains("was restarted meanwhile");
  }

  @Test
  void aMultiplexorThatIsEndingTakesNoReread() {
    serve(HELP, ANSWER, stats(4, 4, 0, -1));

    assertThat(multiplexor.run("reread")).isEqualTo(1);

    assertThat(multiplexor.err().toString(ISO_8859_1)).contains("is ending and took no reread");
  }

  @Test
  void theOriginalAndAnErrorAreAnsweredAsBefore() {
    serve("status  -- Display worker status\n", ANSWER, "");

    assertThat(multiplexor.run("reread")).isZero();

    assertThat(multiplexor.out().toString(ISO_8859_1)).isEqualTo(ANSWER);
    assertThat(multiplexor.asked()).containsExactly("help", "reread");
  }

  @Test
  void anErrorIsPrintedAsOne() {
    serve(HELP, "error: Attempt to use privileged command\n", stats(4, 4, 0, -1));

    assertThat(multiplexor.run("reread")).isEqualTo(1);

    assertThat(multiplexor.err().toString(ISO_8859_1))
        .isEqualTo("error: Attempt to use privileged command\n");
  }
}
