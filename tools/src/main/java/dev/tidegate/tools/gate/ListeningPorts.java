package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who listens on which TCP port of this host.
 *
 * @param proc where the kernel shows it, {@code /proc}
 */
record ListeningPorts(Path proc) {
  private static final String LISTEN = "0A";

  /** How often a look is begun anew when what was seen has gone meanwhile. */
  private static final int LOOKS = 3;

  /** As it stands in the command line of a gate. */
  private static final String GATE = "\0" + Gate.class.getName() + "\0";

  /** The columns of {@code net/tcp}. */
  private static final int LOCAL = 1;

  private static final int STATE = 3;
  private static final int INODE = 9;

  /** How 127.0.0.0/8 and ::1 look there: four bytes at a time, the last one first. */
  private static final String LOOPBACK4 = "7F";

  private static final String MAPPED4 = "0000000000000000FFFF0000";
  private static final String LOOPBACK6 = "00000000000000000000000001000000";

  /**
   * A listening socket.
   *
   * @param inode its number
   */
  record Listening(int port, boolean isLoopback, String inode) {}

  /**
   * A process that has a listening socket.
   *
   * @param isGate whether it is one of ours
   */
  record Holder(String name, long pid, boolean isGate) {
    @Override
    public String toString() {
      return name + " (process " + pid + ")";
    }
  }

  /**
   * The listening sockets of a port, and who has them.
   *
   * @param holders empty if they may not be seen
   */
  record Found(Set<Listening> sockets, Set<Holder> holders) {}

  /**
   * Looks who listens on that port: once more if none was seen, or one was closed between the look
   * at the sockets and that at the processes.
   */
  Found look(int port) throws IOException {
    Set<Listening> sockets = on(port);
    for (int looks = 1; looks < LOOKS; looks++) {
      Set<Holder> holders = holders(sockets);
      Set<Listening> now = on(port);
      if (!holders.isEmpty() || (!now.isEmpty() && now.equals(sockets))) {
        return new Found(sockets, holders);
      }
      sockets = now;
    }
    return new Found(sockets, holders(sockets));
  }

  /**
   * Returns the listening sockets of that port. The kernel gives its table in pieces: while others
   * open and close sockets, a line may come twice, or be left out.
   */
  Set<Listening> on(int port) throws IOException {
    Set<Listening> found = new LinkedHashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      Path file = proc.resolve(table);
      if (Files.exists(file)) {
        try (Stream<String> lines = Files.lines(file, ISO_8859_1)) {
          lines
              .skip(1)
              .flatMap(line -> parse(line).stream())
              .filter(each -> each.port == port)
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  static Optional<Listening> parse(String line) {
    String[] fields = line.strip().split(" +", -1);
    if (fields.length <= INODE || !fields[STATE].equals(LISTEN)) {
      return Optional.empty();
    }
    int colon = fields[LOCAL].indexOf(':');
    String address = fields[LOCAL].substring(0, colon);
    boolean isLoopback =
        address.length() == LOOPBACK6.length()
            ? address.equals(LOOPBACK6)
                || (address.startsWith(MAPPED4) && address.endsWith(LOOPBACK4))
            : address.endsWith(LOOPBACK4);
    int port = Integer.parseInt(fields[LOCAL].substring(colon + 1), 16);
    return Optional.of(new Listening(port, isLoopback, fields[INODE]));
  }

  /** Returns the processes that have one of these. */
  Set<Holder> holders(Set<Listening> sockets) throws IOException {
    Set<String> links =
        sockets.stream().map(each -> "socket:[" + each.inode + "]").collect(Collectors.toSet());
    Set<Holder> holders = new LinkedHashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (hasOne(process, links)) {
          Holder holder = holder(process);
          // Its number may have been given to another process before the name was read.
          if (hasOne(process, links)) {
            holders.add(holder);
          }
        }
      }
    }
    return holders;
  }

  /** A process that ends meanwhile, or of which nothing may be seen, has none. */
  private static boolean hasOne(Path process, Set<String> links) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor)
            && links.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false;
    }
    return false;
  }

  private static Holder holder(Path process) {
    String name = read(process.resolve("comm")).strip().replaceAll("[^\\x21-\\x7e]", "?");
    boolean isGate = read(process.resolve("cmdline")).contains(GATE);
    long pid = Long.parseLong(String.valueOf(process.getFileName()));
    return new Holder(name.isEmpty() ? "?" : name, pid, isGate);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
