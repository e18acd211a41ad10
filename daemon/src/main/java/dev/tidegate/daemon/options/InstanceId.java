package dev.tidegate.daemon.options;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Random id of this start of the multiplexor, and name of the host, both sent to listeners.
 *
 * <p>Both are read from the kernel: the JDK's generator takes a tenth of the start-up time, and its
 * lookup of the host name may query a name server.
 */
final class InstanceId {
  private static final Path RANDOM = Path.of("/dev/urandom");
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
  private static final int EPOCH_BYTES = 8;

  private InstanceId() {}

  /** Returns a random id of 16 lower-case hex digits. */
  static String epoch() {
    try (InputStream random = Files.newInputStream(RANDOM)) {
      return HexFormat.of().formatHex(random.readNBytes(EPOCH_BYTES));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + RANDOM, failure);
    }
  }

  /** Returns the name of the host. */
  static String host() {
    try {
      return Files.readString(HOST, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + HOST, failure);
    }
  }
}
