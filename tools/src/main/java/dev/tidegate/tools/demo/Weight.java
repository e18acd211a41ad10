package dev.tidegate.tools.demo;

/** How much a line is meant to catch the eye. */
enum Weight {
  ROUTINE,
  NORMAL,
  STORY,
  OPENS,
  CLOSES,
  ALARM
}
