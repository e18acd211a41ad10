package dev.tidegate.acceptance.gate;

import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A private host with Postfix on ports 25, 587 and 2525, joined by a wire to a sender in another
 * network namespace; the firewall of either is its own.
 */
public final class SmtpHost implements AutoCloseable {

  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private static final Duration SOON = Duration.ofMillis(300);

  /** Each connection costs Postfix a process's work, and some answers take seconds to come. */
  private static final Duration LONG_PAUSE = Duration.ofMillis(50);

  private final PrivateHost host;
  private final NetworkNamespace inside;
  private final NetworkNamespace sender;

  private SmtpHost(PrivateHost host, NetworkNamespace inside, NetworkNamespace sender) {
    this.host = host;
    this.inside = inside;
    this.sender = sender;
  }

  /** Starts it, once Postfix greets on both families; the test is skipped without root. */
  public static SmtpHost start() {
    Requirements.programs("postfix", "nft", "ip");
    PrivateHost host = PrivateHost.start();
    try {
      layOut(host);
      NetworkNamespace inside = NetworkNamespace.enter(host.seenFromHere("/proc/1/ns/net"));
      NetworkNamespace sender = NetworkNamespace.enter(host.seenFromHere("/run/netns/sender"));
      SmtpHost smtpHost = new SmtpHost(host, inside, sender);
      for (Route route : Route.STRANGERS) {
        smtpHost.talk(route).quit();
      }
      return smtpHost;
    } catch (IOException e) {
      host.close();
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      host.close();
      throw e;
    }
  }

  private static void layOut(PrivateHost host) throws IOException {
    Path folder = Files.createTempDirectory("tidesmtp");
    try {
      Path setup = Script.copy(SmtpHost.class, "smtp-host.sh", folder);
      host.run("sh", "-e", setup.toString()).succeeded();
      Files.delete(setup);
    } finally {
      Files.delete(folder);
    }
  }

  public PrivateHost host() {
    return host;
  }

  /** Connects once, and hangs up. */
  public Probe probe(Route route) {
    long startNanos = System.nanoTime();
    try {
      connect(route).close();
      return new Probe(route, Answer.ACCEPTED, startNanos, System.nanoTime());
    } catch (ConnectException e) {
      return new Probe(route, Answer.REFUSED, startNanos, System.nanoTime());
    } catch (SocketTimeoutException e) {
      return new Probe(route, Answer.SILENCE, startNanos, System.nanoTime());
    } catch (IOException e) {
      return new Probe(route, Answer.ERROR, startNanos, System.nanoTime());
    }
  }

  /** Connects again and again until this comes of it, at most that long. */
  public Probe await(Route route, Answer answer, Duration patience) {
    long startNanos = System.nanoTime();
    long deadlineNanos = startNanos + patience.toNanos();
    while (true) {
      Probe probe = probe(route);
      if (probe.answer() == answer) {
        return probe;
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new AssertionError(
            "not within %d ms: %s on %s, still %s"
                .formatted(patience.toMillis(), answer, route, probe.answer()));
      }
      boolean isSoon = System.nanoTime() - startNanos < SOON.toNanos();
      LockSupport.parkNanos((isSoon ? PAUSE : LONG_PAUSE).toNanos());
    }
  }

  /** Connects again and again for that time; returns how often each answer came. */
  public Map<Answer, Integer> probeFor(Duration time, Route route) {
    Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
    long startNanos = System.nanoTime();
    do {
      answers.merge(probe(route).answer(), 1, Integer::sum);
      LockSupport.parkNanos(PAUSE.toNanos());
    } while (System.nanoTime() - startNanos < time.toNanos());
    return answers;
  }

  /** A connection that stands. */
  public SocketChannel connect(Route route) throws IOException {
    SocketChannel channel = open(route);
    try {
      channel.bind(route.source());
      channel.socket().connect(route.target(), Math.toIntExact(SILENCE.toMillis()));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private SocketChannel open(Route route) throws IOException {
    boolean isSix = route.to().contains(":");
    try {
      return (route.isLocal() ? inside : sender)
          .call(
              () ->
                  SocketChannel.open(
                      isSix ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("no socket for " + route, e);
    }
  }

  /** A conversation with Postfix, after its greeting. */
  public SmtpSession talk(Route route) throws IOException {
    return SmtpSession.greeted(connect(route));
  }

  /** How many messages of that subject have been delivered. */
  public long delivered(String subject) {
    return host.run("sh", "-c", "cat /var/spool/inbox/mail/new/* 2>/dev/null || true")
        .output()
        .lines()
        .filter(line -> line.equals("Subject: " + subject))
        .count();
  }

  /** How many of the sender's connections were refused by a message of ICMP, and not by a reset. */
  public long refusalsByIcmp() {
    return host.run("ip", "netns", "exec", "sender", "nstat", "-asz", "*InDestUnreachs")
        .succeeded()
        .output()
        .lines()
        .filter(line -> line.startsWith("Icmp"))
        .mapToLong(line -> Long.parseLong(line.split(" +", 3)[1]))
        .sum();
  }

  /** So many connections at once, as many of either family. */
  public List<SocketChannel> crowd(int size) throws IOException {
    List<SocketChannel> crowd = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      crowd.add(connect(Route.STRANGERS.get(i % 2)));
    }
    return crowd;
  }

  @Override
  public void close() {
    sender.close();
    inside.close();
    host.close();
  }
}
