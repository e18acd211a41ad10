package dev.tidegate.tools.ctl.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file in which a look leaves its totals for the next one. It is replaced whole, and nothing
 * else is ever overwritten.
 */
record PastFile(Path path) {
  private static final String HEAD = "tidegate ctl check 1";
  private static final int MOST_BYTES = 4_096;

  /**
   * Returns what is kept there; nothing if there is no file yet.
   *
   * @throws IOException if it cannot be read, or is not such a file
   */
  Optional<Past> load() throws IOException {
    byte[] bytes;
    try (InputStream file = Files.newInputStream(path)) {
      bytes = file.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new IOException("cannot read " + path + " (" + failure + ")", failure);
    }
    String[] lines = new String(bytes, US_ASCII).split("\n", -1);
    if (bytes.length > MOST_BYTES || !lines[0].equals(HEAD)) {
      throw new IOException(path + " is no file of this check; it was left as it is");
    }
    return parse(lines);
  }

  /** What is damaged is as good as none: the next look finds a whole one. */
  private static Optional<Past> parse(String[] lines) {
    String epoch = "";
    double uptimeSeconds = -1;
    Map<Metric, Double> totals = new EnumMap<>(Metric.class);
    try {
      for (int at = 1; at < lines.length; at++) {
        String[] words = lines[at].split(" ", -1);
        if (words.length != 2) {
          continue;
        }
        switch (words[0]) {
          case "epoch" -> epoch = words[1];
          case "uptime" -> uptimeSeconds = Double.parseDouble(words[1]);
          default -> totals.put(Metric.parse(words[0]), Double.valueOf(words[1]));
        }
      }
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
    return uptimeSeconds < 0
        ? Optional.empty()
        : Optional.of(new Past(epoch, uptimeSeconds, totals));
  }

  /**
   * Keeps it for the next look.
   *
   * @throws IOException with a sentence for the operator
   */
  void save(Past past) throws IOException {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    text.append("epoch ").append(past.epoch()).append('\n');
    text.append("uptime ").append(past.uptimeSeconds()).append('\n');
    past.totals().forEach((metric, value) -> text.append(metric.word() + " " + value).append('\n'));
    Path absolute = path.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new IOException(path + " is no file");
    }
    try {
      Path fresh =
          Files.createTempFile(
              folder,
              "." + absolute.getFileName(),
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.writeString(fresh, text, US_ASCII);
        Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException failure) {
      throw new IOException("cannot write " + path + " (" + failure + ")", failure);
    }
  }
}
