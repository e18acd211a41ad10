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
 * Reads information about processes from /proc.
 *
 * <p>A read may block without limit: the kernel may wait for locks of the process.
 */
public final class ProcFiles {
  private static final MemorySegment READLINK = Libc.find("readlink");
  private static final int MAX_BYTES = 16_384;
  private static final int MAX_LINK_BYTES = 1_024;

  /** Maximum number of descriptors listed. */
  public static final int MAX_DESCRIPTORS = 4_096;

  private ProcFiles() {}

  /** Returns the text of a small file of a process, one char per byte. */
  public static String read(int pid, String name) throws IOException {
    try (FileInputStream file = new FileInputStream("/proc/" + pid + "/" + name)) {
      return new String(file.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns the open descriptors of a process, ascending. */
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

  /** Returns the target of a descriptor of a process, such as a path, one char per byte. */
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
