package dev.tidegate.tools.dashboard;

import dev.tidegate.tools.dashboard.web.EventSource;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.PoolWatch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The pools that are shown: one watch of each, however many look. */
final class Pools implements EventSource, AutoCloseable {
  private final Map<String, PoolWatch> watches = new LinkedHashMap<>();
  private final Map<String, PoolFeed> feeds = new LinkedHashMap<>();
  private final boolean actions;
  private final String version;
  private final InstantSource clock;

  /**
   * @param actions whether an operator may act here
   * @param version of this program
   */
  Pools(List<PoolWatch> watches, boolean actions, String version, InstantSource clock) {
    for (PoolWatch watch : watches) {
      this.watches.put(watch.name(), watch);
      feeds.put(watch.name(), new PoolFeed());
    }
    this.actions = actions;
    this.version = version;
    this.clock = clock;
  }

  /** Returns the watch of a pool, if it is one of these. */
  Optional<PoolWatch> watch(String name) {
    return Optional.ofNullable(watches.get(name));
  }

  /** Returns the watch of a pool, or of the only one. */
  Optional<PoolWatch> watch(Optional<String> name) {
    if (name.isEmpty() && watches.size() == 1) {
      return watches.values().stream().findFirst();
    }
    return name.flatMap(this::watch);
  }

  /** Returns how each of them is now, in the order in which they were given. */
  List<PoolPicture> pictures() {
    List<PoolPicture> pictures = new ArrayList<>();
    watches.values().forEach(watch -> pictures.add(watch.picture()));
    return pictures;
  }

  /** Returns everything in JSON. */
  String all() {
    return JsonText.object(
        json ->
            json.put("now", clock.millis())
                .put("actions", actions)
                .put("version", version)
                .putObjects("pools", pictures(), PoolJson::all));
  }

  @Override
  public void tellAll(BiConsumer<String, String> tell) {
    tell.accept(
        "hello",
        JsonText.object(
            json ->
                json.put("now", clock.millis()).put("actions", actions).put("version", version)));
    feeds.values().forEach(feed -> feed.tellAll(tell));
  }

  @Override
  public void tellNews(BiConsumer<String, String> tell) {
    feeds.forEach(
        (name, feed) ->
            watch(name).ifPresent(watch -> feed.tellNews(watch.picture(), clock.millis(), tell)));
  }

  @Override
  public void close() {
    watches.values().forEach(PoolWatch::close);
  }
}
