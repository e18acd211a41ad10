package dev.tidegate.tools.top;

import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.PoolWatch;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Shows what is watched, and does what keys say, until it is told to end. */
final class TopSession {
  /** Five screens a second are as much as eyes and slow lines can take. */
  static final long DRAW_EVERY_MILLIS = 200;

  private static final long CLOCK_MILLIS = 1_000;
  private static final int MOST_WAITING = 256;
  private static final int MOST_ANSWER = 200;

  /** Something that happened outside. */
  private sealed interface Happening {
    record Pressed(Key key) implements Happening {}

    record Changed() implements Happening {}

    record Resized() implements Happening {}

    record Answered(String text) implements Happening {}

    /** Nobody is at the keyboard any more. */
    record Ended() implements Happening {}
  }

  private final List<PoolWatch> watches;
  private final TopScreen screen;
  private final Theme means;
  private final ScreenDiff paint;
  private final BlockingQueue<Happening> happenings = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean changed = new AtomicBoolean();
  private Viewing viewing;
  private List<PoolPicture> frozen = List.of();
  private Optional<Canvas> shown = Optional.empty();
  private boolean stale = true;

  TopSession(List<PoolWatch> watches, TopScreen screen, Theme means, ScreenDiff paint) {
    this.watches = watches;
    this.screen = screen;
    this.means = means;
    this.paint = paint;
    viewing = Viewing.first(watches.size() > 1);
  }

  /** Runs it; returns the exit status. */
  int run() throws IOException, InterruptedException {
    TopScreen.onResize(() -> offer(new Happening.Resized()));
    screen.onContinue(() -> offer(new Happening.Resized()));
    screen.enter();
    Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
    watches.forEach(watch -> watch.subscribe(change -> noteChange()));
    long drawnMillis = 0;
    while (true) {
      if (stale) {
        draw();
        drawnMillis = millis();
        stale = false;
      }
      Happening next = happenings.poll(waitMillis(drawnMillis), TimeUnit.MILLISECONDS);
      Optional<Integer> status = next == null ? Optional.empty() : handle(next);
      if (status.isPresent()) {
        return status.get();
      }
      long agoMillis = millis() - drawnMillis;
      stale |= agoMillis >= CLOCK_MILLIS || (changed.get() && agoMillis >= DRAW_EVERY_MILLIS);
    }
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  private long waitMillis(long drawnMillis) {
    long until = drawnMillis + (changed.get() ? DRAW_EVERY_MILLIS : CLOCK_MILLIS);
    return Math.max(0, until - millis());
  }

  /** Called by watches: must not wait. One waiting mark stands for many changes. */
  private void noteChange() {
    if (changed.compareAndSet(false, true)) {
      offer(new Happening.Changed());
    }
  }

  private void offer(Happening happening) {
    if (!happenings.offer(happening)) {
      // What is drawn next is of then, whatever was not told.
      changed.set(true);
    }
  }

  private void readKeys() {
    KeyReader keys = screen.keys();
    try {
      Optional<Key> key = keys.next();
      while (key.isPresent()) {
        happenings.put(new Happening.Pressed(key.get()));
        key = keys.next();
      }
      happenings.put(new Happening.Ended());
    } catch (IOException gone) {
      offer(new Happening.Ended());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Integer> handle(Happening happening) throws IOException, InterruptedException {
    return switch (happening) {
      case Happening.Changed() -> Optional.empty();
      case Happening.Ended() -> Optional.of(129);
      case Happening.Resized() -> {
        screen.enter();
        shown = Optional.empty();
        stale = true;
        yield Optional.empty();
      }
      case Happening.Answered(String text) -> {
        viewing = viewing.note(text);
        stale = true;
        yield Optional.empty();
      }
      case Happening.Pressed(Key key) -> press(key);
    };
  }

  private Optional<Integer> press(Key key) throws IOException, InterruptedException {
    Keyboard.Step step = Keyboard.press(key, scene(), watches.size() > 1);
    if (step.viewing().paused() && !viewing.paused()) {
      frozen = pictures();
    }
    viewing = step.viewing();
    stale = true;
    if (step.order().isEmpty()) {
      return Optional.empty();
    }
    switch (step.order().get()) {
      case Keyboard.SortOrder.Quit(int status) -> {
        return Optional.of(status);
      }
      case Keyboard.SortOrder.Suspend() -> {
        screen.rest();
        shown = Optional.empty();
      }
      case Keyboard.SortOrder.Redraw() -> shown = Optional.empty();
      case Keyboard.SortOrder.Do(Viewing.Deed deed) ->
          Thread.ofPlatform().daemon().name("deed").start(() -> act(deed));
    }
    return Optional.empty();
  }

  private void act(Viewing.Deed deed) {
    String answer;
    try {
      answer = watches.get(deed.host()).ask(deed.command());
    } catch (IOException failure) {
      answer = "no answer to '" + deed.command() + "': " + failure.getMessage();
    }
    offer(new Happening.Answered(CleanText.of(answer.strip(), MOST_ANSWER)));
  }

  private List<PoolPicture> pictures() {
    return watches.stream().map(PoolWatch::picture).toList();
  }

  private View scene() {
    return new View(viewing.paused() ? frozen : pictures(), viewing, now());
  }

  private Instant now() {
    return viewing.paused() && !frozen.isEmpty() ? frozen.getFirst().at() : Instant.now();
  }

  private void draw() throws IOException {
    changed.set(false);
    Canvas next = Drawing.draw(scene(), screen.rows(), screen.columns(), means);
    boolean same =
        shown.isPresent()
            && shown.get().rows() == next.rows()
            && shown.get().columns() == next.columns();
    screen.draw(same ? paint.change(shown.orElseThrow(), next) : paint.whole(next));
    shown = Optional.of(next);
  }
}
