package dev.tidegate.tools.dashboard.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What is at which address, and what may be done to it. */
public final class Site {
  /** Where events are read. */
  static final String EVENTS = "/api/events";

  private static final String READING = "GET, HEAD";
  private final Map<Pattern, Route> reading = new LinkedHashMap<>();
  private final Map<Pattern, Route> acting = new LinkedHashMap<>();
  private final Route files;

  /**
   * @param files answers for all that has no route of its own
   */
  public Site(Route files) {
    this.files = files;
  }

  /** Has what GET asks of one address answered; returns the site itself. */
  public Site get(String path, Route route) {
    reading.put(Pattern.compile(Pattern.quote(path)), route);
    return this;
  }

  /** Has what POST asks of some addresses answered; returns the site itself. */
  public Site post(Pattern paths, Route route) {
    acting.put(paths, route);
    return this;
  }

  boolean knows(String path, String method) {
    return switch (method) {
      case "GET" -> !isActing(path);
      case "HEAD" -> !isActing(path) && !path.equals(EVENTS);
      case "POST" -> isActing(path);
      default -> false;
    };
  }

  String allowed(String path) {
    if (path.equals(EVENTS)) {
      return "GET";
    }
    return isActing(path) ? "POST" : READING;
  }

  boolean takesBody(String method) {
    return method.equals("POST");
  }

  private boolean isActing(String path) {
    return acting.keySet().stream().anyMatch(paths -> paths.matcher(path).matches());
  }

  Route route(String path) {
    Map<Pattern, Route> routes = new LinkedHashMap<>(reading);
    routes.putAll(acting);
    for (Map.Entry<Pattern, Route> each : routes.entrySet()) {
      if (each.getKey().matcher(path).matches()) {
        return each.getValue();
      }
    }
    return files;
  }
}
