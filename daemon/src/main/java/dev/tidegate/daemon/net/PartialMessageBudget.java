package dev.tidegate.daemon.net;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory held for partly received requests and partly sent answers, and its limit. Above the
 * limit the peer with the oldest partial message is disconnected: an honest one completes quickly.
 */
public final class PartialMessageBudget {
  private final long mostBytes;

  /** Oldest first. */
  private final Map<Connection, Integer> byPeer = new LinkedHashMap<>();

  private long bytes;

  /** Keeps nothing yet. */
  public PartialMessageBudget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Notes what is now kept for a peer; closes the oldest ones, or itself, if that is too much. */
  void keep(Connection peer, int now) {
    Integer before = now == 0 ? byPeer.remove(peer) : byPeer.put(peer, now);
    bytes += now - (before == null ? 0 : before);
    makeRoom();
  }

  /**
   * Notes that so many bytes more, or less, are kept of the half of an answer of a worker; returns
   * whether there is room for them.
   */
  boolean keepOfWorker(int more) {
    bytes += more;
    makeRoom();
    return bytes <= mostBytes;
  }

  private void makeRoom() {
    while (bytes > mostBytes && !byPeer.isEmpty()) {
      Iterator<Connection> oldest = byPeer.keySet().iterator();
      oldest.next().lost();
    }
  }
}
