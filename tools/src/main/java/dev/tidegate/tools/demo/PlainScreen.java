package dev.tidegate.tools.demo;

import dev.tidegate.tools.demo.DemoModel.SlotView;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** Lines of text, one after the other, for files, pipes and logs. */
final class PlainScreen implements DemoScreen {
  private static final long BAR_MILLIS = 1_000;

  private final PrintStream out;
  private Optional<DemoPhase> act = Optional.empty();
  private Optional<Boolean> open = Optional.empty();
  private long nextBarMillis;
  private boolean closed;

  PlainScreen(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void say(String text) {
    if (!closed) {
      out.print(text + "\n");
      out.flush();
    }
  }

  @Override
  public synchronized void tell(long millis, String what, MessageMeaning meaning) {
    say(EventLine.plain(millis, what, meaning));
  }

  @Override
  public synchronized void show(DemoView view) {
    boolean newAct = !act.equals(Optional.of(view.act()));
    if (newAct) {
      act = Optional.of(view.act());
      say("");
      say("--- " + view.act().place() + " --- " + view.act().words());
    }
    if (newAct || !open.equals(Optional.of(view.open()))) {
      open = Optional.of(view.open());
      say(line(view, "port 25: " + (view.open() ? "open, " : "closed, ") + view.gate()));
    }
    if (newAct) {
      view.notes().forEach(this::say);
    }
    if (view.millis() >= nextBarMillis) {
      nextBarMillis = view.millis() - view.millis() % BAR_MILLIS + BAR_MILLIS;
      say(line(view, bar(view)));
    }
  }

  private static String line(DemoView view, String text) {
    return String.format(Locale.ROOT, "%6s  ", DemoTally.seconds(view.millis())) + text;
  }

  private static String bar(DemoView view) {
    StringBuilder bar = new StringBuilder("slots:");
    for (SlotView slot : view.slots()) {
      bar.append(
          switch (slot.state()) {
            case IDLE -> " [idle]";
            case STOPPED -> " [stopped]";
            case KILLED -> " [killed]";
            case BUSY -> " [busy" + (slot.tag().isEmpty() ? "" : ": " + slot.tag()) + "]";
          });
    }
    return bar.toString();
  }

  @Override
  public boolean isGone() {
    return out.checkError();
  }

  @Override
  public void pause() {}

  @Override
  public synchronized void close() {
    out.flush();
    closed = true;
  }
}
