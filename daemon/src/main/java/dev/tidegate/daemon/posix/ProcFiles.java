package dev.tidegate.daemon.posix;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel tells of a process in /proc.
 *
 * <p>A read may take as long as the kernel likes: it waits for locks of the process.
 */
public final class ProcFiles {
  private static final MemorySegment READLINK = Libc.find("readlink");
  private static final int MAX_BYTES = 16_384;
  private static final int MAX_LINK_BYTES = 1_024;

  /** More descriptors are not counted. */
  public static final int MAX_DESCRIPTORS = 4_096;

  private ProcFiles() {}

  /** Returns the text of a small file of a process, one char one byte. */
  public static String read(int pid, String name) throws IOException {
    try (FileInputStream file = new FileInputStream("/proc/" + pid + "/" + name)) {
      return new String(file.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns the descriptors that a process has open, ascending. */
  public static List<Integer> descriptors(int pid) throws IOException {
    List<Integer> found = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path each : names) {
        if (found.size() == MAX_DESCRIPTORS) {
          break;
        }
        found.add(Integer.valueOf(String.valueOf(each.getFileName())));
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    found.sort(null);
    return found;
  }

  /** Returns what a descriptor of a process stands for, such as a path, one char one byte. */
  public static String target(int pid, int descriptor) throws PosixException {
    String link = "/proc/" + pid + "/fd/" + descriptor;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(MAX_LINK_BYTES);
      int length =
          Libc.call(READLINK, Libc.text(arena, link).address(), buffer.address(), MAX_LINK_BYTES)
              .orThrow("readlink " + link);
      byte[] bytes = buffer.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
