package dev.tidegate.tools.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Set;

/** The secret by which an operator may act; it is never printed. */
final class Token {
  static final int MIN_CHARS = 16;
  private static final int MAX_CHARS = 1_024;

  private final byte[] secret;

  private Token(byte[] secret) {
    this.secret = secret;
  }

  /**
   * Reads it.
   *
   * @throws IOException with a sentence for the operator
   */
  static Token read(Path file) throws IOException {
    Set<PosixFilePermission> mode;
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      mode = Files.getPosixFilePermissions(file);
      bytes = in.readNBytes(MAX_CHARS + 1);
    } catch (IOException failure) {
      throw new IOException("cannot read the token of " + file + ": " + failure, failure);
    }
    if (mode.stream().anyMatch(each -> !each.name().startsWith("OWNER"))) {
      throw new IOException(
          "others may read or change " + file + ", so its token is no secret: chmod 600 " + file);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    if (text.length() < MIN_CHARS || text.length() > MAX_CHARS) {
      throw new IOException(
          "the token in "
              + file
              + " should have "
              + MIN_CHARS
              + " to "
              + MAX_CHARS
              + " characters; one is made by: openssl rand -hex 16");
    }
    if (!text.chars().allMatch(each -> each > ' ' && each <= '~')) {
      throw new IOException("the token in " + file + " should be one line without blanks");
    }
    return new Token(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Returns whether somebody knows it, in a time that does not tell how much of it. */
  boolean is(String other) {
    return MessageDigest.isEqual(secret, other.getBytes(StandardCharsets.UTF_8));
  }
}
