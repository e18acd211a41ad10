package dev.tidegate.tools.options;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words without a shell: at spaces and tabs, but not within quotes. Between
 * single quotes everything stands for itself; between double quotes a backslash makes a double
 * quote or a backslash stand for itself; elsewhere it does so for any character. Nothing else has a
 * meaning: no variable, no pattern, no redirection.
 */
public final class Quoting {
  private static final char NO_QUOTE = '\0';

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private Quoting(String text) {
    this.text = text;
  }

  /**
   * Returns the words, at least one.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  public static List<String> split(String text) {
    return new Quoting(text).split();
  }

  private List<String> split() {
    for (; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == ' ' || each == '\t') {
        endWord();
        continue;
      }
      inWord = true;
      switch (each) {
        case '\'', '"' -> takeQuoted(each);
        case '\\' -> word.append(escaped());
        default -> word.append(each);
      }
    }
    endWord();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("the command is empty");
    }
    return List.copyOf(words);
  }

  private void takeQuoted(char quote) {
    char until = NO_QUOTE;
    while (until != quote) {
      if (++at == text.length()) {
        throw new IllegalArgumentException("the command has an unfinished quote: " + text);
      }
      until = text.charAt(at);
      boolean escapes =
          quote == '"'
              && until == '\\'
              && at + 1 < text.length()
              && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
      if (escapes) {
        word.append(text.charAt(++at));
        until = NO_QUOTE;
      } else if (until != quote) {
        word.append(until);
      }
    }
  }

  private char escaped() {
    if (++at == text.length()) {
      throw new IllegalArgumentException("the command ends in a backslash: " + text);
    }
    return text.charAt(at);
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
