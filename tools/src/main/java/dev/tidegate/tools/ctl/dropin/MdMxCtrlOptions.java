package dev.tidegate.tools.ctl.dropin;

import java.util.ArrayList;
import java.util.List;

/**
 * The options and words of a call, read as getopt(3) does, as far as it came.
 *
 * @param path of the socket
 * @param interactive whether {@code -i} was there
 * @param operands what is no option
 * @param next what to do
 * @param complaint about the option that was wrong
 */
record MdMxCtrlOptions(
    String path, boolean interactive, List<String> operands, Next next, String complaint) {
  private static final String USUAL_SOCKET = "/var/spool/MIMEDefang/mimedefang-multiplexor.sock";

  enum Next {
    RUN,
    TELL_USAGE,
    COMPLAIN
  }

  /**
   * Reads them.
   *
   * @param permutes whether options may stand behind operands
   */
  static MdMxCtrlOptions of(List<String> words, boolean permutes) {
    return new Reading(words, permutes).read();
  }

  /** The reading of one call's words. */
  private static final class Reading {
    private final List<String> words;
    private final boolean permutes;
    private final List<String> operands = new ArrayList<>();
    private String path = USUAL_SOCKET;
    private boolean interactive;
    private int at;

    Reading(List<String> words, boolean permutes) {
      this.words = words;
      this.permutes = permutes;
    }

    MdMxCtrlOptions read() {
      for (; at < words.size(); at++) {
        String word = words.get(at);
        if (word.equals("--")) {
          operands.addAll(words.subList(at + 1, words.size()));
          break;
        }
        if (word.length() > 1 && word.charAt(0) == '-') {
          MdMxCtrlOptions end = letters(word);
          if (end.next() != Next.RUN) {
            return end;
          }
        } else if (permutes) {
          operands.add(word);
        } else {
          operands.addAll(words.subList(at, words.size()));
          break;
        }
      }
      return end(Next.RUN, "");
    }

    private MdMxCtrlOptions letters(String word) {
      for (int letter = 1; letter < word.length(); letter++) {
        switch (word.charAt(letter)) {
          case 'h' -> {
            return end(Next.TELL_USAGE, "");
          }
          case 'i' -> interactive = true;
          case 's' -> {
            return socket(word.substring(letter + 1));
          }
          default -> {
            return end(Next.COMPLAIN, "invalid option -- '" + word.charAt(letter) + "'");
          }
        }
      }
      return end(Next.RUN, "");
    }

    private MdMxCtrlOptions socket(String rest) {
      if (!rest.isEmpty()) {
        path = rest;
      } else if (at + 1 < words.size()) {
        at++;
        path = words.get(at);
      } else {
        return end(Next.COMPLAIN, "option requires an argument -- 's'");
      }
      return end(Next.RUN, "");
    }

    private MdMxCtrlOptions end(Next next, String complaint) {
      return new MdMxCtrlOptions(path, interactive, operands, next, complaint);
    }
  }
}
