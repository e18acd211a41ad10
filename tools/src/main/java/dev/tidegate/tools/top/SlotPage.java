package dev.tidegate.tools.top;

import dev.tidegate.tools.view.IncidentPicture;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.SlotPicture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything that is known of one slot. */
final class SlotPage {
  private static final int LABEL = 14;

  private final Canvas canvas;
  private final View scene;
  private final Theme means;
  private final PoolPicture picture;
  private int row = 2;

  SlotPage(Canvas canvas, View scene, Theme means) {
    this.canvas = canvas;
    this.scene = scene;
    this.means = means;
    picture = scene.picture();
  }

  void draw() {
    HeaderRows.head(canvas, scene, means);
    Optional<SlotPicture> found =
        picture.slots().stream()
            .filter(slot -> slot.number() == scene.viewing().selected())
            .findFirst();
    if (found.isEmpty()) {
      canvas.put(row, 1, "there is no such slot any more", Style.FAINT);
      return;
    }
    draw(found.get());
  }

  private void draw(SlotPicture slot) {
    Instant moment = scene.momentOf(picture);
    String drained = slot.drained() ? ", drained: it gets no more work" : "";
    HeaderRows.heading(canvas, 1, "slot " + slot.number(), "", means);
    String since =
        slot.changedAt()
            .map(
                at ->
                    " for "
                        + CompactText.of(Duration.between(at, moment))
                        + ", since "
                        + CompactText.clock(at, means.zone()))
            .orElse("");
    field("state", slot.state().word().toLowerCase(Locale.ROOT) + since + drained);
    slot.timeoutAt()
        .ifPresent(
            at ->
                field(
                    "killed in", CompactText.of(Duration.between(moment, at)) + " unless it ends"));
    field("doing", slot.tag().orElse(""));
    field("class", slot.kind().map(RequestClass::word).orElse(""));
    field("queue id", slot.queueId().orElse(""));
    wrapped("command", slot.command().orElse(""));
    if (slot.pid().isPresent()) {
      field("process", slot.pid().getAsLong() + process(slot, moment));
    }
    field("last 10 min", timeline(slot, moment));
    int end = canvas.rows() - 1;
    Optional<IncidentPicture> incident =
        picture.incidents().stream()
            .filter(each -> each.slot().orElse(-1) == slot.number())
            .findFirst();
    incident.ifPresent(each -> field("incident", IncidentPage.line(each, means) + "  (i: look)"));
    row++;
    if (row < end) {
      HeaderRows.heading(canvas, row++, "its last lines on stderr", "", means);
      List<String> lines = slot.stderr();
      for (String each :
          lines.subList(Math.max(0, lines.size() - Math.max(0, end - row)), lines.size())) {
        canvas.put(row++, 1, each, Style.PLAIN);
      }
      if (lines.isEmpty()) {
        canvas.put(row, 1, "none that is told here", Style.FAINT);
      }
    }
  }

  private static String process(SlotPicture slot, Instant moment) {
    StringBuilder text = new StringBuilder();
    slot.startedAt()
        .ifPresent(
            at ->
                text.append(", ")
                    .append(CompactText.of(Duration.between(at, moment)))
                    .append(" old"));
    if (slot.requests().isPresent()) {
      text.append(", ")
          .append(slot.requests().getAsLong())
          .append(slot.requests().getAsLong() == 1 ? " request" : " requests");
    }
    if (slot.memoryKib().isPresent()) {
      text.append(", ").append(CompactText.kib(slot.memoryKib()));
    }
    if (slot.privateKib().isPresent()) {
      text.append(" (").append(CompactText.kib(slot.privateKib())).append(" private)");
    }
    return text.toString();
  }

  private String timeline(SlotPicture slot, Instant moment) {
    int cells = Math.clamp(canvas.columns() - LABEL - 2, 0, 120);
    StringBuilder text = new StringBuilder();
    for (int cell = 0; cell < cells; cell++) {
      long secondsAgo = (cells - 1L - cell) * 600 / Math.max(1, cells);
      text.append(stateAt(slot, moment.minusSeconds(secondsAgo)));
    }
    return text.toString();
  }

  private char stateAt(SlotPicture slot, Instant at) {
    char character = ' ';
    for (SlotPicture.StateAt each : slot.timeline()) {
      if (each.at().isAfter(at)) {
        break;
      }
      character = each.state().map(means.glyphs()::of).orElse('?');
    }
    return character;
  }

  private void field(String label, String text) {
    if (!text.isEmpty() && row < canvas.rows() - 1) {
      canvas.put(row, 1, label, Style.FAINT);
      canvas.put(row++, LABEL, text, Style.PLAIN);
    }
  }

  private void wrapped(String label, String text) {
    int width = Math.max(1, canvas.columns() - LABEL - 1);
    String title = label;
    for (int at = 0; at < Math.min(text.length(), 3 * width); at += width) {
      field(title, text.substring(at, Math.min(text.length(), at + width)));
      title = "";
    }
  }
}
