package dev.tidegate.daemon.net;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Memory held for partly received requests and partly sent answers, and its limit. Above the limit
 * the peer with the oldest partial message is disconnected, because normal messages complete
 * quickly.
 */
public final class PartialMessageBudget {
  private final long mostBytes;

  /** Bytes held per peer, the oldest partial message first. */
  private final Map<Connection, Integer> byPeer = new LinkedHashMap<>();

  private long bytes;

  /** Creates an empty budget with a limit in bytes. */
  public PartialMessageBudget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Sets the bytes held for a peer; above the limit disconnects the peers with the oldest messages,
   * possibly this one.
   */
  void keep(Connection peer, int now) {
    Integer before = now == 0 ? byPeer.remove(peer) : byPeer.put(peer, now);
    bytes += now - (before == null ? 0 : before);
    makeRoom();
  }

  /**
   * Adds to the bytes held for partial answers of workers (negative to release); returns whether
   * they fit.
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
