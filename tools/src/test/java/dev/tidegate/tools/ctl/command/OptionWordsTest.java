package dev.tidegate.tools.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.tools.ctl.command.OptionWords.Option;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionWordsTest {
  private static final List<Option> OPTIONS =
      List.of(
          new Option("-w", "--warning", "RANGE", "warns"),
          new Option("", "--wait", "SECONDS", "waits"),
          new Option("-q", "--quiet", "", "says less"));

  private static OptionWords of(String... words) throws MisuseException {
    return OptionWords.of(List.of(words), OPTIONS);
  }

  @Test
  void aValueStandsInTheSameWordOrInTheNext() throws MisuseException {
    assertThat(of("-w", "1", "-w2", "--warning", "-3", "--warning=4=5").all("--warning"))
        .containsExactly("1", "2", "-3", "4=5");
    assertThat(of("-w", "1", "-w2").last("--warning")).contains("2");
    assertThat(of("-q").has("--quiet")).isTrue();
    assertThat(of().has("--quiet")).isFalse();
  }

  @Test
  void theFirstWordThatIsNoOptionEndsThem() throws MisuseException {
    assertThat(of("-q", "drain", "-w", "1").operands()).containsExactly("drain", "-w", "1");
    assertThat(of("--", "-q").operands()).containsExactly("-q");
  }

  @Test
  void whatIsWrongIsToldInASentence() {
    assertThatThrownBy(() -> of("-x")).hasMessage("there is no option '-x'");
    assertThatThrownBy(() -> of("-qw")).hasMessage("there is no option '-qw'");
    assertThatThrownBy(() -> of("--war=1")).hasMessage("there is no option '--war'");
    assertThatThrownBy(() -> of("--quiet=1")).hasMessage("--quiet takes no value");
    assertThatThrownBy(() -> of("-w")).hasMessage("--warning needs a value: RANGE");
  }

  @Test
  void secondsHaveBounds() throws MisuseException {
    assertThat(of().seconds("--wait", 4, 1, 60)).isEqualTo(4);
    assertThat(of("--wait=1").seconds("--wait", 4, 1, 60)).isEqualTo(1);
    assertThat(of("--wait=60").seconds("--wait", 4, 1, 60)).isEqualTo(60);
    assertThat(of("--wait=1.5").seconds("--wait", 4, 1, 60)).isEqualTo(1.5);
    for (String wrong : List.of("0.9", "60.1", "", "x", "-1", "1e1", "12345678")) {
      assertThatThrownBy(() -> of("--wait=" + wrong).seconds("--wait", 4, 1, 60))
          .hasMessage("--wait takes seconds from 1 to 60, not '" + wrong + "'");
    }
  }
}
