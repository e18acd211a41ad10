package dev.tidegate.tools.ctl.dropin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** One line to the multiplexor, and its answer; it waits for that as long as it takes. */
final class Exchange {
  /** The most bytes that are taken of an answer. */
  static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private static final int MAX_PATH_BYTES = 107;

  /** One less than the system takes. */
  private static final int MAX_JDK_PATH_BYTES = 106;

  private static final int READ_BYTES = 8192;

  private final String path;

  /**
   * @param path of the socket, a char a byte; what does not fit into an address is cut off
   */
  Exchange(String path) {
    this.path = path.length() > MAX_PATH_BYTES ? path.substring(0, MAX_PATH_BYTES) : path;
  }

  /** Asks, and returns what is to be shown. */
  Shown ask(DrawnRequest request) {
    String step = "connect";
    try (SocketChannel channel = connect()) {
      step = "write";
      ByteBuffer line = ByteBuffer.wrap(request.line().getBytes(ISO_8859_1));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      step = "read";
      return request.draw(readToEnd(channel));
    } catch (IOException failure) {
      return Shown.error("MXCommand: " + step + ": " + sentence(failure) + "\n");
    }
  }

  private SocketChannel connect() throws IOException {
    if (path.isEmpty()) {
      throw new IOException("Connection refused");
    }
    if (path.length() > MAX_JDK_PATH_BYTES) {
      boolean exists = Files.exists(Path.of(path));
      throw new IOException(exists ? "File name too long" : "No such file or directory");
    }
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  /** Returns the answer, to the first NUL: the rest of a C string is not there. */
  private static String readToEnd(SocketChannel channel) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(READ_BYTES);
    int bytes = channel.read(piece);
    while (bytes >= 0 && answer.size() < MAX_ANSWER_BYTES) {
      answer.write(piece.array(), 0, Math.min(bytes, MAX_ANSWER_BYTES - answer.size()));
      bytes = channel.read(piece.clear());
    }
    String text = answer.toString(ISO_8859_1);
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  /** The system's own words, to which the JDK adds some and of which it leaves some out. */
  private static String sentence(IOException failure) {
    String text = String.valueOf(failure.getMessage());
    if (text.toLowerCase(Locale.ROOT).contains("permission denied")) {
      return "Permission denied";
    }
    return (text.equals("Connection reset") ? "Connection reset by peer" : text)
        + ": Is multiplexor running?";
  }
}
