package dev.tidegate.tools.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The arguments as they were given, a char a byte, which a JVM decodes by the locale. */
final class RawWords {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private RawWords() {}

  /** Returns the bytes of these words, which are the last of the command line. */
  static List<String> of(String[] words) {
    List<String> decoded = List.of(words);
    if (areAscii(words)) {
      return decoded;
    }
    try {
      String all = new String(Files.readAllBytes(COMMAND_LINE), ISO_8859_1);
      // Each word ends with a NUL, the last too.
      List<String> raw = List.of(all.split("\0", -1));
      return raw.subList(raw.size() - 1 - words.length, raw.size() - 1);
    } catch (IOException withoutProc) {
      return decoded;
    }
  }

  /** A question mark may stand for what could not be decoded. */
  private static boolean areAscii(String[] words) {
    for (String word : words) {
      for (int at = 0; at < word.length(); at++) {
        if (word.charAt(at) >= 128 || word.charAt(at) == '?') {
          return false;
        }
      }
    }
    return true;
  }
}
