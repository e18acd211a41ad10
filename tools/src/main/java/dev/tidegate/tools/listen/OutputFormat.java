package dev.tidegate.tools.listen;

/** In what form events are printed. */
enum OutputFormat {
  PEOPLE,
  LETTERS,
  JSON,
  CSV
}
