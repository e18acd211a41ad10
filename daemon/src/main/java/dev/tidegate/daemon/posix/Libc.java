package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Calls C library functions through one shared signature of six machine words.
 *
 * <p>Both supported ABIs (x86-64 and AArch64 Linux) pass the first six integers and pointers in
 * registers; a callee reads only the declared ones, and only the low half of an int. So one
 * signature fits every function, variadic ones included, and start-up pays for binding once.
 */
@SuppressWarnings("restricted")
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  private Libc() {}

  /**
   * Result of a call.
   *
   * @param value complete return register; only its low half is significant for an int
   * @param errno error number, significant only after a failure
   */
  record Result(long value, int errno) {
    int asInt() {
      return (int) value;
    }

    boolean failed() {
      return (int) value == -1;
    }

    /** Returns the int, or throws if it is -1. */
    int orThrow(String call) throws PosixException {
      if (failed()) {
        throw new PosixException(call, errno);
      }
      return asInt();
    }
  }

  /** Returns the address of a function; it is missing only if the C library is too old. */
  static MemorySegment find(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "the C library has no " + name + ": glibc 2.34 or later is needed"));
  }

  static Result call(MemorySegment function, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long value =
          (long)
              CALL.invokeExact(
                  function,
                  state,
                  word(arguments, 0),
                  word(arguments, 1),
                  word(arguments, 2),
                  word(arguments, 3),
                  word(arguments, 4),
                  word(arguments, 5));
      return new Result(value, state.get(JAVA_INT, ERRNO_OFFSET));
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new AssertionError("a downcall threw", impossible);
    }
  }

  private static long word(long[] arguments, int index) {
    return index < arguments.length ? arguments[index] : 0;
  }

  /** Copies text, one char per byte, with the terminating zero. */
  static MemorySegment text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.ISO_8859_1);
  }

  /** Copies texts into a null-terminated array of pointers, the form of argv and envp. */
  static MemorySegment texts(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, text(arena, texts.get(i)));
    }
    return array;
  }

  /** Reads the zero-terminated text at an address. */
  static String textAt(long address) {
    return MemorySegment.ofAddress(address)
        .reinterpret(Integer.MAX_VALUE)
        .getString(0, StandardCharsets.ISO_8859_1);
  }
}
