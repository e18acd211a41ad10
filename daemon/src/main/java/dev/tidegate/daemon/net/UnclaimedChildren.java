package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.posix.Processes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds and ends workers that a warm parent has forked and did not report before its end.
 *
 * <p>Another warm parent may have forked a worker whose report is still under way: so an unknown
 * child is ended only when all warm parents have replied to what they were ordered before.
 */
final class UnclaimedChildren {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final WorkerProcesses all;
  private final Poller poller;

  UnclaimedChildren(WorkerProcesses all, Poller poller) {
    this.all = all;
    this.poller = poller;
  }

  /** Searches once, right after a warm parent was reaped. */
  void search(Collection<WarmParent> others) {
    Set<Integer> unknown = new HashSet<>(Processes.children());
    Map<WarmParent, Long> orders = new HashMap<>();
    others.forEach(each -> orders.put(each, each.sentCount()));
    judge(unknown, orders);
  }

  private void judge(Set<Integer> unknown, Map<WarmParent, Long> orders) {
    unknown.removeIf(all::knows);
    if (unknown.isEmpty()) {
      return;
    }
    orders.entrySet().removeIf(each -> !each.getKey().owesReply(each.getValue()));
    if (orders.isEmpty()) {
      unknown.stream().filter(Processes::isOwnChild).forEach(all::endSurplus);
    } else {
      poller.after(PAUSE_NANOS, () -> judge(unknown, orders));
    }
  }
}
