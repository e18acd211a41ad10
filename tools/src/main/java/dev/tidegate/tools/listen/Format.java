package dev.tidegate.tools.listen;

/** In what form events are printed. */
enum Format {
  PEOPLE,
  LETTERS,
  JSON,
  CSV
}
