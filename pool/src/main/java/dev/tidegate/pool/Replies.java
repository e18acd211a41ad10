package dev.tidegate.pool;

import dev.tidegate.protocol.wire.PercentEncoding;

/** Brings what became of a request to where it came from, in the form of that place. */
final class Replies {
  private final Clients clients;
  private final Ticks ticks;
  private final RequestBytes bytes;

  Replies(Clients clients, Ticks ticks, RequestBytes bytes) {
    this.bytes = bytes;
    this.clients = clients;
    this.ticks = ticks;
  }

  /** The worker's own line. */
  void answer(Request request, String line) {
    bytes.release(request);
    switch (request.origin()) {
      case Origin.Command command -> clients.answer(command.client(), line + "\n");
      case Origin.Map map -> clients.answer(map.client(), PercentEncoding.decode(line));
      case Origin.Tick tick -> ticks.ended(tick.type());
    }
  }

  void refuse(Request request, Refusal refusal) {
    bytes.release(request);
    switch (request.origin()) {
      case Origin.Command command -> clients.answer(command.client(), refusal.commandText() + "\n");
      case Origin.Map map -> clients.answer(map.client(), refusal.mapText());
      case Origin.Tick tick -> ticks.ended(tick.type());
    }
  }
}
