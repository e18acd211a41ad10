package dev.tidegate.tools.demo;

/** A part of the demonstration's traffic. */
enum DemoPhase {
  CALM("act 1 of 3", "calm: a mail now and then"),
  FLOOD("act 2 of 3", "flood: more mail than four workers can take"),
  CALM_AGAIN("act 3 of 3", "calm again: the pool recovers"),
  OPEN_END("open end", "gentle traffic, until you press Ctrl-C");

  private final String place;
  private final String words;

  DemoPhase(String place, String words) {
    this.place = place;
    this.words = words;
  }

  String place() {
    return place;
  }

  String words() {
    return words;
  }
}
