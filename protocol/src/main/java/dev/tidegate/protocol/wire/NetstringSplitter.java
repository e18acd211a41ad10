package dev.tidegate.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Splits a stream of bytes that arrives in pieces into netstrings ({@code 5:hello,}), holding at
 * most one bounded string.
 *
 * <p>Not safe for use by several threads.
 */
public final class NetstringSplitter {
  /** Maximum length of a netstring's content, in bytes. */
  public static final int MAX_BYTES = 65_536;

  /** Maximum digits of a length; bounds leading zeros too. */
  private static final int MAX_DIGITS = 10;

  /** Result of {@link #next}. */
  public enum Found {
    /** All bytes are consumed and no string is complete. */
    NOTHING,
    /**
     * A string is complete and returned by {@link #content}; the bytes after it are still in the
     * buffer.
     */
    STRING,
    /**
     * A string ended with another byte than a comma; string and byte are consumed, and parsing can
     * continue.
     */
    MISSING_COMMA,
    /** A length is no number from 0 to {@value #MAX_BYTES}; parsing cannot continue. */
    BROKEN
  }

  private enum Part {
    LENGTH,
    CONTENT,
    COMMA,
    NONE
  }

  private static final byte[] NO_BYTES = {};

  private Part part = Part.LENGTH;
  private int digits;
  private int length;
  private byte[] held = NO_BYTES;
  private int heldBytes;
  private String content = "";

  /** Consumes bytes up to the end of a netstring, or all available bytes. */
  public Found next(ByteBuffer in) {
    while (in.hasRemaining() || part == Part.NONE) {
      Found found =
          switch (part) {
            case LENGTH -> takeLength(in.get());
            case CONTENT -> takeContent(in);
            case COMMA -> takeComma(in.get());
            case NONE -> {
              in.position(in.limit());
              yield Found.BROKEN;
            }
          };
      if (found != Found.NOTHING) {
        return found;
      }
    }
    return Found.NOTHING;
  }

  /** Returns the content found by the last {@link #next}; undefined unless it found one. */
  public String content() {
    return content;
  }

  /** Returns the content found by the last {@link #next}, and releases it. */
  public String takeContent() {
    String taken = content;
    content = "";
    return taken;
  }

  /** Returns the number of bytes held of an incomplete netstring. */
  public int heldBytes() {
    return heldBytes;
  }

  /** Returns whether a netstring is incomplete. */
  public boolean isInsideString() {
    return part != Part.LENGTH || digits > 0;
  }

  private Found takeLength(byte next) {
    if (next == ':' && digits > 0) {
      part = length > 0 ? Part.CONTENT : Part.COMMA;
      return Found.NOTHING;
    }
    if (next < '0' || next > '9' || digits == MAX_DIGITS) {
      part = Part.NONE;
      return Found.NOTHING;
    }
    digits++;
    length = length * 10 + (next - '0');
    if (length > MAX_BYTES) {
      part = Part.NONE;
    }
    return Found.NOTHING;
  }

  private Found takeContent(ByteBuffer in) {
    int bytes = Math.min(in.remaining(), length - heldBytes);
    int needed = heldBytes + bytes;
    if (held.length < needed) {
      // Grown by the bytes that have arrived, not by the announced length.
      byte[] grown = new byte[Math.min(length, Math.max(needed, 2 * held.length))];
      System.arraycopy(held, 0, grown, 0, heldBytes);
      held = grown;
    }
    in.get(held, heldBytes, bytes);
    heldBytes = needed;
    if (heldBytes == length) {
      part = Part.COMMA;
    }
    return Found.NOTHING;
  }

  private Found takeComma(byte next) {
    boolean ends = next == ',';
    content = ends ? new String(held, 0, heldBytes, StandardCharsets.ISO_8859_1) : "";
    part = Part.LENGTH;
    digits = 0;
    length = 0;
    held = NO_BYTES;
    heldBytes = 0;
    return ends ? Found.STRING : Found.MISSING_COMMA;
  }
}
