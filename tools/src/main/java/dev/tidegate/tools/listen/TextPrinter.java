package dev.tidegate.tools.listen;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * A line for people: local time, the host if there are several, the letter, the slot, and what it
 * means in words.
 *
 * @param hostWidth of the longest name of a host; zero if there is only one host
 */
record TextPrinter(ZoneId zone, int hostWidth, boolean colours) implements Printer {
  @Override
  public Optional<String> text(ListenerEvent event) {
    String words = EventText.of(event);
    if (words.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder line = new StringBuilder();
    line.append(in(Colour.FAINT, Times.local(event.time(), zone))).append("  ");
    if (hostWidth > 0) {
      line.append(event.host());
      line.repeat(' ', Math.max(0, hostWidth - event.host().length()) + 2);
    }
    Colour ink = ink(event.type());
    String sign = event.type().letter().map(String::valueOf).orElse(isBad(event) ? "!" : " ");
    line.append(in(ink, sign)).append(' ');
    line.append(String.format(Locale.ROOT, "%4s", event.text(Field.WORKER))).append("  ");
    return Optional.of(line.append(in(ink, words)).toString());
  }

  private static boolean isBad(ListenerEvent event) {
    return ink(event.type()) == Colour.YELLOW;
  }

  private String in(Colour ink, String text) {
    return colours ? ink.on(text) : text;
  }

  private static Colour ink(EventType type) {
    return switch (type) {
      case NONE_FREE, WORKER_DIED, BUSY_TIMEOUT, REREAD_FAILED -> Colour.RED;
      case SOME_FREE -> Colour.GREEN;
      case LOST, REFUSED, SILENT, QUERY_FAILED, UNKNOWN, DROPPED, ERROR -> Colour.YELLOW;
      case REREAD, CONNECTED -> Colour.BOLD;
      case FREE_WORKERS,
          SERVICEABLE_WORKERS,
          STATUS,
          GREETING,
          HELLO,
          SNAPSHOT_BEGUN,
          SNAPSHOT,
          OTHER ->
          Colour.NONE;
    };
  }
}
