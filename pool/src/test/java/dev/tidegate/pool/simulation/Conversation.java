package dev.tidegate.pool.simulation;

import dev.tidegate.pool.values.ClientSocket;
import org.jspecify.annotations.Nullable;

/** A connection of a client, as the referee follows it. */
final class Conversation {
  final long id;
  final ClientSocket socket;
  final long connectedNanos;

  boolean open = true;

  /** Whether something was sent that must get an answer and has not. */
  boolean owed;

  /** Whether anything that counts as a line has come. */
  boolean spoke;

  boolean inputEnded;
  long stalledSinceNanos = Long.MAX_VALUE;

  /** What was asked and is no request for a worker. */
  String question = "";

  @Nullable Request request;

  Conversation(long id, ClientSocket socket, long nowNanos) {
    this.id = id;
    this.socket = socket;
    this.connectedNanos = nowNanos;
  }

  @Override
  public String toString() {
    return "client " + id + " on " + socket;
  }
}
