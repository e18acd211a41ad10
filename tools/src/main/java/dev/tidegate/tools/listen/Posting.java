package dev.tidegate.tools.listen;

import dev.tidegate.client.Address;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.Message.PoolMessage;
import dev.tidegate.protocol.notify.MessageForm;
import dev.tidegate.tools.webhook.CloudEvent;
import dev.tidegate.tools.webhook.CloudEvent.Datum;
import dev.tidegate.tools.webhook.SourceUri;
import dev.tidegate.tools.webhook.Webhook;
import dev.tidegate.tools.webhook.WebhookException;
import dev.tidegate.tools.webhook.WebhookSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands events to a webhook: those of the wanted types, and always what makes the state unknown,
 * for a receiver that waits for a level must learn that nobody can tell it.
 */
final class Posting {
  /** How long the end of the program waits for the receiver; the rest is for the next start. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Webhook webhook;
  private final Selection types;

  private Posting(Webhook webhook, Selection types) {
    this.webhook = webhook;
    this.types = types;
  }

  /** Begins, if a webhook was asked for. */
  static Optional<Posting> open(Optional<WebhookSettings> settings, Selection types, Log log)
      throws WebhookException {
    return settings.isEmpty()
        ? Optional.empty()
        : Optional.of(new Posting(Webhook.open(settings.get(), log::say), types));
  }

  /**
   * Takes an event that may be of no interest.
   *
   * @param from where it came from
   */
  void offer(ListenerEvent event, Address from) {
    boolean isWanted =
        event.type().message().isPresent()
            ? types.has(event.type())
            : event.type().canHaveRule()
                || event.type() == EventType.CONNECTED
                || event.type() == EventType.ERROR;
    if (isWanted) {
      webhook.offer(cloudEvent(event, from));
    }
  }

  private CloudEvent cloudEvent(ListenerEvent event, Address from) {
    Optional<MessageForm.Json> form = form(event);
    return new CloudEvent(
        form.map(json -> json.epoch() + ":" + json.seq()).orElseGet(webhook::newId),
        SourceUri.of(from),
        typeOf(event.type()),
        event.time(),
        event.field(Field.WORKER).map(worker -> "worker/" + worker),
        data(event, form));
  }

  static String typeOf(EventType type) {
    return "dev.tidegate." + (type.message().isPresent() ? "pool." : "listen.") + type.word();
  }

  /** The number that it has by itself, if the multiplexor gave it one. */
  private static Optional<MessageForm.Json> form(ListenerEvent event) {
    return event.cause() instanceof Cause.Received(PoolMessage message, String _)
            && message.form() instanceof MessageForm.Json json
            && !json.snapshot()
            && event.type() == EventType.of(message.type())
        ? Optional.of(json)
        : Optional.empty();
  }

  private static List<Datum> data(ListenerEvent event, Optional<MessageForm.Json> form) {
    List<Datum> data = new ArrayList<>();
    data.add(new Datum.Text("host", event.host()));
    event.type().letter().ifPresent(each -> data.add(new Datum.Text("letter", each.toString())));
    form.ifPresent(
        json -> {
          data.add(new Datum.Text("epoch", json.epoch()));
          data.add(new Datum.Whole("seq", json.seq()));
        });
    if (event.stated()) {
      data.add(new Datum.Flag("snapshot", true));
    }
    for (Map.Entry<Field, String> each : event.fields().entrySet()) {
      String name = each.getKey().word();
      data.add(
          switch (each.getKey().kind()) {
            case NUMBER -> new Datum.Whole(name, Long.parseLong(each.getValue()));
            case FLAG -> new Datum.Flag(name, Boolean.parseBoolean(each.getValue()));
            case TEXT -> new Datum.Text(name, each.getValue());
          });
    }
    return data;
  }

  /** Delivers what it can within a few seconds. */
  void close() {
    webhook.close(PATIENCE);
  }
}
