package dev.tidegate.pool.values;

/** The sockets that peers connect to. */
public enum ClientSocket {
  /** The command socket, {@code -s}: every command. */
  COMMAND,
  /** The unprivileged socket, {@code -a}: questions about the state only. */
  UNPRIVILEGED,
  /** The map socket, {@code -N}: netstrings, any number a connection. */
  MAP,
  /** The notification socket, {@code -O}: listeners. */
  NOTIFY
}
