package dev.tidegate.daemon.proc;

import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.ProcFiles;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ProcessUsage;
import dev.tidegate.pool.values.UnreadField;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Inspection of one process: the fields that can be read, and the reasons why others cannot. */
final class ProcessReader {
  private final int pid;
  private final List<UnreadField> unread = new ArrayList<>();

  private ProcessReader(int pid) {
    this.pid = pid;
  }

  /** Reads all fields. */
  static ProcessFacts whole(int pid) {
    return new ProcessReader(pid).whole();
  }

  /** Reads the resource usage. */
  static ProcessFacts usage(int pid) {
    ProcessReader reader = new ProcessReader(pid);
    ProcessUsage usage = reader.usage();
    return new ProcessFacts("", "", "", -1, -1, -1, usage, List.of(), -1, reader.unread);
  }

  /** Returns the resident memory of a process, in KiB; −1 if it cannot be read. */
  static long residentKib(int pid) {
    return new ProcessReader(pid)
        .read("status", "rssKib")
        .map(status -> ProcText.number(status, "VmRSS"))
        .orElse(-1L);
  }

  /** Returns the memory of a process that no other process shares, in KiB; −1 if unreadable. */
  static long privateKib(int pid) {
    return new ProcessReader(pid)
        .read("smaps_rollup", "privateKib")
        .map(ProcText::privateKib)
        .orElse(-1L);
  }

  /** Returns whether a process waits in read(2) on its stdin. */
  static WaitState waitState(int pid) {
    return new ProcessReader(pid)
        .read("syscall", "syscall")
        .map(
            text ->
                ProcText.call(text)
                    .filter(call -> SystemCalls.isRead(call.number()) && call.firstArgument() == 0)
                    .map(_ -> WaitState.READS_STDIN)
                    .orElse(WaitState.ELSEWHERE))
        .orElse(WaitState.UNREADABLE);
  }

  private ProcessFacts whole() {
    // The most significant and most volatile fields are read first.
    String waitChannel = waitChannel();
    String systemCall = systemCall();
    Optional<String> status = read("status", "state", "rssKib", "peakRssKib", "threads");
    ProcessUsage usage = usage();
    List<Integer> descriptors = descriptors();
    return new ProcessFacts(
        status.map(text -> ProcText.field(text, "State")).orElse(""),
        waitChannel,
        systemCall,
        status.map(text -> ProcText.number(text, "VmRSS")).orElse(-1L),
        status.map(text -> ProcText.number(text, "VmHWM")).orElse(-1L),
        status.map(text -> (int) ProcText.number(text, "Threads")).orElse(-1),
        usage,
        openFiles(descriptors),
        isUnread("openFiles") ? -1 : descriptors.size(),
        unread);
  }

  private String waitChannel() {
    // 0 means in none, or not permitted to read.
    return read("wchan", "waitChannel").filter(channel -> !channel.equals("0")).orElse("");
  }

  private String systemCall() {
    return read("syscall", "syscall").map(this::systemCall).orElse("");
  }

  private String systemCall(String text) {
    Optional<ProcText.Call> call = ProcText.call(text);
    if (call.isEmpty()) {
      return "";
    }
    String name = SystemCalls.name(call.get().number());
    if (!SystemCalls.isOnDescriptor(name)) {
      return name;
    }
    int descriptor = call.get().firstArgument();
    try {
      return name + " " + descriptor + " " + ProcFiles.target(pid, descriptor);
    } catch (PosixException unknown) {
      return name + " " + descriptor;
    }
  }

  private ProcessUsage usage() {
    Optional<ProcText.Times> times = read("stat", "userMs", "systemMs").flatMap(ProcText::times);
    Optional<String> io = read("io", "readBytes", "writtenBytes");
    return new ProcessUsage(
        times.map(ProcText.Times::userMillis).orElse(-1L),
        times.map(ProcText.Times::systemMillis).orElse(-1L),
        io.map(text -> ProcText.number(text, "rchar")).orElse(-1L),
        io.map(text -> ProcText.number(text, "wchar")).orElse(-1L));
  }

  private List<Integer> descriptors() {
    try {
      return ProcFiles.descriptors(pid);
    } catch (IOException failure) {
      unread.add(new UnreadField("openFiles", why(failure)));
      return List.of();
    }
  }

  private List<String> openFiles(List<Integer> descriptors) {
    List<String> files = new ArrayList<>();
    for (int each : descriptors.subList(0, Math.min(descriptors.size(), ProcessFacts.MAX_FILES))) {
      try {
        String file = each + " " + ProcFiles.target(pid, each);
        files.add(file.substring(0, Math.min(file.length(), ProcessFacts.MAX_FILE_CHARS)));
      } catch (PosixException closedMeanwhile) {
        files.add(each + " ?");
      }
    }
    return files;
  }

  private boolean isUnread(String field) {
    return unread.stream().anyMatch(each -> each.field().equals(field));
  }

  /** Returns the text of a file; if it cannot be read, records the reason for its fields. */
  private Optional<String> read(String name, String... fields) {
    try {
      return Optional.of(ProcFiles.read(pid, name));
    } catch (IOException failure) {
      for (String each : fields) {
        unread.add(new UnreadField(each, why(failure)));
      }
      return Optional.empty();
    }
  }

  private static String why(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> denied.getFile() + " (Permission denied)";
      case NoSuchFileException missing -> missing.getFile() + " (No such file or directory)";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
