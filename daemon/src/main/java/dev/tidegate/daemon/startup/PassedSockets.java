package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.Errno;
import dev.tidegate.daemon.posix.InheritedSocket;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.pool.values.ClientSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes over the sockets passed by the service manager: by their names, those without a name by
 * their addresses. Each replaces the option of its socket.
 */
final class PassedSockets {
  private final String spoolDirectory;
  private final Options.Sockets options;

  private PassedSockets(String spoolDirectory, Options.Sockets options) {
    this.spoolDirectory = spoolDirectory;
    this.options = options;
  }

  /** Socket that was taken over, with a line about it for the log. */
  record Taken(ListeningSocket socket, String remark) {}

  /** Takes over all of them, or none if one cannot be used. */
  static List<Taken> take(
      List<ServiceEnvironment.Passed> passed, String spoolDirectory, Options.Sockets options)
      throws StartupFailure {
    PassedSockets taking = new PassedSockets(spoolDirectory, options);
    List<Taken> taken = new ArrayList<>();
    for (ServiceEnvironment.Passed each : passed) {
      taken.add(taking.take(each));
    }
    return taken;
  }

  private Taken take(ServiceEnvironment.Passed passed) throws StartupFailure {
    String what =
        "Descriptor "
            + passed.fd()
            + passed.name().map(name -> " (" + name + ")").orElse("")
            + " from the service manager ";
    try {
      InheritedSocket socket = InheritedSocket.examine(passed.fd());
      InheritedSocket.Family family = checked(socket, what);
      ClientSocket clientSocket =
          passed.name().isPresent() ? named(passed.name().get(), what) : at(socket, what);
      if (clientSocket == ClientSocket.COMMAND && family == InheritedSocket.Family.TCP) {
        throw new StartupFailure(
            what + "is a TCP socket; the command socket must be a UNIX-domain socket");
      }
      Descriptors.setCloseOnExec(passed.fd());
      Descriptors.setNonBlocking(passed.fd());
      return new Taken(
          new ListeningSocket(
              clientSocket, passed.fd(), family == InheritedSocket.Family.TCP, Optional.empty()),
          "The service manager passes the " + name(clientSocket) + " socket, " + socket.address());
    } catch (PosixException failure) {
      throw new StartupFailure(
          what
              + switch (failure.errno()) {
                case Errno.ENOTSOCK -> "is no socket";
                case Errno.EBADF -> "is not open";
                default -> "cannot be used: " + failure.getMessage();
              });
    }
  }

  private static InheritedSocket.Family checked(InheritedSocket socket, String what)
      throws StartupFailure {
    if (!socket.stream() || socket.family().isEmpty()) {
      throw new StartupFailure(
          what + "is no stream socket of UNIX, IPv4 or IPv6; use ListenStream=");
    }
    if (!socket.listening()) {
      throw new StartupFailure(what + "does not listen; use Accept=no");
    }
    return socket.family().get();
  }

  private static ClientSocket named(String name, String what) throws StartupFailure {
    return Arrays.stream(ClientSocket.values())
        .filter(each -> name(each).equals(name))
        .findFirst()
        .orElseThrow(() -> new StartupFailure(what + "has an unknown name; " + names()));
  }

  private ClientSocket at(InheritedSocket socket, String what) throws StartupFailure {
    return Arrays.stream(ClientSocket.values())
        .filter(each -> option(each).map(this::address).equals(Optional.of(socket.address())))
        .findFirst()
        .orElseThrow(
            () ->
                new StartupFailure(
                    what
                        + "has no name, and none of -s, -a, -O and -N is at "
                        + socket.address()
                        + "; "
                        + names()));
  }

  private static String names() {
    return "set FileDescriptorName= to one of "
        + Arrays.stream(ClientSocket.values())
            .map(PassedSockets::name)
            .collect(Collectors.joining(", "));
  }

  private static String name(ClientSocket clientSocket) {
    return switch (clientSocket) {
      case COMMAND -> "command";
      case UNPRIVILEGED -> "unprivileged";
      case NOTIFY -> "notify";
      case MAP -> "map";
    };
  }

  private Optional<String> option(ClientSocket clientSocket) {
    return switch (clientSocket) {
      case COMMAND -> Optional.of(options.command());
      case UNPRIVILEGED -> options.unprivileged();
      case NOTIFY -> options.notification();
      case MAP -> options.map();
    };
  }

  /** Returns an option's address in the notation of {@link InheritedSocket}. */
  private String address(String option) {
    return switch (SocketSpec.parse(option)) {
      case SocketSpec.UnixPath(String path) -> Paths.resolve(spoolDirectory, path);
      case SocketSpec.InetPort(var where, int port) ->
          switch (where) {
                case IPV4_LOOPBACK -> "inet:";
                case IPV4_ANY -> "inet_any:";
                case IPV6_LOOPBACK -> "inet6:";
                case IPV6_ANY -> "inet6_any:";
              }
              + port;
      case SocketSpec.Malformed malformed -> "";
    };
  }
}
