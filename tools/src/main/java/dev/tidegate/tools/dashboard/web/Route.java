package dev.tidegate.tools.dashboard.web;

/** What answers the requests for some paths; called by many threads, and may block. */
@FunctionalInterface
public interface Route {
  /** Returns the answer; whatever it throws is told as an error of ours. */
  Reply answer(Inquiry inquiry);
}
