package dev.tidegate.tools.dashboard.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells all who read events what happens, and each newcomer how things are. One thread looks for
 * news ten times a second and makes each event once, however many read it; a bounded number of past
 * events is kept, so that who comes back in time misses nothing.
 */
public final class EventStreams implements AutoCloseable {
  /** How many may read at once. */
  public static final int MAX_READERS = 128;

  private static final int MAX_KEPT_FRAMES = 4_096;
  private static final long MAX_KEPT_BYTES = 4L * 1024 * 1024;
  private static final long LOOK_EVERY_MILLIS = 100;
  private static final long ALIVE_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final EventSource source;
  private final Consumer<String> log;
  private final String run = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  private final AtomicInteger places = new AtomicInteger(MAX_READERS);
  private final LinkedBlockingQueue<Newcomer> newcomers = new LinkedBlockingQueue<>(MAX_READERS);
  private final Thread thread;
  private final List<EventReader> readers = new ArrayList<>();
  private final Deque<SseFrame> kept = new ArrayDeque<>();
  private long keptBytes;
  private long number;
  private volatile boolean isClosed;

  private record Newcomer(EventReader reader, String lastId) {}

  private record Told(String event, String data) {}

  /**
   * @param log takes a line for the operator, from any thread
   */
  public EventStreams(EventSource source, Consumer<String> log) {
    this.source = source;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
  }

  /** Begins. */
  void start() {
    thread.start();
  }

  /** Returns whether somebody looks for news. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** Takes a place for a reader, if there is one; whoever took it gives it back. */
  boolean takePlace() {
    boolean taken = places.getAndDecrement() > 0;
    if (!taken) {
      places.getAndIncrement();
    }
    return taken;
  }

  void giveBackPlace() {
    places.getAndIncrement();
  }

  /**
   * Adds a reader that has a place.
   *
   * @param lastId of the last event that it knows; empty if it knows none
   */
  void add(EventReader reader, String lastId) {
    if (!newcomers.offer(new Newcomer(reader, lastId))) {
      reader.close();
    }
  }

  private void run() {
    long aliveAtNanos = System.nanoTime();
    try {
      while (!isClosed) {
        Newcomer first = newcomers.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        turn(first);
        if (System.nanoTime() - aliveAtNanos >= ALIVE_EVERY_NANOS) {
          aliveAtNanos = System.nanoTime();
          readers.forEach(EventReader::offerAlive);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    readers.forEach(EventReader::close);
  }

  private void turn(@Nullable Newcomer first) {
    try {
      readers.removeIf(reader -> !reader.isOpen());
      source.tellNews(this::publish);
      for (Newcomer each = first; each != null; each = newcomers.poll()) {
        greet(each);
      }
    } catch (RuntimeException bug) {
      // Whoever reads may have missed something: they come back, and are told all.
      log.accept("the events could not be told: " + bug);
      readers.forEach(EventReader::close);
      kept.clear();
      keptBytes = 0;
      number++;
      if (first != null) {
        first.reader.close();
      }
    }
  }

  private void publish(String event, String data) {
    SseFrame frame = make(event, data);
    kept.add(frame);
    keptBytes += frame.bytes().length;
    while (kept.size() > MAX_KEPT_FRAMES || (keptBytes > MAX_KEPT_BYTES && !kept.isEmpty())) {
      keptBytes -= kept.remove().bytes().length;
    }
    readers.forEach(reader -> reader.offer(frame));
  }

  private SseFrame make(String event, String data) {
    number++;
    return SseFrame.of(number, run + ":" + number, event, data);
  }

  private void greet(Newcomer newcomer) {
    newcomer.reader.offer(SseFrame.COME_BACK);
    Optional<List<SseFrame>> missed = since(newcomer.lastId);
    if (missed.isPresent()) {
      missed.get().forEach(newcomer.reader::offer);
    } else {
      List<Told> greeting = new ArrayList<>();
      source.tellAll((event, data) -> greeting.add(new Told(event, data)));
      for (int at = 0; at < greeting.size(); at++) {
        // Whoever resumes after the last of it knows all up to here; after less, nothing.
        String id = at < greeting.size() - 1 ? "" : run + ":" + number;
        Told told = greeting.get(at);
        newcomer.reader.offer(SseFrame.of(number, id, told.event(), told.data()));
      }
    }
    readers.add(newcomer.reader);
  }

  /** Returns what came after that event; empty if that is not known any more. */
  private Optional<List<SseFrame>> since(String lastId) {
    long last;
    try {
      last = lastId.startsWith(run + ":") ? Long.parseLong(lastId.substring(run.length() + 1)) : -1;
    } catch (NumberFormatException malformed) {
      last = -1;
    }
    long oldest = kept.isEmpty() ? number + 1 : kept.getFirst().number();
    if (last < oldest - 1 || last > number) {
      return Optional.empty();
    }
    long after = last;
    return Optional.of(kept.stream().filter(frame -> frame.number() > after).toList());
  }

  /** Ends all streams. */
  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
  }
}
