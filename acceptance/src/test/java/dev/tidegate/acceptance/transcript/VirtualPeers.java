package dev.tidegate.acceptance.transcript;

import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.InputFault;
import dev.tidegate.protocol.wire.LineSplitter;
import dev.tidegate.protocol.wire.NetstringSplitter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Clients and listeners without sockets: what they do becomes events, what they are told is heard.
 */
final class VirtualPeers {

  private static final class Peer {
    final String name;
    final long id;
    final Door door;
    final LineSplitter lines;
    final NetstringSplitter netstrings = new NetstringSplitter();
    final Queue<Event> waiting = new ArrayDeque<>();
    boolean hasAsked;
    boolean reading = true;
    boolean woken;
    boolean closing;

    Peer(String name, long id, Door door) {
      this.name = name;
      this.id = id;
      this.door = door;
      this.lines = door == Door.NOTIFY ? LineSplitter.ofInterests() : LineSplitter.ofCommands();
    }
  }

  /** Takes what a listener is owed: {@code Pool.takeForListener}. */
  interface Feed {
    int take(long id, ByteBuffer into);
  }

  private final Heard heard;
  private final Consumer<Event> events;
  private final Feed feed;
  private final Map<String, Peer> byName = new HashMap<>();
  private final Map<Long, Peer> byId = new HashMap<>();
  private long lastId;
  private boolean accepting = true;

  VirtualPeers(Heard heard, Consumer<Event> events, Feed feed) {
    this.heard = heard;
    this.events = events;
    this.feed = feed;
  }

  void connect(String name, Door door) {
    if (!accepting) {
      throw new IllegalStateException(name + " cannot connect");
    }
    Peer peer = new Peer(name, ++lastId, door);
    heard.opened(name);
    byName.put(name, peer);
    byId.put(peer.id, peer);
    events.accept(new Event.Connected(peer.id, poolDoor(door)));
  }

  void crowd(int count, Door door) {
    for (int i = 0; i < count; i++) {
      events.accept(new Event.Connected(++lastId, poolDoor(door)));
    }
  }

  private static dev.tidegate.pool.Door poolDoor(Door door) {
    return dev.tidegate.pool.Door.valueOf(door.name());
  }

  void send(String name, String text) {
    Peer peer = named(name);
    ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
    switch (peer.door) {
      case COMMAND, UNPRIVILEGED -> command(peer, bytes);
      case NOTIFY -> interests(peer, bytes);
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

  private void interests(Peer peer, ByteBuffer bytes) {
    LineSplitter.Found found;
    do {
      found = peer.lines.next(bytes);
      line(peer, found);
    } while (found != LineSplitter.Found.NOTHING);
  }

  private void line(Peer peer, LineSplitter.Found found) {
    switch (found) {
      case NOTHING -> {}
      case LINE -> events.accept(new Event.LineArrived(peer.id, peer.lines.line()));
      case TOO_LONG -> events.accept(new Event.BadInput(peer.id, InputFault.LINE_TOO_LONG));
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
          events.accept(new Event.Disconnected(peer.id));
          return;
        }
      }
    }
  }

  private void nextRequest(Peer peer) {
    if (!peer.hasAsked && !peer.waiting.isEmpty()) {
      peer.hasAsked = true;
      events.accept(peer.waiting.remove());
    }
  }

  void endSending(String name) {
    events.accept(new Event.InputEnded(named(name).id));
  }

  void hangUp(String name) {
    Peer peer = named(name);
    byId.remove(peer.id);
    heard.forgetEnd(name);
    events.accept(new Event.Disconnected(peer.id));
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
    if (peer.door == Door.MAP) {
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
