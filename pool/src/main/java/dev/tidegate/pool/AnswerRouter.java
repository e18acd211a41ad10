package dev.tidegate.pool;

import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.Outcome;
import dev.tidegate.protocol.wire.PercentEncoding;

/** Brings what became of a request to where it came from, in the form of that place. */
final class AnswerRouter {
  private final Clients clients;
  private final Ticks ticks;
  private final RequestBytes bytes;
  private final Counters counters;

  AnswerRouter(Clients clients, Ticks ticks, RequestBytes bytes, Counters counters) {
    this.counters = counters;
    this.bytes = bytes;
    this.clients = clients;
    this.ticks = ticks;
  }

  /** The worker's own line. */
  void answer(Request request, String line) {
    bytes.release(request);
    counters.requests(request.kind()).ended(Outcome.ANSWERED);
    tell(request, line);
  }

  /** What a filter would say of one recipient too many for its domain. */
  void limit(Request request) {
    bytes.release(request);
    counters.requests(request.kind()).ended(Outcome.DOMAIN_LIMIT);
    tell(request, Refusal.DOMAIN_LIMIT);
  }

  /** Its client is gone before a worker had it. */
  void withdraw(Request request) {
    bytes.release(request);
    counters.requests(request.kind()).ended(Outcome.CLIENT_GONE);
  }

  private void tell(Request request, String line) {
    switch (request.origin()) {
      case RequestOrigin.Command command -> clients.answer(command.client(), line + "\n");
      case RequestOrigin.Map map -> clients.answer(map.client(), PercentEncoding.decode(line));
      case RequestOrigin.Tick tick -> ticks.ended(tick.type());
    }
  }

  void refuse(Request request, Refusal refusal) {
    bytes.release(request);
    counters.requests(request.kind()).ended(refusal.outcome());
    switch (request.origin()) {
      case RequestOrigin.Command command ->
          clients.answer(command.client(), refusal.commandText() + "\n");
      case RequestOrigin.Map map -> clients.answer(map.client(), refusal.mapText());
      case RequestOrigin.Tick tick -> ticks.ended(tick.type());
    }
  }
}
