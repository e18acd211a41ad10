package dev.tidegate.acceptance.transcript;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.protocol.wire.LineSplitter;
import dev.tidegate.protocol.wire.NetstringSplitter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Clients and listeners without sockets: what they do becomes events, what they are told is heard.
 */
final class VirtualPeers {

  private static final class Peer {
    final String name;
    final long id;
    final ClientSocket door;
    final LineSplitter lines;
    final NetstringSplitter netstrings = new NetstringSplitter();
    final Queue<Event> waiting = new ArrayDeque<>();

    /** What a listener has sent and is not looked at yet. */
    final Queue<ByteBuffer> unread = new ArrayDeque<>();

    boolean hasAsked;
    boolean lineIsComing;
    boolean reading = true;
    boolean woken;
    boolean closing;

    Peer(String name, long id, ClientSocket door) {
      this.name = name;
      this.id = id;
      this.door = door;
      this.lines =
          door == ClientSocket.NOTIFY ? LineSplitter.ofInterests() : LineSplitter.ofCommands();
    }
  }

  /** Takes events, and tells what listeners are owed and when their lines are taken. */
  interface Feed {
    void accept(Event event);

    int take(long id, ByteBuffer into);

    boolean takesLines(long id);
  }

  private final Heard heard;
  private final Feed feed;
  private final Map<String, Peer> byName = new HashMap<>();
  private final Map<Long, Peer> byId = new HashMap<>();
  private long lastId;
  private boolean accepting = true;

  VirtualPeers(Heard heard, Feed feed) {
    this.heard = heard;
    this.feed = feed;
  }

  void connect(String name, ClientSocket door) {
    if (!accepting) {
      throw new IllegalStateException(name + " cannot connect");
    }
    Peer peer = new Peer(name, ++lastId, door);
    heard.opened(name);
    byName.put(name, peer);
    byId.put(peer.id, peer);
    feed.accept(new Event.Connected(peer.id, poolDoor(door)));
  }

  void crowd(int count, ClientSocket door) {
    for (int i = 0; i < count; i++) {
      feed.accept(new Event.Connected(++lastId, poolDoor(door)));
    }
  }

  private static dev.tidegate.pool.values.ClientSocket poolDoor(ClientSocket door) {
    return dev.tidegate.pool.values.ClientSocket.valueOf(door.name());
  }

  void send(String name, String text) {
    Peer peer = named(name);
    ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
    switch (peer.door) {
      case COMMAND, UNPRIVILEGED -> command(peer, bytes);
      case NOTIFY -> {
        peer.unread.add(bytes);
        interests(peer);
      }
      case MAP -> requests(peer, bytes);
    }
  }

  private void command(Peer peer, ByteBuffer bytes) {
    if (peer.hasAsked) {
      return;
    }
    LineSplitter.Found found = peer.lines.next(bytes);
    peer.hasAsked = found != LineSplitter.Found.NOTHING;
    line(peer, found);
  }

  /** Hands over a line; the next one follows when that has been handled, if it is taken. */
  private void interests(Peer peer) {
    while (!peer.lineIsComing && !peer.unread.isEmpty() && feed.takesLines(peer.id)) {
      LineSplitter.Found found = peer.lines.next(peer.unread.element());
      if (found == LineSplitter.Found.NOTHING) {
        peer.unread.remove();
      } else {
        peer.lineIsComing = true;
        line(peer, found);
      }
    }
  }

  /** An event has been handled: lines that waited for it may be taken now. */
  void handled(Event event) {
    if (event instanceof Event.LineArrived(long id, _)) {
      Peer peer = byId.get(id);
      if (peer != null) {
        peer.lineIsComing = false;
        interests(peer);
      }
    }
  }

  private void line(Peer peer, LineSplitter.Found found) {
    switch (found) {
      case NOTHING -> {}
      case LINE -> feed.accept(new Event.LineArrived(peer.id, peer.lines.line()));
      case TOO_LONG -> feed.accept(new Event.BadInput(peer.id, InputFault.LINE_TOO_LONG));
    }
  }

  private void requests(Peer peer, ByteBuffer bytes) {
    while (true) {
      switch (peer.netstrings.next(bytes)) {
        case STRING -> peer.waiting.add(new Event.LineArrived(peer.id, peer.netstrings.content()));
        case MISSING_COMMA ->
            peer.waiting.add(new Event.BadInput(peer.id, InputFault.MISSING_COMMA));
        case NOTHING -> {
          nextRequest(peer);
          return;
        }
        case BROKEN -> {
          close(peer);
          feed.accept(new Event.Disconnected(peer.id));
          return;
        }
      }
    }
  }

  private void nextRequest(Peer peer) {
    if (!peer.hasAsked && !peer.waiting.isEmpty()) {
      peer.hasAsked = true;
      feed.accept(peer.waiting.remove());
    }
  }

  void endSending(String name) {
    feed.accept(new Event.InputEnded(named(name).id));
  }

  void hangUp(String name) {
    Peer peer = named(name);
    byId.remove(peer.id);
    heard.forgetEnd(name);
    feed.accept(new Event.Disconnected(peer.id));
  }

  void attend(String name, boolean reading) {
    Peer peer = named(name);
    peer.reading = reading;
    fetch(peer);
  }

  void answer(Effect.Answer answer) {
    Peer peer = byId.get(answer.id());
    if (peer == null) {
      return;
    }
    if (peer.door == ClientSocket.MAP) {
      heard.bytes(peer.name, answer.text().length() + ":" + answer.text() + ",");
      peer.hasAsked = false;
      nextRequest(peer);
    } else {
      heard.bytes(peer.name, answer.text());
      close(peer);
    }
  }

  void drop(long id) {
    close(byId.get(id));
  }

  void wake(long id) {
    Peer peer = byId.get(id);
    if (peer != null) {
      peer.woken = true;
      fetch(peer);
    }
  }

  void closeWhenRead(long id) {
    Peer peer = byId.get(id);
    if (peer != null) {
      peer.closing = true;
      fetch(peer);
    }
  }

  private void fetch(Peer peer) {
    if (!peer.reading) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (peer.woken) {
      peer.woken = feed.take(peer.id, buffer.clear()) > 0;
      if (peer.woken) {
        heard.bytes(peer.name, StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString());
      }
    }
    if (peer.closing) {
      close(peer);
    } else {
      interests(peer);
    }
  }

  private void close(@org.jspecify.annotations.Nullable Peer peer) {
    if (peer != null && byId.remove(peer.id) != null) {
      heard.closed(peer.name);
    }
  }

  void stopAccepting() {
    accepting = false;
  }

  void closeAll() {
    Deque<Peer> all = new ArrayDeque<>(byId.values());
    all.forEach(this::fetch);
    all.forEach(this::close);
  }

  private Peer named(String name) {
    Peer peer = byName.get(name);
    if (peer == null) {
      throw new IllegalStateException(name + " has not connected");
    }
    return peer;
  }
}
