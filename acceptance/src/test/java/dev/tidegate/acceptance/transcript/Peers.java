package dev.tidegate.acceptance.transcript;

import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The clients and listeners of one multiplexor, each a socket and a thread that reads it. */
final class Peers implements AutoCloseable {

  /** A multiplexor that has just been started may not listen yet. */
  private static final Duration LISTENS_WITHIN = Duration.ofSeconds(20);

  private static final class Peer {
    final SocketChannel channel;
    final ReentrantLock lock = new ReentrantLock();
    final Condition attending = lock.newCondition();
    boolean reading = true;

    Peer(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private final Heard heard;
  private final List<SocketChannel> crowd = new ArrayList<>();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();

  Peers(Heard heard) {
    this.heard = heard;
  }

  void connect(String name, SocketAddress address) {
    Peer peer = new Peer(open(address));
    peers.put(name, peer);
    heard.opened(name);
    Thread.startVirtualThread(() -> read(name, peer));
  }

  /** Opens connections until there are enough or no more are taken. */
  void crowd(int count, Path path) {
    try {
      for (int i = 0; i < count; i++) {
        crowd.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
      }
    } catch (IOException e) {
      heard.note("only " + crowd.size() + " of the crowd could connect: " + e.getMessage());
    }
  }

  private static SocketChannel open(SocketAddress address) {
    List<SocketChannel> opened = new ArrayList<>();
    List<IOException> refusals = new ArrayList<>();
    Until.holds(
        "somebody listens at " + address,
        LISTENS_WITHIN,
        () -> {
          try {
            return opened.add(SocketChannel.open(address));
          } catch (IOException e) {
            refusals.add(e);
            return false;
          }
        },
        () -> refusals.getLast().toString());
    return opened.getFirst();
  }

  private void read(String name, Peer peer) {
    ByteBuffer buffer = ByteBuffer.allocate(65536);
    try {
      while (true) {
        awaitAttention(peer);
        buffer.clear();
        if (peer.channel.read(buffer) < 0) {
          break;
        }
        heard.bytes(name, StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString());
      }
      heard.closed(name);
    } catch (IOException e) {
      if (peer.channel.isOpen()) {
        heard.closed(name);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitAttention(Peer peer) throws InterruptedException {
    peer.lock.lockInterruptibly();
    try {
      while (!peer.reading) {
        peer.attending.await();
      }
    } finally {
      peer.lock.unlock();
    }
  }

  void send(String name, String text) {
    ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
    try {
      while (bytes.hasRemaining()) {
        peer(name).channel.write(bytes);
      }
    } catch (IOException e) {
      // the multiplexor may close before it has read all: what it answered is what counts
      heard.note(name + " could not send: " + e.getMessage());
    }
  }

  void endSending(String name) {
    try {
      peer(name).channel.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void hangUp(String name) {
    try {
      peer(name).channel.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    heard.forgetEnd(name);
  }

  void attend(String name, boolean reading) {
    Peer peer = peer(name);
    peer.lock.lock();
    try {
      peer.reading = reading;
      peer.attending.signalAll();
    } finally {
      peer.lock.unlock();
    }
  }

  private Peer peer(String name) {
    Peer peer = peers.get(name);
    if (peer == null) {
      throw new IllegalStateException(name + " has not connected");
    }
    return peer;
  }

  @Override
  public void close() {
    peers.keySet().forEach(name -> attend(name, true));
    List<SocketChannel> all = new ArrayList<>(crowd);
    peers.values().forEach(peer -> all.add(peer.channel));
    for (SocketChannel channel : all) {
      try {
        channel.close();
      } catch (IOException _) {
        // closed is closed
      }
    }
  }
}
