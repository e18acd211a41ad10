package dev.tidegate.tools.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** A command socket whose answers are given, and {@code tidegate ctl} that asks it. */
final class ScriptedMultiplexor implements AutoCloseable {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final Path socket;
  private final ServerSocketChannel server;

  ScriptedMultiplexor(Path folder) throws IOException {
    socket = folder.resolve("mx.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  /** Answers each line from now on. */
  void answer(UnaryOperator<String> answers) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (true) {
                try (SocketChannel client = server.accept()) {
                  String line = line(client);
                  asked.add(line);
                  client.write(ByteBuffer.wrap(answers.apply(line).getBytes(ISO_8859_1)));
                } catch (IOException closed) {
                  return;
                }
              }
            });
  }

  private static String line(SocketChannel client) throws IOException {
    StringBuilder line = new StringBuilder();
    var in = Channels.newInputStream(client);
    for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
      line.append((char) each);
    }
    return line.toString();
  }

  /** Runs a command of {@code tidegate ctl}; returns its exit status. */
  int run(String... words) {
    List<String> all = new ArrayList<>(List.of("-s", socket.toString()));
    all.addAll(List.of(words));
    return Ctl.run(
        all, new PrintStream(out, true, ISO_8859_1), new PrintStream(err, true, ISO_8859_1));
  }

  /** Returns the lines that it was asked so far. */
  List<String> asked() {
    return asked;
  }

  ByteArrayOutputStream out() {
    return out;
  }

  ByteArrayOutputStream err() {
    return err;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
