package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.tools.ctl.doctor.FilterFacts.NotTried;
import dev.tidegate.tools.ctl.doctor.FilterFacts.Tried;

/** Whether the filter compiles. */
final class FilterRules {
  private FilterRules() {}

  static Finding finding(FilterFacts filter) {
    return switch (filter) {
      case NotTried none -> Finding.unseen("filter", none.why(), none.remedy());
      case Tried tried -> {
        String command = String.join(" ", tried.command());
        yield tried.passed()
            ? Finding.good("filter", "compiles, as user " + tried.user() + ": " + command)
            : Finding.bad(
                "filter",
                "does not compile, as user " + tried.user() + ": " + tried.said(),
                "workers that start from now on will die: repair it and try " + command);
      }
    };
  }
}
