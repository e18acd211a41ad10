package dev.tidegate.tools.demo;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A worker that {@code busyworkers} names. */
record BusyWorker(int slot, long pid) {
  private static final Pattern LINE = Pattern.compile("(?m)^(\\d{1,6}) B (\\d{1,10})\\b");

  static List<BusyWorker> parse(String answer) {
    return LINE.matcher(answer).results().map(BusyWorker::of).toList();
  }

  private static BusyWorker of(MatchResult line) {
    return new BusyWorker(Integer.parseInt(line.group(1)), Long.parseLong(line.group(2)));
  }
}
