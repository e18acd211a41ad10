package dev.tidegate.tools.listen;

/** When lines for people are in colours. */
enum Colour {
  AUTO,
  ALWAYS,
  NEVER
}
