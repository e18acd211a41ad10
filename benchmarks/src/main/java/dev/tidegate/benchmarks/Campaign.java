package dev.tidegate.benchmarks;

import java.io.IOException;
import java.util.Set;

/** Measures the wanted parts, one after the other. */
final class Campaign {
  private Campaign() {}

  /** A part that fails is told and remembered, and the others go on. */
  static void run(BenchHost benchHost, Set<Part> parts) {
    for (Part part : parts) {
      long start = System.nanoTime();
      benchHost.say("%s", part.word());
      try {
        measure(benchHost, part);
      } catch (IOException | RuntimeException failure) {
        benchHost.say("%s failed: %s", part.word(), failure);
        failure.printStackTrace(benchHost.progress());
        benchHost.measurements().failed(part, String.valueOf(failure.getMessage()));
      }
      benchHost.say("%s took %.0f s", part.word(), (System.nanoTime() - start) / 1e9);
    }
  }

  private static void measure(BenchHost benchHost, Part part) throws IOException {
    switch (part) {
      case CEILING -> new StartCampaign(benchHost).ceilings();
      case GRID -> new GridCampaign(benchHost).run();
      case LISTENERS -> new ListenersCampaign(benchHost).fullLoad();
      case RATE -> new ListenersCampaign(benchHost).fixedRate();
      case DASHBOARD -> new DashboardCampaign(benchHost).run();
      case SNAPSHOTS -> new BurstCampaign(benchHost).snapshots();
      case REREAD -> new BurstCampaign(benchHost).rereads();
      case MEMORY -> new StartCampaign(benchHost).memory();
      case START -> new StartCampaign(benchHost).starts();
      case WORKERS -> new WorkersCampaign(benchHost).run();
      case POOL -> new PoolReport(benchHost).run();
    }
  }
}
