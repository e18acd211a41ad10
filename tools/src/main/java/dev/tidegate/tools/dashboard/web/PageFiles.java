package dev.tidegate.tools.dashboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the page, which lie beside a class; each is read once. */
public final class PageFiles implements Route {
  /** Nothing here can name another folder, and only what is there is kept. */
  private static final Pattern NAME =
      Pattern.compile("/([a-z0-9][a-z0-9._-]{0,62}\\.([a-z0-9]{2,11}))");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("webmanifest", "application/manifest+json"));

  private final Class<?> beside;
  private final String folder;
  private final Map<String, Reply> files = new ConcurrentHashMap<>();

  /**
   * @param folder its name, below where that class lies
   */
  public PageFiles(Class<?> beside, String folder) {
    this.beside = beside;
    this.folder = folder;
  }

  @Override
  public Reply answer(Inquiry inquiry) {
    String path = inquiry.path().equals("/") ? "/index.html" : inquiry.path();
    Optional<Reply> file = find(path);
    if (file.isEmpty()) {
      return Reply.error(404, "There is nothing at this address.");
    }
    String tag = String.valueOf(file.get().headers().get("ETag"));
    boolean known = inquiry.header().apply("If-None-Match").filter(tag::equals).isPresent();
    return known
        ? new Reply(304, file.get().contentType(), new byte[0], file.get().headers())
        : file.get();
  }

  private Optional<Reply> find(String path) {
    Reply known = files.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    Matcher name = NAME.matcher(path);
    if (!name.matches() || !TYPES.containsKey(name.group(2))) {
      return Optional.empty();
    }
    try (InputStream in = beside.getResourceAsStream(folder + "/" + name.group(1))) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      Reply reply =
          new Reply(
              200,
              TYPES.getOrDefault(name.group(2), ""),
              bytes,
              Map.of("ETag", tag(bytes), "Cache-Control", "no-cache"));
      files.put(path, reply);
      return Optional.of(reply);
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot read " + path + " of the page", unreadable);
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
