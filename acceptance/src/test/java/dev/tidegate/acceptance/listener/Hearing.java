package dev.tidegate.acceptance.listener;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.NotifyListener;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What one listener is told, with a deadline on everything. */
final class Hearing implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final NotifyListener listener;
  private final List<Update> all = new ArrayList<>();

  Hearing(NotifyListener.Builder listener) {
    this.listener = listener.build();
  }

  /** Takes updates up to the first of that kind, and returns that. */
  Update until(String what, Predicate<Update> wanted) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadlineNanos < 0) {
      Optional<Update> update = next(Duration.ofMillis(100));
      if (update.isPresent() && wanted.test(update.get())) {
        return update.get();
      }
    }
    throw new AssertionError("not heard within a minute: " + what + "\n" + all);
  }

  <C extends Cause> C untilCause(Class<C> cause) {
    return cause.cast(until(cause.getSimpleName(), each -> cause.isInstance(each.cause())).cause());
  }

  void untilLevel(Level level) {
    until("level " + level, each -> isLevel(each.knowledge(), level));
  }

  void untilUnknown() {
    until("unknown", each -> each.knowledge() instanceof Knowledge.Unknown);
  }

  /** Takes updates until none has come for that time. */
  void untilQuiet(Duration quiet) {
    while (next(quiet).isPresent()) {
      // Until there is nothing left.
    }
  }

  /** The lines of the updates so far that are such. */
  List<String> lines() {
    return all.stream()
        .map(Update::cause)
        .filter(Cause.Received.class::isInstance)
        .map(each -> ((Cause.Received) each).line())
        .toList();
  }

  List<Update> all() {
    return all;
  }

  static boolean isLevel(Knowledge knowledge, Level level) {
    return knowledge instanceof Knowledge.Known known && known.level() == level;
  }

  private Optional<Update> next(Duration timeout) {
    try {
      Optional<Update> update = listener.next(timeout);
      update.ifPresent(all::add);
      return update;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interruption);
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
