package dev.tidegate.tools.listen;

/** What Y and Z are about. */
enum LevelBasis {
  FREE,
  SERVICEABLE
}
