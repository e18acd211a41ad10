package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.EventSink;
import dev.tidegate.daemon.loop.PeerEffects;
import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.RecordSink;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.LogLevel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** All listening sockets and all connections. */
public final class Connections implements PeerEffects {
  /**
   * Wait of a client for its answer after which its disconnection is watched for: most answers come
   * sooner, and watching costs two system calls.
   */
  private static final long UNWATCHED_NANOS = 5_000_000;

  private static final long COMPLAINTS_APART_NANOS = 60_000_000_000L;

  final EventSink events;
  final ListenerFeed feed;
  final PartialMessageBudget partialMessageBudget;

  private final Poller poller;
  private final RecordSink records;
  private final Capacity capacity;

  /** State of the reserve last posted to the pool. */
  private boolean onlyReserveLeft;

  private final List<Acceptor> acceptors = new ArrayList<>();

  /**
   * Not a hash map of open addressing: with consecutive ids, a removal there costs a complete run.
   */
  private final Map<Long, Connection> open = new HashMap<>();

  private final ArrayDeque<CommandClient> unwatched = new ArrayDeque<>();

  /** Command clients that have not sent a line yet, oldest first. */
  private final LinkedHashSet<CommandClient> silent = new LinkedHashSet<>();

  final ListenerTurns turns = new ListenerTurns(System::nanoTime);
  private boolean sweepIsComing;
  private long lastId;
  private boolean hasComplained;
  private long lastComplaintNanos;

  /** Creates an empty set. */
  public Connections(
      Poller poller,
      EventSink events,
      ListenerFeed feed,
      RecordSink records,
      Capacity capacity,
      PartialMessageBudget partialMessageBudget) {
    this.poller = poller;
    this.events = events;
    this.feed = feed;
    this.records = records;
    this.capacity = capacity;
    this.partialMessageBudget = partialMessageBudget;
  }

  /** Starts accepting on these sockets; on the loop's thread. */
  public void accept(List<ListeningSocket> sockets) {
    for (ListeningSocket socket : sockets) {
      Acceptor acceptor = Acceptor.of(socket, this, poller);
      acceptors.add(acceptor);
      acceptor.begin();
    }
  }

  /** Returns whether the limit of connections to a socket is reached. */
  boolean isFull(ClientSocket socket) {
    long most = (long) capacity.connections() + (asksOrWorks(socket) ? capacity.spare() : 0);
    return open.size() >= most;
  }

  /**
   * Reports, if it has changed since the last report, whether so many connections are open that the
   * remaining ones are a reserve for queries; called before each line of the command sockets.
   */
  void reportReserve() {
    boolean onlyReserve = open.size() > (long) capacity.connections() + capacity.spare() / 2;
    if (onlyReserve != onlyReserveLeft) {
      onlyReserveLeft = onlyReserve;
      events.post(new Event.ConnectionReserve(onlyReserve));
    }
  }

  private static boolean asksOrWorks(ClientSocket socket) {
    return socket == ClientSocket.COMMAND || socket == ClientSocket.UNPRIVILEGED;
  }

  /**
   * Returns whether a waiting connection may be accepted. At the limit, the command client that has
   * been silent longest is disconnected, so that idle connections never keep out requests or status
   * commands; but not for a map client or a listener, since the longest silent client may just have
   * connected.
   */
  boolean makeRoom(ClientSocket socket) {
    if (!isFull(socket)) {
      return true;
    }
    if (asksOrWorks(socket) && dropLongestSilent()) {
      return true;
    }
    complain(
        "Cannot accept on the "
            + socket
            + " socket: there are "
            + open.size()
            + " connections, as many as descriptors or memory allow");
    return false;
  }

  /** Disconnects the client that has been silent longest; returns whether there was one. */
  private boolean dropLongestSilent() {
    Iterator<CommandClient> oldest = silent.iterator();
    boolean found = oldest.hasNext();
    if (found) {
      oldest.next().lost();
    }
    return found;
  }

  void isSilent(CommandClient client) {
    silent.add(client);
  }

  void hasSpoken(CommandClient client) {
    silent.remove(client);
  }

  void accepted(ClientSocket socket, FileDescriptor fd) {
    long id = ++lastId;
    Connection connection =
        switch (socket) {
          case COMMAND, UNPRIVILEGED -> new CommandClient(id, fd, this, poller);
          case MAP -> new MapClient(id, fd, this, poller);
          case NOTIFY -> new ListenerConnection(id, fd, this, poller);
        };
    open.put(id, connection);
    events.post(new Event.Connected(id, socket));
    if (!connection.isClosed()) {
      connection.begin();
    }
  }

  void forget(Connection connection) {
    open.remove(connection.id);
    if (connection instanceof CommandClient client && client.isWatched()) {
      silent.remove(client);
    }
  }

  /** Logs the failure; returns whether accepting can be retried at once. */
  boolean cannotAccept(ClientSocket socket, IOException failure) {
    complain("Cannot accept on the " + socket + " socket: " + failure.getMessage());
    return dropLongestSilent();
  }

  /** Logs at most once per minute. */
  private void complain(String text) {
    long nowNanos = System.nanoTime();
    if (!hasComplained || nowNanos - lastComplaintNanos > COMPLAINTS_APART_NANOS) {
      hasComplained = true;
      lastComplaintNanos = nowNanos;
      records.log(LogLevel.WARNING, text);
    }
  }

  void watchIfItWaitsLong(CommandClient client) {
    unwatched.add(client);
    if (!sweepIsComing) {
      sweepIsComing = true;
      poller.after(UNWATCHED_NANOS, this::sweep);
    }
  }

  private void sweep() {
    sweepIsComing = false;
    long nowNanos = System.nanoTime();
    CommandClient client;
    while ((client = unwatched.peek()) != null) {
      if (client.isWaiting()) {
        long leftNanos = client.waitingSinceNanos() + UNWATCHED_NANOS - nowNanos;
        if (leftNanos > 0) {
          sweepIsComing = true;
          poller.after(leftNanos, this::sweep);
          return;
        }
        client.watchForItsEnd();
      }
      unwatched.remove();
    }
  }

  @Override
  public long serveListeners() {
    return turns.give();
  }

  @Override
  public void answer(long id, String text) {
    Connection connection = open.get(id);
    if (connection != null) {
      connection.answer(text);
    }
  }

  @Override
  public void log(long id, LogLevel level, String text) {
    Connection connection = open.get(id);
    String who = connection == null ? "a client that is gone" : connection.peer();
    records.log(level, text + ", asked for by " + who);
  }

  @Override
  public void drop(long id) {
    Connection connection = open.get(id);
    if (connection != null) {
      connection.leave();
    }
  }

  @Override
  public void wakeListener(long id) {
    if (open.get(id) instanceof ListenerConnection listener) {
      listener.wake();
    }
  }

  @Override
  public void closeListener(long id) {
    if (open.get(id) instanceof ListenerConnection listener) {
      listener.finish();
    }
  }

  @Override
  public void stopAccepting() {
    for (Acceptor acceptor : acceptors) {
      try {
        acceptor.end();
      } catch (IOException failure) {
        records.log(LogLevel.WARNING, "Cannot remove a socket's file: " + failure);
      }
    }
    acceptors.clear();
  }

  @Override
  public void flush() {
    for (Connection connection : List.copyOf(open.values())) {
      connection.flush();
    }
    turns.giveAll();
  }

  @Override
  public void answerAllWaiting(String text) {
    for (Connection connection : List.copyOf(open.values())) {
      if (connection.isWaiting()) {
        connection.answer(connection instanceof MapClient ? text : text + "\n");
      }
    }
  }
}
