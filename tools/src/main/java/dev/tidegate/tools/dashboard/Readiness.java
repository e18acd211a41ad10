package dev.tidegate.tools.dashboard;

import dev.tidegate.tools.dashboard.web.Reply;
import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether pools would take a request now, for balancers and monitors. */
final class Readiness {
  private Readiness() {}

  /** Returns 200 if all of these would, else 503, and why. */
  static Reply of(List<PoolPicture> pictures) {
    boolean ready = pictures.stream().allMatch(each -> unready(each).isEmpty());
    String text =
        JsonText.object(
            json ->
                json.put("ready", ready)
                    .putObjects(
                        "pools",
                        pictures,
                        (inner, each) ->
                            inner
                                .put("name", each.name())
                                .put("ready", unready(each).isEmpty())
                                .putText("why", unready(each))));
    return Reply.json(ready ? 200 : 503, text + "\n");
  }

  /** Returns why a pool would take nothing, or nobody knows; empty if it would. */
  static Optional<String> unready(PoolPicture picture) {
    return switch (picture.link()) {
      case Link.Connecting connecting -> Optional.of("Nothing was heard of it yet.");
      case Link.Silent silent -> Optional.of("Nothing was heard of it since " + silent.since());
      case Link.Lost lost -> Optional.of("It can not be reached: " + lost.why());
      case Link.Live live -> saturated(picture.figures().counts());
    };
  }

  private static Optional<String> saturated(Figures.Counts counts) {
    OptionalInt serviceable =
        counts.serviceable().isPresent() ? counts.serviceable() : counts.free();
    if (serviceable.isEmpty()) {
      return Optional.of("It has not told yet how many workers are free.");
    }
    return serviceable.getAsInt() > 0
        ? Optional.empty()
        : Optional.of("No request can be taken now.");
  }
}
