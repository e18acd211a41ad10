package dev.tidegate.tools.ctl.watch;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * What is drawn on a terminal of a size.
 *
 * @param isPlain whether changes are marked without colours
 */
record Screenful(int columns, int rows, boolean isPlain) {
  static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
  static final String END = "\u001b[?7h\u001b[?25h\u001b[?1049l";

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final String HOME = "\u001b[H";
  private static final String TO_LINE_END = "\u001b[K";
  private static final String TO_SCREEN_END = "\u001b[J";
  private static final String BOLD = "\u001b[1m";
  private static final String NORMAL = "\u001b[0m";
  private static final int FOOT_ROWS = 1;

  static String time(LocalDateTime time) {
    return TIME.format(time);
  }

  /** Returns the characters that draw it over what stood there. */
  String text(String title, WatchHistory course) {
    List<String> lines = lines(title, course);
    return HOME + String.join(TO_LINE_END + "\r\n", lines) + TO_LINE_END + TO_SCREEN_END;
  }

  private List<String> lines(String title, WatchHistory course) {
    List<String> lines = new ArrayList<>();
    lines.add(head(title, time(course.last().at())));
    lines.add("");
    if (course.silentSince().isPresent()) {
      LocalDateTime since = course.silentSince().get();
      long seconds = Duration.between(since, course.last().at()).toSeconds();
      lines.add(cut("no answer since " + time(since) + " (" + seconds + " s)"));
      course.last().lines().forEach(line -> lines.add(cut(line)));
      if (course.answer().isPresent()) {
        lines.add("");
        lines.add(cut("as of " + time(course.answer().get().at()) + ":"));
      }
    }
    List<String> answer = course.answer().map(Round::lines).orElse(List.of());
    int room = Math.max(0, rows - lines.size());
    boolean isTooLong = answer.size() > room;
    int shown = isTooLong ? Math.max(0, room - FOOT_ROWS) : answer.size();
    for (int at = 0; at < shown; at++) {
      lines.add(line(answer.get(at), course.silentSince().isEmpty() && course.isChanged(at)));
    }
    if (isTooLong && room > 0) {
      lines.add(cut("... " + (answer.size() - shown) + " more lines"));
    }
    return lines.subList(0, Math.min(lines.size(), rows));
  }

  private String head(String title, String time) {
    int room = Math.max(0, width() - time.length() - 1);
    String left = title.length() <= room ? title : title.substring(0, room);
    return cut(left + " ".repeat(Math.max(1, width() - left.length() - time.length())) + time);
  }

  /** The last column stays free: what stands there would be wiped out with the rest of its line. */
  private int width() {
    return Math.max(1, columns - 1);
  }

  private String line(String text, boolean isChanged) {
    if (isPlain) {
      return cut((isChanged ? "* " : "  ") + text);
    }
    return isChanged ? BOLD + cut(text) + NORMAL : cut(text);
  }

  private String cut(String line) {
    return line.length() <= width() ? line : line.substring(0, width());
  }
}
