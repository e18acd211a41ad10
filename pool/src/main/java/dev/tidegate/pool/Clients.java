package dev.tidegate.pool;

import dev.tidegate.pool.values.ClientSocket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the command, unprivileged and map sockets: how long each may take, and who has
 * to go when there are too many.
 */
final class Clients {
  private final LiveSettings settings;
  private final EventContext context;
  private final Timers timers;
  private final Map<Long, Client> byId = new HashMap<>();

  /** The connections to the unprivileged socket that have sent nothing yet, oldest first. */
  private final SequencedMap<Long, Client> silentUnprivileged = new LinkedHashMap<>();

  /** The connections to the map socket without a request, longest without one first. */
  private final SequencedMap<Long, Client> restingMap = new LinkedHashMap<>();

  private final Map<Long, Timer> stalled = new HashMap<>();
  private int unprivilegedCount;
  private int mapCount;

  /** One connection, and the request that it waits for. */
  final class Client implements Runnable {
    final long id;
    final ClientSocket socket;
    final Timer lineTimer = new Timer(this);
    @Nullable Request request;

    Client(long id, ClientSocket socket) {
      this.id = id;
      this.socket = socket;
    }

    /** Its time for a line is over. */
    @Override
    public void run() {
      drop(id);
    }
  }

  Clients(LiveSettings settings, EventContext context, Timers timers) {
    this.settings = settings;
    this.context = context;
    this.timers = timers;
  }

  /** Returns the client of that id, unless it is gone or was answered. */
  Optional<Client> find(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  int size() {
    return byId.size();
  }

  void connected(long id, ClientSocket socket) {
    Client client = new Client(id, socket);
    byId.put(id, client);
    switch (socket) {
      case COMMAND -> timers.set(client.lineTimer, timeoutFromNow());
      case UNPRIVILEGED -> {
        timers.set(client.lineTimer, timeoutFromNow());
        silentUnprivileged.put(id, client);
        if (++unprivilegedCount > settings.now().unprivilegedClients()) {
          drop(silentUnprivileged.firstEntry().getKey());
        }
      }
      case MAP -> {
        restingMap.put(id, client);
        if (++mapCount > settings.now().mapClients()) {
          drop(restingMap.firstEntry().getKey());
        }
      }
      case NOTIFY -> throw new IllegalArgumentException("listeners are not clients");
    }
  }

  /** A whole line came; its client has no more time limit until its answer. */
  void lineArrived(Client client) {
    timers.cancel(client.lineTimer);
    switch (client.socket) {
      case UNPRIVILEGED -> silentUnprivileged.remove(client.id);
      case MAP -> restingMap.remove(client.id);
      case COMMAND, NOTIFY -> {}
    }
  }

  /** A request was made of the line; the client waits for its answer. */
  void waits(Client client, Request request) {
    client.request = request;
  }

  /** Hands an answer to a client, unless it is gone. */
  void answer(long id, String text) {
    Client client = byId.get(id);
    if (client == null) {
      return;
    }
    client.request = null;
    context.emit(new Effect.Answer(id, text));
    if (client.socket == ClientSocket.MAP) {
      restingMap.put(id, client);
    } else {
      forget(client);
    }
  }

  void answerStalled(long id) {
    Timer timer = new Timer(() -> drop(id));
    Timer previous = stalled.put(id, timer);
    if (previous != null) {
      timers.cancel(previous);
    }
    timers.set(timer, timeoutFromNow());
  }

  void answerSent(long id) {
    Timer timer = stalled.remove(id);
    if (timer != null) {
      timers.cancel(timer);
    }
  }

  /**
   * A peer has shut down its sending side: without a request there is nothing left to wait for,
   * with one it still gets its answer.
   */
  void inputEnded(long id) {
    Client client = byId.get(id);
    if (client != null && client.request == null) {
      drop(id);
    }
  }

  /** A peer is gone; returns the request that it waited for. */
  Optional<Request> disconnected(long id) {
    answerSent(id);
    Client client = byId.get(id);
    if (client == null) {
      return Optional.empty();
    }
    forget(client);
    return Optional.ofNullable(client.request);
  }

  private long timeoutFromNow() {
    return context.nanos() + settings.now().clientTimeoutSeconds() * WorkerLifecycle.SECOND_NANOS;
  }

  private void drop(long id) {
    context.emit(new Effect.Drop(id));
    disconnected(id);
  }

  private void forget(Client client) {
    timers.cancel(client.lineTimer);
    byId.remove(client.id);
    switch (client.socket) {
      case UNPRIVILEGED -> {
        silentUnprivileged.remove(client.id);
        unprivilegedCount--;
      }
      case MAP -> {
        restingMap.remove(client.id);
        mapCount--;
      }
      case COMMAND, NOTIFY -> {}
    }
  }
}
