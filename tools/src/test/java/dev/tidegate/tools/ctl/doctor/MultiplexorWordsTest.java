package dev.tidegate.tools.ctl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MultiplexorWordsTest {
  private static MultiplexorWords of(String... words) {
    return MultiplexorWords.of(List.of(words));
  }

  @Test
  void lettersStandAloneJoinedOrTogether() {
    MultiplexorWords words =
        of(
            "mimedefang-multiplexor",
            "-D",
            "-lZx",
            "10",
            "-m2",
            "-z",
            "/spool",
            "-s",
            "mx.sock",
            "");
    assertThat(words.has('D')).isTrue();
    assertThat(words.has('Z')).isTrue();
    assertThat(words.has('q')).isFalse();
    assertThat(words.number('x', 2)).isEqualTo(10);
    assertThat(words.number('m', 1)).isEqualTo(2);
    assertThat(words.number('q', 7)).isEqualTo(7);
    assertThat(words.socketFile('s')).contains(Path.of("/spool/mx.sock"));
  }

  @Test
  void ofOursTheWordsOfTheVmAreLeftOut() {
    MultiplexorWords words =
        of(
            "/opt/tidegate/runtime/bin/mimedefang-multiplexor",
            "-Dx=-m 9",
            "-cp",
            "a.jar",
            "dev.tidegate.daemon.Multiplexor",
            "--max-workers=12",
            "--seed",
            "7",
            "--busy-timeout",
            "60x",
            "-O",
            "inet_any:4567");
    assertThat(words.has('c')).isFalse();
    assertThat(words.number('x', 2)).isEqualTo(12);
    assertThat(words.number('b', 120)).isEqualTo(60);
    assertThat(words.socketFile('O')).isEmpty();
    assertThat(words.value('O')).contains("inet_any:4567");
    assertThat(words.spool()).isEqualTo(Path.of("/var/spool/MIMEDefang"));
  }

  @Test
  void whatMakesNoSenseIsBorneWith() {
    assertThat(of().options()).isEmpty();
    assertThat(of("mimedefang-multiplexor", "-x").number('x', 2)).isEqualTo(2);
    assertThat(of("mimedefang-multiplexor", "-", "--", "-x", "3").has('x')).isFalse();
    assertThat(of("a", "-s", "unix:/x\0y").socketFile('s')).isEmpty();
    assertThat(of("a", "-x", "99999999999").number('x', 2)).isEqualTo(999_999_999);
    assertThat(of("a", "-z", "\0").spool()).isEqualTo(Path.of("/var/spool/MIMEDefang"));
  }
}
