package dev.tidegate.pool.requests;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.values.ClientSocket;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the command, unprivileged and map sockets: their timeouts, and which one is
 * dropped when there are too many.
 */
public final class Clients {
  private final EventContext context;
  private final RequestAccounting accounting;
  private final Map<Long, Client> byId = new HashMap<>();

  /** The connections to the unprivileged socket that have sent nothing yet, oldest first. */
  private final SequencedMap<Long, Client> silentUnprivileged = new LinkedHashMap<>();

  /** The connections to the map socket without a request, longest without one first. */
  private final SequencedMap<Long, Client> restingMap = new LinkedHashMap<>();

  private final Map<Long, Timer> stalled = new HashMap<>();
  private int unprivilegedCount;
  private int mapCount;

  /** One connection, and the request whose answer it waits for. */
  public final class Client implements Runnable, RequestOrigin {
    public final long id;
    public final ClientSocket socket;
    private final Timer lineTimer = new Timer(this);
    private @Nullable Request request;
    private boolean gone;

    Client(long id, ClientSocket socket) {
      this.id = id;
      this.socket = socket;
    }

    /** Drops it, as it has not sent its line in time. */
    @Override
    public void run() {
      drop(id);
    }

    @Override
    public void answer(String text) {
      if (!gone) {
        request = null;
        context.answer(id, text);
        if (socket == ClientSocket.MAP) {
          restingMap.put(id, this);
        } else {
          forget(this);
        }
      }
    }
  }

  public Clients(EventContext context, RequestAccounting accounting) {
    this.context = context;
    this.accounting = accounting;
  }

  /** Returns the client of that id, unless it is gone or was answered. */
  public Optional<Client> find(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Adds a connection; drops another one if there are too many of its socket. */
  public void connected(long id, ClientSocket socket) {
    Client client = new Client(id, socket);
    byId.put(id, client);
    switch (socket) {
      case COMMAND -> context.timers().set(client.lineTimer, timeoutFromNow());
      case UNPRIVILEGED -> {
        context.timers().set(client.lineTimer, timeoutFromNow());
        silentUnprivileged.put(id, client);
        if (++unprivilegedCount > context.settings().unprivilegedClients()) {
          drop(silentUnprivileged.firstEntry().getKey());
        }
      }
      case MAP -> {
        restingMap.put(id, client);
        if (++mapCount > context.settings().mapClients()) {
          drop(restingMap.firstEntry().getKey());
        }
      }
      case NOTIFY -> throw new IllegalArgumentException("listeners are not clients");
    }
  }

  /** Cancels the timeout of a client whose line is complete. */
  public void lineArrived(Client client) {
    context.timers().cancel(client.lineTimer);
    switch (client.socket) {
      case UNPRIVILEGED -> silentUnprivileged.remove(client.id);
      case MAP -> restingMap.remove(client.id);
      case COMMAND, NOTIFY -> {}
    }
  }

  /** Makes a request of a client's line; the client waits for its answer. */
  public Request request(Client client, String line) {
    long nanos = context.nanos();
    Request request =
        client.socket == ClientSocket.MAP
            ? Request.ofMap(client, line, accounting, nanos)
            : Request.ofCommand(client, line, accounting, nanos);
    client.request = request;
    return request;
  }

  /** Sends an answer to a client, unless it is gone. */
  public void answer(long id, String text) {
    Client client = byId.get(id);
    if (client != null) {
      client.answer(text);
    }
  }

  /** Limits the time of an answer that its client does not take at once. */
  public void answerStalled(long id) {
    Timer timer = new Timer(() -> drop(id));
    Timer previous = stalled.put(id, timer);
    if (previous != null) {
      context.timers().cancel(previous);
    }
    context.timers().set(timer, timeoutFromNow());
  }

  public void answerSent(long id) {
    Timer timer = stalled.remove(id);
    if (timer != null) {
      context.timers().cancel(timer);
    }
  }

  /**
   * Drops a peer that has shut down its sending side, unless it waits for an answer, which it still
   * gets.
   */
  public void inputEnded(long id) {
    Client client = byId.get(id);
    if (client != null && client.request == null) {
      drop(id);
    }
  }

  /** Forgets a peer that is gone; returns the request whose answer it waited for. */
  public Optional<Request> disconnected(long id) {
    answerSent(id);
    Client client = byId.get(id);
    if (client == null) {
      return Optional.empty();
    }
    forget(client);
    return Optional.ofNullable(client.request);
  }

  private long timeoutFromNow() {
    return context.secondsFromNow(context.settings().clientTimeoutSeconds());
  }

  private void drop(long id) {
    context.drop(id);
    disconnected(id);
  }

  private void forget(Client client) {
    context.timers().cancel(client.lineTimer);
    byId.remove(client.id);
    client.gone = true;
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
