package dev.tidegate.tools.demo;

import java.util.Locale;

/** One pretended mail that was sent for a scan. */
record Mail(int number, MailKind kind, long sentMillis) {
  String queueId() {
    return String.format(Locale.ROOT, "Q%02d", number);
  }

  String command() {
    return "scan " + queueId() + " " + kind.directory();
  }
}
