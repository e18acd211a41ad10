package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Understands the answer to {@code incidents}, whatever it is. */
final class IncidentReader {
  private static final int WORD = 100;
  private static final int LINE = 1_000;

  private IncidentReader() {}

  /**
   * What the answer tells.
   *
   * @param incidents as they are told, newest first
   */
  record Answer(String epoch, OptionalLong lastId, List<IncidentPicture> incidents) {}

  /**
   * Returns what is in it; empty if it is no such answer.
   *
   * @param now the time of what has none
   */
  static Optional<Answer> read(String answer, Instant now) {
    return Fields.read(answer)
        .filter(top -> top.has("lastId"))
        .map(
            top ->
                new Answer(
                    top.text("epoch", WORD).orElse(""),
                    top.number("lastId"),
                    top.objects("incidents", PoolPicture.MAX_INCIDENTS).stream()
                        .map(each -> incident(each, now))
                        .toList()));
  }

  private static IncidentPicture incident(Fields each, Instant now) {
    return new IncidentPicture(
        each.number("incident").orElse(0),
        each.time("time").orElse(now),
        each.text("occasion", WORD).orElse("unknown"),
        each.slot("worker"),
        each.number("pid"),
        each.text("kind", WORD),
        each.text("command", LINE),
        each.text("queueId", WORD),
        each.text("tag", LINE),
        each.number("elapsedMs"),
        each.number("busyTimeoutMs"),
        each.texts("stderr", LINE),
        process(each.object("process")),
        each.object("unread").allTexts(WORD));
  }

  private static IncidentPicture.ProcessPicture process(Fields process) {
    return new IncidentPicture.ProcessPicture(
        process.text("state", WORD),
        process.text("waitChannel", WORD),
        process.text("syscall", WORD),
        process.texts("openFiles", LINE),
        process.number("readBytes"),
        process.number("writtenBytes"),
        process.number("userMs"),
        process.number("systemMs"),
        process.number("rssKib"),
        process.number("threads"));
  }
}
