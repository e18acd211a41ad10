package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.ListeningSockets;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.pool.values.ClientSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens the configured sockets, and removes socket files left by a dead process. */
final class SocketOpening {
  private static final int OWNER_ONLY = 0700;
  private static final int OWNER_AND_GROUP = 0770;
  private static final int EVERYBODY = 0777;

  private final String spoolDirectory;
  private final Options options;
  private final Set<ClientSocket> passed;
  private final List<ListeningSocket> open;

  private SocketOpening(String spoolDirectory, Options options, List<ListeningSocket> passed) {
    this.spoolDirectory = spoolDirectory;
    this.options = options;
    this.passed = passed.stream().map(ListeningSocket::clientSocket).collect(Collectors.toSet());
    this.open = new ArrayList<>(passed);
  }

  /**
   * Opens all of them, or none if one cannot be opened.
   *
   * @param passed sockets that are open already; the options they replace open none
   * @return all sockets, including the passed ones
   */
  static List<ListeningSocket> openAll(
      String spoolDirectory, Options options, List<ListeningSocket> passed) throws StartupFailure {
    SocketOpening opening = new SocketOpening(spoolDirectory, options, passed);
    Options.Sockets sockets = options.sockets();
    if (SocketSpec.parse(sockets.command()) instanceof SocketSpec.InetPort) {
      throw new StartupFailure(
          "Argument to -s option must be a UNIX-domain socket, not a TCP socket.");
    }
    try {
      opening.add(ClientSocket.COMMAND, "listening socket", Optional.of(sockets.command()));
      opening.add(
          ClientSocket.UNPRIVILEGED, "unprivileged listening socket", sockets.unprivileged());
      opening.add(ClientSocket.NOTIFY, "notification socket", sockets.notification());
      opening.add(ClientSocket.MAP, "map socket", sockets.map());
    } catch (StartupFailure failure) {
      opening.undo();
      throw failure;
    }
    return List.copyOf(opening.open);
  }

  private void undo() {
    for (ListeningSocket socket : open) {
      Descriptors.close(socket.fd());
      socket.ownFile().ifPresent(SocketOpening::removeIfAllowed);
    }
  }

  private static void removeIfAllowed(String path) {
    try {
      PosixFiles.unlink(path);
    } catch (PosixException notAllowed) {
      // The next start replaces it.
    }
  }

  private void add(ClientSocket socket, String what, Optional<String> text) throws StartupFailure {
    if (text.isEmpty() || passed.contains(socket)) {
      return;
    }
    try {
      switch (SocketSpec.parse(text.get())) {
        case SocketSpec.UnixPath(String path) ->
            openUnix(socket, Paths.resolve(spoolDirectory, path));
        case SocketSpec.InetPort(ListeningSockets.Interface where, int port) ->
            open.add(
                new ListeningSocket(
                    socket,
                    ListeningSockets.listenInet(where, port, options.sockets().backlog()),
                    true,
                    Optional.empty()));
        case SocketSpec.Malformed(String reason) -> throw new StartupFailure(reason);
      }
    } catch (StartupFailure failure) {
      throw new StartupFailure("Unable to create " + what + ": " + failure.text());
    } catch (PosixException failure) {
      throw new StartupFailure("Unable to create " + what + ": " + failure.getMessage());
    }
  }

  private void openUnix(ClientSocket socket, String path) throws StartupFailure, PosixException {
    int bytes = path.getBytes(StandardCharsets.ISO_8859_1).length;
    if (bytes > ListeningSockets.MAX_PATH_BYTES) {
      throw new StartupFailure(
          path
              + " has "
              + bytes
              + " bytes; the path of a socket may have "
              + ListeningSockets.MAX_PATH_BYTES);
    }
    removeStale(path);
    int fd = ListeningSockets.listenUnix(path, mode(socket), options.sockets().backlog());
    open.add(new ListeningSocket(socket, fd, false, Optional.of(path)));
  }

  private int mode(ClientSocket socket) {
    return switch (socket) {
      case UNPRIVILEGED -> EVERYBODY;
      case COMMAND, MAP, NOTIFY -> options.daemon().groupAccess() ? OWNER_AND_GROUP : OWNER_ONLY;
    };
  }

  private static void removeStale(String path) throws StartupFailure, PosixException {
    Optional<PosixFiles.Kind> kind = PosixFiles.kind(path);
    if (kind.isEmpty()) {
      return;
    }
    switch (kind.get()) {
      case SOCKET -> {
        if (ListeningSockets.isAnswered(path)) {
          throw new StartupFailure(path + " is in use: somebody answers there");
        }
        PosixFiles.unlink(path);
      }
      case FILE, DIRECTORY, OTHER ->
          throw new StartupFailure(path + " is there already and is no socket; remove it");
    }
  }
}
