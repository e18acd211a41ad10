package dev.tidegate.acceptance.transcript;

/** Something a scripted worker is told to do. */
enum Deed {
  PRINT("print"),
  STATUS("status"),
  STDERR("stderr"),
  EXIT("exit"),
  DIE("die"),
  CLOSE_STDOUT("close-stdout"),
  STOP_READING("stop-reading"),
  GO_ON_READING("go-on-reading"),
  IGNORE_SIGNAL("ignore"),
  IGNORE_EOF("ignore-eof"),
  LEAVE_CHILD("leave-child");

  private final String word;

  Deed(String word) {
    this.word = word;
  }

  /** The word for it in the worker's script. */
  String word() {
    return word;
  }
}
