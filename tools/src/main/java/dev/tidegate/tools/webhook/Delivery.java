package dev.tidegate.tools.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Takes events from the spool to the receiver, one at a time, in order, until each is taken. */
final class Delivery implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Spool spool;
  private final Receiver receiver;
  private final DeliveryLog course;
  private final OwnEvents ownEvents;
  private final Backoff backoff;
  private boolean isTellingRefused;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  Delivery(
      Spool spool, Receiver receiver, DeliveryLog course, OwnEvents ownEvents, Backoff backoff) {
    this.spool = spool;
    this.receiver = receiver;
    this.course = course;
    this.ownEvents = ownEvents;
    this.backoff = backoff;
  }

  /**
   * Has it end once all is delivered, or at the next try in vain, and waits for that.
   *
   * @return whether it ended in that time
   */
  boolean end(Duration patience) throws InterruptedException {
    closing.countDown();
    return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        Position position = spool.beginTelling();
        boolean isToBeTold = position.telling() > position.told() && !isTellingRefused;
        goesOn = isToBeTold ? tell(position) : deliver();
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private boolean deliver() throws InterruptedException {
    Optional<byte[]> event = spool.hold(isClosing() ? Duration.ZERO : PATIENCE);
    if (event.isEmpty()) {
      return !isClosing();
    }
    return switch (receiver.post(event.get())) {
      case DeliveryResult.Taken _ -> {
        spool.taken();
        took();
        yield true;
      }
      case DeliveryResult.Unacceptable(String why) -> {
        spool.giveUp();
        course.refused(why);
        backoff.reset();
        yield true;
      }
      case DeliveryResult.NotNow notNow -> {
        spool.release();
        yield pause(notNow);
      }
    };
  }

  private boolean tell(Position position) throws InterruptedException {
    return switch (receiver.post(ownEvents.givenUp(position).print())) {
      case DeliveryResult.Taken _ -> {
        spool.endTelling();
        took();
        yield true;
      }
      case DeliveryResult.Unacceptable(String why) -> {
        // Tried again once the receiver has taken anything.
        isTellingRefused = true;
        course.refused(why);
        yield true;
      }
      case DeliveryResult.NotNow notNow -> pause(notNow);
    };
  }

  private void took() {
    backoff.reset();
    isTellingRefused = false;
    course.taken(spool.waiting(), spool.givenUp());
  }

  private boolean pause(DeliveryResult.NotNow notNow) throws InterruptedException {
    Duration wait = backoff.next(notNow.notBefore());
    course.failed(notNow.why(), wait, spool.waiting(), spool.givenUp());
    return !closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }
}
