package dev.tidegate.tools.webhook;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts how delivering goes, and tells the operator when that changes. */
final class DeliveryLog {
  private static final Duration FIRST_REMINDER = Duration.ofMinutes(1);
  private static final Duration LAST_REMINDER = Duration.ofHours(1);

  /** How long catching up may take before it is told that it goes on. */
  private static final Duration CATCHING_UP = Duration.ofSeconds(10);

  private final String receiver;
  private final Consumer<String> log;
  private final LongSupplier nanoTime;
  private long delivered;
  private String trouble = "";
  private Duration reminder = FIRST_REMINDER;
  private long nextLineNanos;
  private boolean isCatchingUp;
  private long deliveredBefore;
  private long givenUpBefore;

  DeliveryLog(String receiver, Consumer<String> log, LongSupplier nanoTime) {
    this.receiver = receiver;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** Returns how many events were delivered since the start of this program. */
  synchronized long delivered() {
    return delivered;
  }

  /** A try was in vain. */
  synchronized void failed(String why, Duration retryIn, long waiting, long givenUp) {
    boolean isNew = trouble.isEmpty();
    if (isNew) {
      deliveredBefore = delivered;
      givenUpBefore = givenUp;
      reminder = FIRST_REMINDER;
    } else if (!isCatchingUp && trouble.equals(why) && nanoTime.getAsLong() - nextLineNanos < 0) {
      return;
    }
    nextLineNanos = nanoTime.getAsLong() + reminder.toNanos();
    reminder = min(reminder.multipliedBy(2), LAST_REMINDER);
    trouble = why;
    isCatchingUp = false;
    log.accept(
        receiver
            + " does not take events ("
            + why
            + "); "
            + waiting
            + " wait, next try in "
            + seconds(retryIn)
            + given(givenUp));
  }

  /** An event was taken, and so many wait still. */
  synchronized void taken(long waiting, long givenUp) {
    delivered++;
    if (trouble.isEmpty()) {
      return;
    }
    if (!isCatchingUp) {
      isCatchingUp = true;
      nextLineNanos = nanoTime.getAsLong() + CATCHING_UP.toNanos();
    }
    boolean isOver = waiting == 0;
    if (isOver || nanoTime.getAsLong() - nextLineNanos >= 0) {
      log.accept(
          "receiver answers again, "
              + (delivered - deliveredBefore)
              + " delivered, "
              + (givenUp - givenUpBefore)
              + " given up"
              + (isOver ? "" : ", " + waiting + " wait still"));
      trouble = "";
      isCatchingUp = false;
    }
  }

  /** The receiver refused an event for good. */
  synchronized void refused(String why) {
    log.accept(receiver + " refuses an event for good (" + why + ")");
  }

  private String given(long givenUp) {
    long count = givenUp - givenUpBefore;
    return count == 0 ? "" : ", " + count + " given up";
  }

  private static String seconds(Duration time) {
    return Math.round(time.toMillis() / 100.0) / 10.0 + " s";
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
