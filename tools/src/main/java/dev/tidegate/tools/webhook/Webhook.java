package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Posts events to a URL, in order, each until it is taken; what is not taken yet waits on disk and
 * survives the program. Any thread may offer.
 */
public final class Webhook {
  private final WebhookSettings settings;
  private final BoundedLog log;
  private final SpoolDirectory directory;
  private final Spool spool;
  private final Receiver receiver;
  private final DeliveryLog course;
  private final Delivery delivery;
  private final OwnEvents ownEvents;
  private final String run;
  private boolean isClosed;
  private final AtomicLong counter = new AtomicLong();

  private Webhook(
      WebhookSettings settings,
      BoundedLog log,
      SpoolDirectory directory,
      Spool spool,
      Receiver receiver) {
    this.settings = settings;
    this.log = log;
    this.directory = directory;
    this.spool = spool;
    this.receiver = receiver;
    SecureRandom random = new SecureRandom();
    this.run = "run-" + HexFormat.of().toHexDigits(random.nextLong());
    this.ownEvents = new OwnEvents(SourceUri.ofProgram("listen"), run, Clock.systemUTC());
    this.course = new DeliveryLog(receiver.toString(), log, System::nanoTime);
    this.delivery = new Delivery(spool, receiver, course, ownEvents, new Backoff(random));
  }

  /**
   * Begins to deliver, with what an earlier run has left.
   *
   * @param out takes a line for the operator, from any thread
   * @throws WebhookException if it cannot work as it is set up
   */
  public static Webhook open(WebhookSettings settings, Consumer<String> out)
      throws WebhookException {
    WebhookAddress address = WebhookAddress.parse(settings.url());
    RequestHeaders headers = RequestHeaders.parse(settings.headers());
    BoundedLog log = new BoundedLog(out, System::nanoTime);
    SpoolDirectory directory = SpoolDirectory.open(settings.spool());
    Segments segments;
    try {
      segments = Segments.open(directory, settings.spoolBytes(), log);
    } catch (IOException failure) {
      directory.close();
      throw new WebhookException(
          "cannot open the webhook's spool "
              + settings.spool()
              + ": "
              + SpoolDirectory.reason(failure));
    }
    long left = segments.unread();
    Receiver receiver = new Receiver(address, headers, settings.timeout(), Clock.systemUTC());
    Spool spool = Spool.start(segments, log);
    Webhook webhook = new Webhook(settings, log, directory, spool, receiver);
    webhook.begin(left);
    return webhook;
  }

  private void begin(long left) {
    if (left > 0) {
      log.accept(left + " events of an earlier run wait in " + directory);
    }
    offer(ownEvents.started(left));
    Thread.ofVirtual().name("webhook-delivery").start(delivery);
  }

  /** Returns an id for an event that has none by nature. */
  public String newId() {
    return run + ":" + counter.incrementAndGet();
  }

  /**
   * Takes an event to be delivered, and hardly ever waits for it: at most a second, once, if a disk
   * cannot keep up.
   */
  public void offer(CloudEvent event) {
    spool.offer(event.print());
  }

  /**
   * Keeps what was offered, delivers for as long as that, and says what stays for the next start. A
   * second time it waits for the first, and does nothing.
   */
  public synchronized void close(Duration patience) {
    if (isClosed) {
      return;
    }
    isClosed = true;
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    offer(ownEvents.stopped());
    try {
      spool.flush(deadlineNanos);
      long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
      if (!delivery.end(Duration.ofNanos(leftNanos))) {
        log.accept("no more time to deliver");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
    log.always(summary());
    receiver.close();
    // A disk that hangs must not hold up the end of the program.
    Thread closer = Thread.ofPlatform().daemon().name("webhook-close").start(this::release);
    try {
      closer.join(Duration.ofSeconds(1));
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private void release() {
    spool.close();
    directory.close();
  }

  private String summary() {
    long lost = spool.inMemory();
    long kept = spool.waiting() - lost;
    return course.delivered()
        + " delivered, "
        + spool.givenUpHere()
        + " given up"
        + (kept == 0 ? "" : ", " + kept + " stay in " + directory + " for the next start")
        + (lost == 0 ? "" : ", " + lost + " lost that could not be written there");
  }

  /** Returns how many events are not yet on disk. */
  int inMemory() {
    return spool.inMemory();
  }

  @Override
  public String toString() {
    return "webhook to " + receiver + " with its spool in " + settings.spool();
  }
}
