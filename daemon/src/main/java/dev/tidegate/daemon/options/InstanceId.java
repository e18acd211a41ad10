package dev.tidegate.daemon.options;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * What listeners tell this life of the multiplexor by from any other.
 *
 * <p>Both are asked of the kernel itself: the JDK's own generator costs a tenth of the start, and
 * its name of the host may ask a name server.
 */
final class InstanceId {
  private static final Path RANDOM = Path.of("/dev/urandom");
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
  private static final int EPOCH_BYTES = 8;

  private InstanceId() {}

  /** Returns 16 lower-case hex digits, by chance. */
  static String epoch() {
    try (InputStream random = Files.newInputStream(RANDOM)) {
      return HexFormat.of().formatHex(random.readNBytes(EPOCH_BYTES));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + RANDOM, failure);
    }
  }

  /** Returns the name of the machine. */
  static String host() {
    try {
      return Files.readString(HOST, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + HOST, failure);
    }
  }
}
