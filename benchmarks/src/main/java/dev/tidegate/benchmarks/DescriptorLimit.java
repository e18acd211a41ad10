package dev.tidegate.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Optional;

/** Whether this process, and a multiplexor that it starts, may open as many files as are needed. */
final class DescriptorLimit {
  /** Of ours: three pipes and the process itself. */
  private static final int PER_WORKER = 4;

  private static final int OTHERS = 200;

  private DescriptorLimit() {}

  /** What is missing, if anything is. */
  static Optional<String> missing(BenchOptions options) {
    Plan plan = options.plan();
    int workers = Collections.max(plan.grid().workers());
    int clients = Collections.max(plan.grid().clients());
    long needed = (long) PER_WORKER * workers + clients + plan.scale().mostListeners() + OTHERS;
    long limit =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getMaxFileDescriptorCount();
    return limit >= needed
        ? Optional.empty()
        : Optional.of(
            "%d workers, %d clients and %d listeners need %d open files, and the limit is %d: raise it (ulimit -H -n), or measure less (--only N,K)"
                .formatted(workers, clients, plan.scale().mostListeners(), needed, limit));
  }
}
