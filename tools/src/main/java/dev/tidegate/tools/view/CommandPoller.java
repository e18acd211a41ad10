package dev.tidegate.tools.view;

import dev.tidegate.client.Address;
import dev.tidegate.client.ControlClient;
import dev.tidegate.tools.view.ReferenceReader.Abilities;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks on a command socket, again and again, what is not told by events. It asks only what the
 * server is known to answer itself: other words go to a worker.
 */
final class CommandPoller {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
  private static final int LOAD_SECONDS = 10;

  private final Address address;
  private final Duration every;
  private final PoolWatch.Inbox inbox;
  private final Object pause = new Object();
  private Optional<Abilities> abilities = Optional.empty();
  private String socketFile = "";
  private volatile boolean unlearnt;
  private volatile boolean closed;
  private volatile long mark;
  private volatile long lastIncident;

  /**
   * @param inbox takes what was learnt
   */
  CommandPoller(Address address, Duration every, PoolWatch.Inbox inbox) {
    this.address = address;
    this.every = every;
    this.inbox = inbox;
  }

  /** Another server may be there now. */
  void unlearn() {
    unlearnt = true;
  }

  /** What is known by now. */
  void mark(long newMark, long newLastIncident) {
    mark = newMark;
    lastIncident = newLastIncident;
  }

  void run() {
    while (!closed) {
      long startNanos = System.nanoTime();
      PoolWatch.Input learnt = look();
      if (!inbox.put(learnt)) {
        return;
      }
      rest(Duration.ofNanos(System.nanoTime() - startNanos));
    }
  }

  private void rest(Duration used) {
    Duration left = every.minus(used);
    long millis = Math.max(LEAST_PAUSE.toMillis(), left.toMillis());
    synchronized (pause) {
      long untilNanos = System.nanoTime() + Duration.ofMillis(millis).toNanos();
      long leftMillis = millis;
      while (!closed && leftMillis > 0) {
        try {
          pause.wait(leftMillis);
        } catch (InterruptedException interruption) {
          closed = true;
        }
        leftMillis = (untilNanos - System.nanoTime()) / 1_000_000;
      }
    }
  }

  private PoolWatch.Input look() {
    try {
      learn();
      return abilities.orElseThrow().stats() ? askStats() : askReference();
    } catch (SocketTimeoutException late) {
      return failure(late, true);
    } catch (IOException | RuntimeException gone) {
      return failure(gone, false);
    }
  }

  private PoolWatch.Input failure(Exception cause, boolean late) {
    abilities = Optional.empty();
    String words = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String where = address.toString();
    String why = words.contains(where) ? words : "no answer of " + where + ": " + words;
    return (builder, now) -> builder.noAnswer(why, late, now);
  }

  /** {@code help} is answered by every server itself, and tells which one it is. */
  private void learn() throws IOException {
    String file = socketFile();
    if (abilities.isEmpty() || unlearnt || !file.equals(socketFile)) {
      unlearnt = false;
      socketFile = file;
      Abilities found = ReferenceReader.abilities(ask("help"));
      Optional<String> version = ReferenceReader.version(ask("version"));
      abilities = Optional.of(found);
      inbox.put((builder, now) -> builder.take(found, version, now));
    }
  }

  /** Another one after each start of a server; empty if that cannot be told. */
  private String socketFile() {
    try {
      return address instanceof Address.Local(var path)
          ? Files.readAttributes(path, "unix:ino,ctime").toString()
          : "";
    } catch (IOException unseen) {
      // It has no words but the path; the question fails in better ones.
      return "";
    }
  }

  private PoolWatch.Input askStats() throws IOException {
    long asked = mark;
    Stats stats =
        StatsReader.read(ask("stats"))
            .orElseThrow(() -> new IOException(address + " gave no usable answer to 'stats'"));
    boolean more =
        abilities.orElseThrow().incidents()
            && abilities.orElseThrow().privileged()
            && stats.lastIncident().orElse(0) != lastIncident;
    String incidents = more ? ask("incidents") : "";
    return (builder, now) -> {
      builder.take(stats, asked, now);
      if (more) {
        IncidentReader.read(incidents, now).ifPresent(answer -> builder.take(answer, now));
      }
    };
  }

  private PoolWatch.Input askReference() throws IOException {
    long asked = mark;
    ReferenceReader.Status status =
        ReferenceReader.status(ask("status"))
            .orElseThrow(() -> new IOException(address + " gave no usable answer to 'status'"));
    List<ReferenceReader.Worker> workers = ReferenceReader.workers(ask("workers"));
    Map<RequestClass, Figures.ClassFigures> load =
        ReferenceReader.load(ask("load1 " + LOAD_SECONDS), LOAD_SECONDS);
    return (builder, now) -> builder.take(status, workers, load, asked, now);
  }

  private String ask(String command) throws IOException {
    return new ControlClient(address.socketAddress(), ANSWER_TIMEOUT).ask(command);
  }

  void close() {
    synchronized (pause) {
      closed = true;
      pause.notifyAll();
    }
  }
}
