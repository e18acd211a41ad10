package dev.tidegate.acceptance.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.acceptance.transcript.Step.Expect;
import dev.tidegate.acceptance.transcript.Step.Framing;
import dev.tidegate.acceptance.transcript.Transcript.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TranscriptParserTest {

  private static Transcript parse(String... lines) {
    return TranscriptParser.parse("example", "# A title\n" + String.join("\n", lines) + "\n");
  }

  private static List<Step> steps(Side side, String... lines) {
    return parse(lines).linesFor(side).stream().map(Line::step).toList();
  }

  private static Expect expects(long millis, Step.Sight... sights) {
    return new Expect(List.of(sights), millis);
  }

  private static TextPattern text(String source) {
    return new TextPattern(source);
  }

  @Test
  void titleAndHeadersStandBeforeTheSteps() {
    Transcript read =
        parse("options -x 2 -Z    # two of them", "reference: options -q 1", "skip pool no files");
    assertThat(read.title()).isEqualTo("A title");
    assertThat(read.optionsFor(Side.POOL)).containsExactly("-x", "2", "-Z");
    assertThat(read.optionsFor(Side.REFERENCE)).containsExactly("-x", "2", "-Z", "-q", "1");
    assertThat(read.skipped()).containsEntry(Side.POOL, "no files");
    assertThatThrownBy(() -> parse("wait 1s", "options -x 2"))
        .hasMessageContaining("example.txt:3");
  }

  @Test
  void aClientThatSendsIsConnectedFirst() {
    assertThat(steps(Side.DAEMON, "client A on unprivileged > free"))
        .containsExactly(
            new Step.Connect("A", ClientSocket.UNPRIVILEGED, ""),
            new Step.Send("A", text("free"), Framing.LINE));
  }

  @Test
  void aMapClientSpeaksNetstrings() {
    assertThat(steps(Side.DAEMON, "map M connects", "M > a b", "M < OK c", "M >> 3:a"))
        .containsExactly(
            new Step.Connect("M", ClientSocket.MAP, ""),
            new Step.Send("M", text("a b"), Framing.NETSTRING),
            expects(Expect.DEFAULT_MILLIS, new Step.Received("M", text("OK c"), Framing.NETSTRING)),
            new Step.Send("M", text("3:a"), Framing.RAW));
  }

  @Test
  void aSidedLineIsForThatSideAlone() {
    String[] lines = {"ours: wait 1s", "reference: wait 2s", "daemon: wait 3s"};
    assertThat(steps(Side.POOL, lines)).containsExactly(new Step.Wait(1000, false));
    assertThat(steps(Side.REFERENCE, lines)).containsExactly(new Step.Wait(2000, false));
    assertThat(steps(Side.DAEMON, lines))
        .containsExactly(new Step.Wait(1000, false), new Step.Wait(3000, false));
  }

  @Test
  void aBlockInAnyOrderIsOneExpectation() {
    assertThat(
            steps(
                Side.POOL,
                "listener L connects",
                "any order:",
                "within 3s: L < F 1",
                "w1 reads ping",
                "end"))
        .contains(
            expects(
                3000,
                new Step.Received("L", text("F 1"), Framing.LINE),
                new Step.Told("w1", text("reads ping"))));
    assertThatThrownBy(() -> parse("any order:", "w1 ended")).hasMessageContaining("without `end`");
    assertThatThrownBy(() -> parse("any order:", "wait 1s", "end"))
        .hasMessageContaining("only what is expected");
  }

  @Test
  void mistakesAreNamedWithTheirLine() {
    assertThatThrownBy(() -> parse("w1 dances")).hasMessageContaining("example.txt:2: not underst");
    assertThatThrownBy(() -> parse("A > free")).hasMessageContaining("nobody is called A");
    assertThatThrownBy(() -> parse("wait 10")).hasMessageContaining("write a time as");
    assertThatThrownBy(() -> parse("client A > \u00e4")).hasMessageContaining("\\xHH");
    assertThatThrownBy(() -> TranscriptParser.parse("x", "wait 1s\n"))
        .hasMessageContaining("TITLE");
  }

  @Test
  void textsHaveEscapesRepetitionsAndHoles() {
    assertThat(text("a\\n\\x41\\0{b*3}{spool}{c}").toSend("/s")).isEqualTo("a\nA\0bbb/s{c}");
    assertThat(text("F {n}").matches("F 12", "")).isTrue();
    assertThat(text("F {n}").matches("F -1", "")).isTrue();
    assertThat(text("F {n}").matches("F x", "")).isFalse();
    assertThat(text("ok {…}!").matches("ok then\n!", "")).isTrue();
    assertThat(text("a.c").matches("abc", "")).isFalse();
    assertThatThrownBy(() -> text("F {n}").toSend("")).hasMessageContaining("cannot be sent");
  }
}
