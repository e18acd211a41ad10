package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Signals to this process. */
public final class Signals {
  private static final MemorySegment SIGNAL = Libc.find("signal");
  private static final MemorySegment THREAD_MASK = Libc.find("pthread_sigmask");
  private static final MemorySegment SIGNAL_FD = Libc.find("signalfd");
  private static final List<SignalName> HANDLED =
      List.of(SignalName.HUP, SignalName.INT, SignalName.TERM);
  private static final int SIGSET_BYTES = 128;
  private static final int SIG_BLOCK = 0;
  private static final long SIG_DFL = 0;
  private static final long SIG_IGN = 1;

  /** Size of a signal's record in the descriptor, in bytes; it begins with the number, an int. */
  public static final int RECORD_BYTES = 128;

  private Signals() {}

  /** Ignores PIPE. Children inherit that, which Perl filters rely on. */
  public static void ignorePipe() {
    Libc.call(SIGNAL, SignalName.PIPE.number(), SIG_IGN);
  }

  /**
   * Opens a descriptor from which each HUP, INT and TERM can be read, {@link #RECORD_BYTES} at a
   * time, including those since the start of the process. Empty unless all three are blocked in
   * every thread, which only the launching process can have done.
   */
  public static OptionalInt open() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment blocked = arena.allocate(SIGSET_BYTES, 8);
      Libc.call(THREAD_MASK, SIG_BLOCK, 0, blocked.address());
      MemorySegment handled = arena.allocate(SIGSET_BYTES, 8);
      for (SignalName name : HANDLED) {
        long bit = 1L << (name.number() - 1);
        if ((blocked.get(JAVA_LONG, 0) & bit) == 0) {
          return OptionalInt.empty();
        }
        handled.set(JAVA_LONG, 0, handled.get(JAVA_LONG, 0) | bit);
      }
      int flags = Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC;
      return OptionalInt.of(Libc.call(SIGNAL_FD, -1, handled.address(), flags).orThrow("signalfd"));
    }
  }

  /** Returns the signal of a record's number. */
  public static SignalName named(int number) {
    return HANDLED.stream().filter(name -> name.number() == number).findFirst().orElseThrow();
  }

  /**
   * Reports each HUP, INT and TERM from now on, if {@link #open} is not possible.
   *
   * <p>The consumer runs on another thread, so it may only post an event. The JVM starts that
   * thread for each signal, and loses the signal if it cannot.
   */
  public static void install(Consumer<SignalName> consumer) {
    for (SignalName name : HANDLED) {
      // The JVM does not report signals ignored at the start of the process, as by nohup.
      Libc.call(SIGNAL, name.number(), SIG_DFL);
      handle(name, consumer);
    }
  }

  /**
   * Calls {@code sun.misc.Signal.handle} by reflection: the JDK has no other API for signals, and
   * javac's warning about that class cannot be suppressed under -Werror.
   */
  private static void handle(SignalName name, Consumer<SignalName> consumer) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                consumer.accept(name);
                return 0;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name.name()), proxy);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this JVM lets nobody handle signals", missing);
    }
  }
}
