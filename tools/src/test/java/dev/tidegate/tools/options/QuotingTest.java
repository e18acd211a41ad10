package dev.tidegate.tools.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class QuotingTest {
  @Test
  void wordsEndAtSpacesAndTabs() {
    assertThat(Quoting.split("  page  --to\tme ")).containsExactly("page", "--to", "me");
  }

  @Test
  void singleQuotesKeepEverything() {
    assertThat(Quoting.split("say 'a \"b\" \\ $c' d")).containsExactly("say", "a \"b\" \\ $c", "d");
  }

  @Test
  void doubleQuotesKeepAllButAnEscapedQuoteOrBackslash() {
    assertThat(Quoting.split("say \"a \\\"b\\\" \\\\ \\n 'c'\""))
        .containsExactly("say", "a \"b\" \\ \\n 'c'");
  }

  @Test
  void aBackslashMakesTheNextCharacterStandForItself() {
    assertThat(Quoting.split("a\\ b \\' \\\\")).containsExactly("a b", "'", "\\");
  }

  @Test
  void quotedPartsJoinTheirWordAndAnEmptyWordIsOne() {
    assertThat(Quoting.split("a'b c'\"d\" '' \"\"")).containsExactly("ab cd", "", "");
  }

  @Test
  void nothingElseHasAMeaning() {
    assertThat(Quoting.split("$HOME `id` $(id) *.txt > x ; y && z #"))
        .containsExactly("$HOME", "`id`", "$(id)", "*.txt", ">", "x", ";", "y", "&&", "z", "#");
  }

  @Test
  void whatIsUnfinishedOrEmptyIsRefusedWithASentence() {
    for (String text : new String[] {"", "  ", "say 'x", "say \"x", "say \"x\\", "say x\\"}) {
      assertThatThrownBy(() -> Quoting.split(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("command");
    }
  }
}
