package dev.tidegate.tools.dashboard.web;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request that has been let in.
 *
 * @param path decoded, begins with a slash
 * @param query of a name that stands twice the first value
 * @param header finds a header by its name, whatever its case
 * @param body at most {@link Door#MAX_BODY_BYTES} characters
 * @param remote from where it came, for the log
 */
public record Inquiry(
    String method,
    String path,
    Map<String, String> query,
    Function<String, Optional<String>> header,
    String body,
    String remote) {}
