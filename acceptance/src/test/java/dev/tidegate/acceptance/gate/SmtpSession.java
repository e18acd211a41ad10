package dev.tidegate.acceptance.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A conversation with an SMTP server, a step at a time. */
public final class SmtpSession implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SocketChannel channel;
  private final BufferedReader reader;

  private SmtpSession(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.socket().setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    reader =
        new BufferedReader(new InputStreamReader(channel.socket().getInputStream(), ISO_8859_1));
  }

  /** Reads the greeting on a connection. */
  static SmtpSession greeted(SocketChannel channel) throws IOException {
    SmtpSession session = new SmtpSession(channel);
    session.expect("220");
    return session;
  }

  /** Says a line and reads an answer of that code. */
  public SmtpSession say(String line, String code) throws IOException {
    send(line + "\r\n");
    expect(code);
    return this;
  }

  /** Says the envelope and the first part of a message. */
  public SmtpSession beginMessage(String subject) throws IOException {
    say("HELO sender.test", "250");
    say("MAIL FROM:<sender@example.org>", "250");
    say("RCPT TO:<someone@example.test>", "250");
    say("DATA", "354");
    send("Subject: " + subject + "\r\n\r\nBegun.\r\n");
    return this;
  }

  /** Says the rest of the message; it has been taken then. */
  public SmtpSession endMessage() throws IOException {
    say("Ended.\r\n.", "250");
    return this;
  }

  /** Says goodbye. */
  public void quit() throws IOException {
    say("QUIT", "221");
    close();
  }

  private void send(String text) throws IOException {
    channel.socket().getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private void expect(String code) throws IOException {
    String line = reader.readLine();
    while (line != null && line.startsWith(code + "-")) {
      line = reader.readLine();
    }
    if (line == null || !line.startsWith(code)) {
      throw new AssertionError("not " + code + ": " + line);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
