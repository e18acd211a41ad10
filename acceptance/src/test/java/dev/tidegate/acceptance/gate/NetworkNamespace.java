package dev.tidegate.acceptance.gate;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network namespace that one thread of this process has entered: sockets that it makes belong
 * there, whoever uses them afterwards. So a connection from there starts no process, and its times
 * are those of this process's clock.
 */
final class NetworkNamespace implements AutoCloseable {

  private static final int O_RDONLY = 0;
  private static final int CLONE_NEWNET = 0x40000000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("netns").factory());

  private NetworkNamespace() {}

  /** Enters the namespace that this file stands for; takes root's rights. */
  static NetworkNamespace enter(Path file) {
    NetworkNamespace namespace = new NetworkNamespace();
    try {
      namespace.call(
          () -> {
            moveThisThread(file);
            return file;
          });
      return namespace;
    } catch (Exception e) {
      namespace.close();
      throw new AssertionError("cannot enter " + file, e);
    }
  }

  /** Makes something there, such as a socket. */
  <T> T call(Callable<T> task) throws Exception {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  @SuppressWarnings("restricted")
  private static void moveThisThread(Path file) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup libc = linker.defaultLookup();
    MethodHandle open =
        linker.downcallHandle(
            libc.findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    MethodHandle setns =
        linker.downcallHandle(
            libc.findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    MethodHandle close =
        linker.downcallHandle(libc.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(file.toString());
      int descriptor = (int) open.invokeExact(name, O_RDONLY);
      int moved = (int) setns.invokeExact(descriptor, CLONE_NEWNET);
      int closed = (int) close.invokeExact(descriptor);
      if (descriptor < 0 || moved != 0 || closed != 0) {
        throw new AssertionError("open gave " + descriptor + ", setns " + moved + ": " + file);
      }
    } catch (Throwable e) {
      throw new AssertionError("entering " + file, e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
