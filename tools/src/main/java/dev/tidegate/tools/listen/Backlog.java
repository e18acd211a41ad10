package dev.tidegate.tools.listen;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Events that wait for a command, oldest first. Of a level only the newest of each host waits, at
 * the place of the one that it replaces; of all else at most {@value #MAX_EDGES}, what comes then
 * is dropped and counted.
 */
final class Backlog {
  static final int MAX_EDGES = 1_000;

  /**
   * An event whose turn it is.
   *
   * @param replaced how many older ones of the same level and host it stands for besides
   * @param dropped how many were dropped since the last turn
   */
  record Turn(ListenerEvent event, int replaced, long dropped) {}

  private record Topic(String host, EventType.Level level) {}

  private static final class Place {
    ListenerEvent event;
    int replaced;

    Place(ListenerEvent event) {
      this.event = event;
    }
  }

  private final Queue<Place> places = new ArrayDeque<>();
  private final Map<Topic, Place> levels = new HashMap<>();
  private int edges;
  private long dropped;

  /** Returns whether the event is kept; if not, it is counted. */
  boolean offer(ListenerEvent event) {
    Optional<EventType.Level> level = event.type().level();
    if (level.isPresent()) {
      offerLevel(new Topic(event.host(), level.get()), event);
      return true;
    }
    if (edges == MAX_EDGES) {
      dropped++;
      return false;
    }
    edges++;
    places.add(new Place(event));
    return true;
  }

  private void offerLevel(Topic topic, ListenerEvent event) {
    Place place = levels.get(topic);
    if (place == null) {
      place = new Place(event);
      levels.put(topic, place);
      places.add(place);
    } else {
      place.event = event;
      place.replaced++;
    }
  }

  Optional<Turn> poll() {
    Place place = places.poll();
    if (place == null) {
      return Optional.empty();
    }
    ListenerEvent event = place.event;
    event
        .type()
        .level()
        .ifPresentOrElse(level -> levels.remove(new Topic(event.host(), level)), () -> edges--);
    long lost = dropped;
    dropped = 0;
    return Optional.of(new Turn(event, place.replaced, lost));
  }

  int size() {
    return places.size();
  }
}
