package dev.tidegate.benchmarks;

import java.io.IOException;
import java.util.Set;

/** Measures the wanted parts, one after the other. */
final class Campaign {
  private Campaign() {}

  /** A part that fails is told and remembered, and the others go on. */
  static void run(Laboratory laboratory, Set<Part> parts) {
    for (Part part : parts) {
      long start = System.nanoTime();
      laboratory.say("%s", part.word());
      try {
        measure(laboratory, part);
      } catch (IOException | RuntimeException failure) {
        laboratory.say("%s failed: %s", part.word(), failure);
        failure.printStackTrace(laboratory.progress());
        laboratory.measurements().failed(part, String.valueOf(failure.getMessage()));
      }
      laboratory.say("%s took %.0f s", part.word(), (System.nanoTime() - start) / 1e9);
    }
  }

  private static void measure(Laboratory laboratory, Part part) throws IOException {
    switch (part) {
      case CEILING -> new StartCampaign(laboratory).ceilings();
      case GRID -> new GridCampaign(laboratory).run();
      case LISTENERS -> new ListenersCampaign(laboratory).fullLoad();
      case RATE -> new ListenersCampaign(laboratory).fixedRate();
      case DASHBOARD -> new DashboardCampaign(laboratory).run();
      case SNAPSHOTS -> new BurstCampaign(laboratory).snapshots();
      case REREAD -> new BurstCampaign(laboratory).rereads();
      case MEMORY -> new StartCampaign(laboratory).memory();
      case START -> new StartCampaign(laboratory).starts();
      case POOL -> new PoolReport(laboratory).run();
    }
  }
}
