package dev.tidegate.tools.listen;

/** When lines for people are in colours. */
enum ColourMode {
  AUTO,
  ALWAYS,
  NEVER
}
