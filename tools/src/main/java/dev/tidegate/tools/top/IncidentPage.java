package dev.tidegate.tools.top;

import dev.tidegate.tools.view.IncidentPicture;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Incidents: a list of them, or the whole record of one. */
final class IncidentPage {
  private final Canvas canvas;
  private final View scene;
  private final Theme means;
  private final PoolPicture picture;

  IncidentPage(Canvas canvas, View scene, Theme means) {
    this.canvas = canvas;
    this.scene = scene;
    this.means = means;
    picture = scene.picture();
  }

  void draw() {
    HeaderRows.head(canvas, scene, means);
    List<IncidentPicture> incidents = picture.incidents();
    int chosen = Math.clamp(scene.viewing().selected(), 0, Math.max(0, incidents.size() - 1));
    if (incidents.isEmpty()) {
      HeaderRows.heading(canvas, 1, "incidents", "", means);
      canvas.put(2, 1, none(), Style.FAINT);
    } else if (scene.viewing().page() == Viewing.Page.INCIDENT) {
      record(incidents.get(chosen));
    } else {
      list(incidents, chosen);
    }
  }

  private String none() {
    boolean told =
        picture.server().map(each -> each.told().contains(ServerInfo.Source.STATS)).orElse(false)
            && picture.server().map(ServerInfo::privileged).orElse(false);
    return told
        ? "none since the multiplexor's start"
        : "only Tidegate's own command socket (-s) tells them";
  }

  private void list(List<IncidentPicture> incidents, int chosen) {
    HeaderRows.heading(canvas, 1, "incidents", incidents.size() + " kept", means);
    int room = canvas.rows() - 3;
    int first = Math.max(0, chosen - room + 1);
    for (int at = first; at < incidents.size() && at - first < room; at++) {
      int row = 2 + at - first;
      canvas.put(row, 0, at == chosen ? means.glyphs().mark() : ' ', Style.BOLD);
      canvas.put(row, 1, line(incidents.get(at), means), Style.PLAIN);
    }
  }

  /** Returns an incident in a line. */
  static String line(IncidentPicture each, Theme means) {
    String slot = each.slot().isPresent() ? "slot " + each.slot().getAsInt() : "";
    String span =
        each.elapsedMillis().isPresent()
            ? CompactText.ofMillis(each.elapsedMillis().getAsLong())
            : "";
    return String.format(
        Locale.ROOT,
        "%4d %s %-28s %-9s %7s  %s",
        each.id(),
        CompactText.clock(each.at(), means.zone()),
        each.occasion().replace('_', ' '),
        slot,
        span,
        each.tag().or(each::command).orElse(""));
  }

  private void record(IncidentPicture each) {
    HeaderRows.heading(
        canvas, 1, "incident " + each.id() + ": " + each.occasion().replace('_', ' '), "", means);
    List<String> lines = lines(each);
    for (int at = 0; at < lines.size() && at + 3 < canvas.rows(); at++) {
      canvas.put(at + 2, 1, lines.get(at), Style.PLAIN);
    }
  }

  private List<String> lines(IncidentPicture each) {
    List<String> lines = new ArrayList<>();
    lines.add("at           " + CompactText.clock(each.at(), means.zone()));
    add(
        lines,
        "slot         ",
        each.slot().isPresent() ? Optional.of("" + each.slot().getAsInt()) : Optional.empty());
    add(lines, "process      ", text(each.pid(), ""));
    add(lines, "class        ", each.kind());
    add(lines, "queue id     ", each.queueId());
    add(lines, "doing        ", each.tag());
    add(lines, "command      ", each.command());
    if (each.elapsedMillis().isPresent()) {
      String allowed =
          each.busyTimeoutMillis().isPresent()
              ? " of " + CompactText.ofMillis(each.busyTimeoutMillis().getAsLong())
              : "";
      lines.add("for          " + CompactText.ofMillis(each.elapsedMillis().getAsLong()) + allowed);
    }
    IncidentPicture.ProcessPicture process = each.process();
    add(lines, "state        ", process.state());
    add(lines, "waits in     ", process.waitChannel());
    add(lines, "system call  ", process.systemCall());
    add(lines, "CPU, user    ", text(process.userMillis(), " ms"));
    add(lines, "CPU, system  ", text(process.systemMillis(), " ms"));
    add(lines, "read         ", text(process.readBytes(), " bytes"));
    add(lines, "written      ", text(process.writtenBytes(), " bytes"));
    add(lines, "memory       ", text(process.residentKib(), " KiB"));
    each.stderr().forEach(line -> lines.add("stderr       " + line));
    process.openFiles().forEach(file -> lines.add("open file    " + file));
    each.unread().forEach((field, why) -> lines.add("not read     " + field + ": " + why));
    return lines;
  }

  private static void add(List<String> lines, String label, Optional<String> text) {
    text.ifPresent(known -> lines.add(label + known));
  }

  private static Optional<String> text(OptionalLong number, String unit) {
    return number.isPresent() ? Optional.of(number.getAsLong() + unit) : Optional.empty();
  }
}
