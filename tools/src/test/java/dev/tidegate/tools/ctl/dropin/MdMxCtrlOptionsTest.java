package dev.tidegate.tools.ctl.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.ctl.dropin.MdMxCtrlOptions.Next;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MdMxCtrlOptionsTest {
  private static MdMxCtrlOptions read(String... words) {
    return MdMxCtrlOptions.of(List.of(words), true);
  }

  @Test
  void optionsStandAnywhereBeforeTwoDashes() {
    MdMxCtrlOptions options = read("-s", "/a", "load1", "-s/b", "60", "-", "--", "-i");

    assertThat(options)
        .isEqualTo(
            new MdMxCtrlOptions("/b", false, List.of("load1", "60", "-", "-i"), Next.RUN, ""));
  }

  @Test
  void withPosixlyCorrectTheyEndAtTheFirstOperand() {
    assertThat(MdMxCtrlOptions.of(List.of("-is", "/a", "load1", "-h"), false))
        .isEqualTo(new MdMxCtrlOptions("/a", true, List.of("load1", "-h"), Next.RUN, ""));
  }

  @Test
  void theFirstWrongOneEndsTheReading() {
    assertThat(read("-i", "free", "-xh").complaint()).isEqualTo("invalid option -- 'x'");
    assertThat(read("-hs").next()).isEqualTo(Next.TELL_USAGE);
    assertThat(read("--help").complaint()).isEqualTo("invalid option -- '-'");
    assertThat(read("free", "-is"))
        .isEqualTo(
            new MdMxCtrlOptions(
                "/var/spool/MIMEDefang/mimedefang-multiplexor.sock",
                true,
                List.of("free"),
                Next.COMPLAIN,
                "option requires an argument -- 's'"));
  }
}
