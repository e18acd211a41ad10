package dev.tidegate.tools.demo;

import java.util.Locale;

/** What a pretended mail contains; the worker script knows each by name. */
enum MailKind {
  LETTER,
  PICTURES,
  ARCHIVE,
  /** Its worker never comes to an end. */
  MATRYOSHKA;

  /** Returns the directory that stands for it, below the spool directory. */
  String directory() {
    return "mail/" + name().toLowerCase(Locale.ROOT);
  }
}
