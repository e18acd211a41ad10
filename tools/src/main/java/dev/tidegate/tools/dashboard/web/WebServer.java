package dev.tidegate.tools.dashboard.web;

import dev.tidegate.client.Address;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The dashboard's HTTP server: one address, plain HTTP/1.1, and a bound on everything. */
public final class WebServer implements AutoCloseable {
  /** Further ones wait to be accepted. */
  public static final int MAX_CONNECTIONS = 512;

  /** In stat(2)'s st_mode. */
  private static final int KIND_OF_FILE = 0xF000;

  private static final int SOCKET = 0xC000;
  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int MAX_THREADS = 16;
  private static final int WAITING_TO_BE_ACCEPTED = 256;
  private static final Duration IDLE_TIME = Duration.ofSeconds(30);
  private static final Duration SWEEP_EVERY = Duration.ofMillis(500);
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(1);

  private final ListenAt address;
  private final Server server;
  private final AbstractConnector connector;
  private final EventStreams streams;
  private final Thread sweeper;

  private WebServer(
      ListenAt address,
      Server server,
      AbstractConnector connector,
      EventStreams streams,
      WebConnections connections) {
    this.sweeper = Thread.ofPlatform().daemon().name("sweeper").unstarted(() -> sweep(connections));
    this.address = address;
    this.server = server;
    this.connector = connector;
    this.streams = streams;
  }

  /**
   * Begins to answer.
   *
   * @param hostNames by which it may be called, beside those of this machine
   * @param log takes a line for the operator, from any thread
   * @throws IOException if it cannot listen there
   */
  public static WebServer start(
      ListenAt address,
      Collection<String> hostNames,
      Site site,
      EventStreams streams,
      Consumer<String> log)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("http");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("request"));
    Server server = new Server(threads);
    server.setStopTimeout(TIME_TO_STOP.toMillis());
    AbstractConnector connector = connector(server, address);
    WebConnections connections = new WebConnections();
    connector.addBean(connections);
    connector.setIdleTimeout(IDLE_TIME.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
    server.setErrorHandler(
        (request, response, callback) -> {
          Door.errorBeforeTheDoor(request, response, callback, status(request));
          return true;
        });
    Optional<HostNames> names =
        address instanceof ListenAt.Local
            ? Optional.empty()
            : Optional.of(new HostNames(hostNames));
    server.setHandler(new Door(names, site, streams, connections, log));
    WebServer web = new WebServer(address, server, connector, streams, connections);
    web.open();
    return web;
  }

  private static int status(Request request) {
    return request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer status ? status : 500;
  }

  private static AbstractConnector connector(Server server, ListenAt address) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setHttpCompliance(HttpCompliance.RFC7230);
    http.setUriCompliance(UriCompliance.DEFAULT);
    HttpConnectionFactory protocol = new HttpConnectionFactory(http);
    return switch (address) {
      case ListenAt.Port port -> {
        ServerConnector tcp = new ServerConnector(server, 1, 1, protocol);
        tcp.setHost(port.host());
        tcp.setPort(port.port());
        tcp.setAcceptQueueSize(WAITING_TO_BE_ACCEPTED);
        yield tcp;
      }
      case ListenAt.Local local -> {
        UnixDomainServerConnector unix = new UnixDomainServerConnector(server, 1, 1, protocol);
        unix.setUnixDomainPath(local.address().path().toAbsolutePath());
        unix.setAcceptQueueSize(WAITING_TO_BE_ACCEPTED);
        yield unix;
      }
    };
  }

  private void open() throws IOException {
    try {
      if (address instanceof ListenAt.Local local) {
        makeRoom(local.address());
      }
      server.start();
      if (address instanceof ListenAt.Local local) {
        Files.setPosixFilePermissions(
            local.address().path(), PosixFilePermissions.fromString("rw-rw----"));
      }
    } catch (IOException failure) {
      close();
      throw failure;
    } catch (Exception failure) {
      close();
      throw new IOException(failure.getMessage(), failure);
    }
    streams.start();
    sweeper.start();
  }

  private static void sweep(WebConnections connections) {
    try {
      while (true) {
        Thread.sleep(SWEEP_EVERY);
        connections.sweep();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** A socket that a dead dashboard has left is replaced, a living one is not. */
  private static void makeRoom(Address.Local address) throws IOException {
    Path path = address.path();
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException nobody) {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket(path)) {
        throw new IOException("there is something that is no socket", nobody);
      }
      Files.deleteIfExists(path);
      return;
    }
    throw new IOException("another program answers there");
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & KIND_OF_FILE) == SOCKET;
  }

  /** Returns where it can be looked at. */
  public String url() {
    return switch (address) {
      case ListenAt.Local local -> "unix:" + local.address().path();
      case ListenAt.Port port -> {
        int bound = connector instanceof ServerConnector tcp ? tcp.getLocalPort() : port.port();
        yield "http://" + new ListenAt.Port(port.host(), bound) + "/";
      }
    };
  }

  /** Ends, and the streams with it. */
  @Override
  public void close() {
    sweeper.interrupt();
    streams.close();
    try {
      server.stop();
      if (address instanceof ListenAt.Local local) {
        Files.deleteIfExists(local.address().path());
      }
    } catch (Exception failure) {
      // It ends in any case.
    }
  }
}
