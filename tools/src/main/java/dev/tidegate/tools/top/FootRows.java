package dev.tidegate.tools.top;

import dev.tidegate.tools.view.HeardMessage;
import dev.tidegate.tools.view.IncidentPicture;
import dev.tidegate.tools.view.ListenerPicture;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Notifications, listeners and incidents, below the slots. */
final class FootRows {
  private final Canvas canvas;
  private final PoolPicture picture;
  private final Theme means;

  FootRows(Canvas canvas, PoolPicture picture, Theme means) {
    this.canvas = canvas;
    this.picture = picture;
    this.means = means;
  }

  /** Draws the last messages, the newest last, below a heading. */
  void messages(int from, int to, boolean all) {
    HeaderRows.heading(canvas, from, "notifications", all ? "all" : "without routine", means);
    List<HeardMessage> messages = all ? picture.messages() : picture.notable();
    int room = to - from - 1;
    int first = Math.max(0, messages.size() - room);
    for (int at = first; at < messages.size(); at++) {
      HeardMessage each = messages.get(at);
      int row = from + 1 + at - first;
      int column = canvas.put(row, 1, CompactText.clock(each.at(), means.zone()), Style.FAINT) + 1;
      String letter = each.letter().map(String::valueOf).orElse(" ");
      column = canvas.put(row, column, letter + " ", Style.BOLD);
      canvas.put(row, column, each.text(), look(each));
    }
    if (messages.isEmpty() && room > 0) {
      canvas.put(from + 1, 1, "none so far", Style.FAINT);
    }
  }

  private static Style look(HeardMessage message) {
    return switch (message.weight()) {
      case ROUTINE -> Style.FAINT;
      case NOTABLE -> Style.PLAIN;
      case ALARMING -> Style.ALARM;
    };
  }

  /** Says in a row how listeners and incidents are, or what is not told. */
  void summary(int row) {
    int column = canvas.put(row, 1, "listeners ", Style.PLAIN);
    if (picture.stats().isEmpty()) {
      canvas.put(row, column, notTold(), Style.FAINT);
      return;
    }
    List<ListenerPicture> listeners = picture.listeners();
    long unread = listeners.stream().mapToLong(ListenerPicture::unread).max().orElse(0);
    long dropped = listeners.stream().mapToLong(ListenerPicture::dropped).sum();
    column = canvas.put(row, column, Integer.toString(listeners.size()), Style.BOLD);
    column = canvas.put(row, column, ", the slowest has ", Style.PLAIN);
    column =
        canvas.put(row, column, unread + " unread", unread > 1_000 ? Style.WARNING : Style.PLAIN);
    column =
        canvas.put(
            row, column, ", " + dropped + " lost", dropped > 0 ? Style.WARNING : Style.PLAIN);
    column = canvas.put(row, column, "   incidents ", Style.PLAIN);
    int incidents = picture.incidents().size();
    canvas.put(row, column, Integer.toString(incidents), incidents > 0 ? Style.ALARM : Style.BOLD);
  }

  private String notTold() {
    boolean original =
        picture.server().filter(each -> each.kind() == ServerInfo.Kind.REFERENCE).isPresent();
    return original
        ? "and time-outs: MIMEDefang's own does not tell them"
        : "and figures: there is no answer on a command socket (--control)";
  }

  /** Draws the listeners, those furthest behind first, below a heading. */
  void listeners(int from, int to) {
    HeaderRows.heading(canvas, from, "listeners", picture.listeners().size() + " connected", means);
    canvas.put(from + 1, 1, "    ID TYPES     UNREAD     LOST  CONNECTED", Style.FAINT);
    List<ListenerPicture> slowest =
        picture.listeners().stream()
            .sorted(
                Comparator.comparingLong((ListenerPicture each) -> -each.unread())
                    .thenComparingLong(each -> -each.dropped())
                    .thenComparingLong(ListenerPicture::id))
            .toList();
    for (int row = from + 2; row < to && row - from - 2 < slowest.size(); row++) {
      ListenerPicture each = slowest.get(row - from - 2);
      String text =
          String.format(
              Locale.ROOT,
              "%6d %-8s %7d %8d %10s  %s",
              each.id(),
              SlotTable.cut(each.types(), 8),
              each.unread(),
              each.dropped(),
              CompactText.of(Duration.ofMillis(each.connectedMillis())),
              each.json() ? "json" : "letters");
      boolean behind = each.unread() > 1_000 || each.dropped() > 0;
      canvas.put(row, 1, text, behind ? Style.WARNING : Style.PLAIN);
    }
  }

  /** Draws the last incidents below a heading. */
  void incidents(int from, int to) {
    HeaderRows.heading(canvas, from, "incidents", "i: look", means);
    List<IncidentPicture> incidents = picture.incidents();
    for (int row = from + 1; row < to && row - from - 1 < incidents.size(); row++) {
      canvas.put(row, 1, IncidentPage.line(incidents.get(row - from - 1), means), Style.PLAIN);
    }
    if (incidents.isEmpty()) {
      canvas.put(from + 1, 1, "none", Style.FAINT);
    }
  }
}
