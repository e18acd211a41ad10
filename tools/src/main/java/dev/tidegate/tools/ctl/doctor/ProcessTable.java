package dev.tidegate.tools.ctl.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux tells of processes.
 *
 * @param proc where it tells it
 */
record ProcessTable(Path proc) {
  /** As much as is read of one file. */
  private static final int MOST_BYTES = 1024 * 1024;

  /** The kernel keeps 15 bytes of a name. */
  private static final String NAME = "mimedefang-mult";

  private static final String DELETED = " (deleted)";
  private static final Pattern FILE_LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d+)");
  private static final int MOST_FILES = 100_000;

  /** The place of the start in {@code stat}, from the state on. */
  private static final int START = 19;

  /** The kernel tells the start of a process to a hundredth of a second, and a boot to a second. */
  private static final Duration START_GRAIN = Duration.ofSeconds(2);

  /** Returns whether a process is a multiplexor, by its name. */
  boolean isMultiplexor(long pid) {
    return read(pid, "comm").strip().equals(NAME);
  }

  /** Returns the process that holds the listening socket of that path, if it may be seen. */
  OptionalLong holder(Path socket) {
    String inode = "";
    for (String line : read(proc.resolve("net/unix")).split("\n", -1)) {
      String[] words = line.strip().split("\\s+", 8);
      // The flag of those that listen.
      if (words.length == 8 && words[3].equals("00010000") && words[7].equals(socket.toString())) {
        inode = words[6];
      }
    }
    if (inode.isEmpty()) {
      return OptionalLong.empty();
    }
    String wanted = "socket:[" + inode + "]";
    return pids().stream()
        .filter(this::isMultiplexor)
        .filter(pid -> links(pid).contains(wanted))
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path each : all) {
        String name = each.getFileName() == null ? "" : each.getFileName().toString();
        if (name.matches("\\d{1,10}")) {
          pids.add(Long.valueOf(name));
        }
      }
    } catch (IOException unreadable) {
      // Then there are none to be seen.
    }
    return pids;
  }

  /** Returns the parent of a process, if it is a multiplexor. */
  OptionalLong multiplexorAbove(long pid) {
    OptionalLong parent = number(read(pid, "status"), "PPid");
    return parent.isPresent() && isMultiplexor(parent.getAsLong()) ? parent : OptionalLong.empty();
  }

  /** Returns the words of a process, its own name first. */
  List<String> words(long pid) {
    return Arrays.asList(read(pid, "cmdline").split("\0", -1));
  }

  /** Returns the number of the user as whom it runs. */
  Optional<String> userId(long pid) {
    return effective(pid, "Uid");
  }

  /** Returns the number of its group. */
  Optional<String> groupId(long pid) {
    return effective(pid, "Gid");
  }

  private Optional<String> effective(long pid, String name) {
    Matcher matcher =
        Pattern.compile("(?m)^" + name + ":\\s+\\d+\\s+(\\d+)").matcher(read(pid, "status"));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Whether a milter of MIMEDefang runs that asks about relays, senders or recipients too. */
  boolean hasAskingMilter() {
    return pids().stream()
        .filter(pid -> read(pid, "comm").strip().equals("mimedefang"))
        .anyMatch(pid -> words(pid).stream().anyMatch(each -> each.matches("-[rHst]")));
  }

  OptionalLong fileLimit(long pid) {
    Matcher matcher = FILE_LIMIT.matcher(read(pid, "limits"));
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** Returns how many descriptors it has open, if that may be seen. */
  OptionalLong openFiles(long pid) {
    List<String> links = links(pid);
    return links.isEmpty() ? OptionalLong.empty() : OptionalLong.of(links.size());
  }

  /**
   * Returns when it started, in the kernel's ticks; empty if it is gone. A number is given again, a
   * number with its start is not.
   */
  OptionalLong start(long pid) {
    // The name, in brackets, may contain anything; the state is the first field behind it.
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length > START && fields[START].matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(fields[START]))
        : OptionalLong.empty();
  }

  /**
   * Returns the memory of a process that it shares with nobody, if it is a child of that one, or a
   * child's; the number of a worker that has ended may be of any other process by now.
   */
  OptionalLong childMemoryKib(long pid, long ancestor) {
    String status = read(pid, "status");
    OptionalLong parent = number(status, "PPid");
    boolean isBelow =
        parent.isPresent()
            && (parent.getAsLong() == ancestor
                || number(read(parent.getAsLong(), "status"), "PPid")
                    .equals(OptionalLong.of(ancestor)));
    return isBelow ? number(status, "RssAnon") : OptionalLong.empty();
  }

  /** Memory that it shares with nobody. */
  OptionalLong ownMemoryKib(long pid) {
    return number(read(pid, "status"), "RssAnon");
  }

  OptionalLong machineMemoryKib() {
    return number(read(proc.resolve("meminfo")), "MemTotal");
  }

  /** Returns files that it runs from and that are no longer there. */
  List<Path> replaced(long pid) {
    return programs(pid).stream()
        .filter(each -> each.endsWith(DELETED))
        .map(each -> Path.of(each.substring(0, each.length() - DELETED.length())))
        .toList();
  }

  /** Returns files that it runs from and that were changed since its start. */
  List<Path> changed(long pid) {
    Optional<Instant> start = ProcessHandle.of(pid).flatMap(each -> each.info().startInstant());
    List<Path> changed = new ArrayList<>();
    for (String file : programs(pid)) {
      try {
        FileTime time = (FileTime) Files.getAttribute(Path.of(file), "unix:ctime");
        if (start.isPresent() && time.toInstant().isAfter(start.get().plus(START_GRAIN))) {
          changed.add(Path.of(file));
        }
      } catch (IOException gone) {
        // It was replaced, which is told elsewhere.
      }
    }
    return changed;
  }

  /** Returns its executable file and, of a JVM, its jars, as far as they may be seen. */
  List<String> programs(long pid) {
    List<String> files = new ArrayList<>();
    link(proc.resolve(pid + "/exe")).ifPresent(files::add);
    for (String each : links(pid)) {
      String name =
          each.endsWith(DELETED) ? each.substring(0, each.length() - DELETED.length()) : each;
      if (name.endsWith(".jar") && !files.contains(each)) {
        files.add(each);
      }
    }
    return files;
  }

  /** Returns a limit of the control group of a process, such as {@code memory.max}. */
  OptionalLong groupLimit(long pid, Path groups, String name) {
    for (String line : read(pid, "cgroup").split("\n", -1)) {
      if (line.startsWith("0::/")) {
        String text = read(groups.resolve(line.substring(4)).resolve(name)).strip();
        return text.matches("\\d{1,18}")
            ? OptionalLong.of(Long.parseLong(text))
            : OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  private List<String> links(long pid) {
    List<String> links = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(proc.resolve(pid + "/fd"))) {
      for (Path each : all) {
        if (links.size() == MOST_FILES) {
          break;
        }
        links.add(link(each).orElse(""));
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      // Only root may look.
    }
    return links;
  }

  private static Optional<String> link(Path path) {
    try {
      return Optional.of(Files.readSymbolicLink(path).toString());
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }

  private String read(long pid, String name) {
    return read(proc.resolve(pid + "/" + name));
  }

  private static String read(Path path) {
    try (var file = Files.newInputStream(path)) {
      return new String(file.readNBytes(MOST_BYTES), ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static OptionalLong number(String text, String name) {
    Matcher matcher = Pattern.compile("(?m)^" + name + ":\\s+(\\d{1,15})").matcher(text);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
