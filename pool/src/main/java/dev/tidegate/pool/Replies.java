package dev.tidegate.pool;

import dev.tidegate.protocol.wire.PercentEncoding;

/** Brings what became of a request to where it came from, in the form of that place. */
final class Replies {
  private final Clients clients;
  private final Ticks ticks;

  Replies(Clients clients, Ticks ticks) {
    this.clients = clients;
    this.ticks = ticks;
  }

  /** The worker's own line. */
  void answer(Request request, String line) {
    switch (request.origin()) {
      case Origin.Command command -> clients.answer(command.client(), line + "\n");
      case Origin.Map map -> clients.answer(map.client(), PercentEncoding.decode(line));
      case Origin.Tick tick -> ticks.ended(tick.type());
    }
  }

  void refuse(Request request, Refusal refusal) {
    switch (request.origin()) {
      case Origin.Command command -> clients.answer(command.client(), refusal.commandText() + "\n");
      case Origin.Map map -> clients.answer(map.client(), refusal.mapText());
      case Origin.Tick tick -> ticks.ended(tick.type());
    }
  }
}
