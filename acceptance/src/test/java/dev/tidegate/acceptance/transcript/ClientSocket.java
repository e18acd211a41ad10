package dev.tidegate.acceptance.transcript;

/** One of the multiplexor's four sockets. */
enum ClientSocket {
  COMMAND,
  UNPRIVILEGED,
  MAP,
  NOTIFY;

  /** The socket's name in the spool directory. */
  String fileName() {
    return switch (this) {
      case COMMAND -> "mx.sock";
      case UNPRIVILEGED -> "status.sock";
      case MAP -> "map.sock";
      case NOTIFY -> "notify.sock";
    };
  }
}
