package dev.tidegate.daemon.posix;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/** Signals to this process. */
public final class Signals {
  private static final MemorySegment SIGNAL = Libc.find("signal");
  private static final long SIG_DFL = 0;
  private static final long SIG_IGN = 1;

  private Signals() {}

  /**
   * Tells of each HUP, INT and TERM from now on, and ignores PIPE for good.
   *
   * <p>The consumer is called on a thread of its own, so it may only post an event. Children
   * inherit that PIPE is ignored, which Perl filters count on.
   */
  public static void install(Consumer<SignalName> consumer) {
    Libc.call(SIGNAL, SignalName.PIPE.number(), SIG_IGN);
    for (SignalName name : List.of(SignalName.HUP, SignalName.INT, SignalName.TERM)) {
      // Of a signal that is ignored at our start, as by nohup, the JVM would never tell.
      Libc.call(SIGNAL, name.number(), SIG_DFL);
      handle(name, consumer);
    }
  }

  /**
   * Calls {@code sun.misc.Signal.handle} by reflection: the JDK has nothing else for signals, and
   * javac's warning about that class cannot be suppressed under -Werror.
   */
  private static void handle(SignalName name, Consumer<SignalName> consumer) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object told =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                consumer.accept(name);
                return 0;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name.name()), told);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this JVM lets nobody handle signals", missing);
    }
  }
}
