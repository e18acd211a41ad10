package dev.tidegate.acceptance.transcript;

/** What stands where the worker's program should be. */
enum Filter {
  SCRIPTED,
  MISSING,
  NOT_EXECUTABLE,
  EXITS_AT_ONCE
}
