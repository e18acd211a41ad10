package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Starts processes of one program by posix_spawn(3).
 *
 * <p>Each process has its own process group, an empty signal mask, every signal except PIPE at its
 * default, the directory and the umask of this process, and no descriptors but those given.
 */
final class PosixSpawn {
  private static final MemorySegment SPAWN = Libc.find("posix_spawn");
  private static final MemorySegment ACTIONS_INIT = Libc.find("posix_spawn_file_actions_init");
  private static final MemorySegment ACTIONS_DESTROY =
      Libc.find("posix_spawn_file_actions_destroy");
  private static final MemorySegment ADD_DUP2 = Libc.find("posix_spawn_file_actions_adddup2");
  private static final MemorySegment ADD_CLOSEFROM =
      Libc.find("posix_spawn_file_actions_addclosefrom_np");
  private static final MemorySegment ATTR_INIT = Libc.find("posix_spawnattr_init");
  private static final MemorySegment ATTR_FLAGS = Libc.find("posix_spawnattr_setflags");
  private static final MemorySegment ATTR_SIGDEFAULT = Libc.find("posix_spawnattr_setsigdefault");
  private static final MemorySegment WAITPID = Libc.find("waitpid");

  private static final short SETPGROUP = 0x02;
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  // The C library's structures have 80 and 336 bytes.
  private static final int ACTIONS_BYTES = 128;
  private static final int ATTR_BYTES = 512;
  private static final int SIGSET_BYTES = 128;
  private static final int LAST_SIGNAL = 64;

  private final WorkerProgram program;
  // Native copies with the lifetime of this object.
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment path;
  private final MemorySegment arguments;
  private final MemorySegment environment;
  private final MemorySegment attributes;

  PosixSpawn(WorkerProgram program) {
    this.program = program;
    path = Libc.text(arena, program.path());
    arguments = Libc.texts(arena, program.arguments());
    environment = Libc.texts(arena, program.environment());
    attributes = attributes(arena);
  }

  private static MemorySegment attributes(Arena arena) {
    MemorySegment attributes = arena.allocate(ATTR_BYTES, 16);
    // Group 0 and the empty mask are the values of a new attribute.
    Libc.call(ATTR_INIT, attributes.address());
    Libc.call(ATTR_FLAGS, attributes.address(), SETPGROUP | SETSIGDEF | SETSIGMASK);
    MemorySegment defaults = arena.allocate(SIGSET_BYTES, 8);
    for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
      if (signal != SignalName.PIPE.number()) {
        int bit = signal - 1;
        byte old = defaults.get(JAVA_BYTE, bit / 8);
        defaults.set(JAVA_BYTE, bit / 8, (byte) (old | 1 << bit % 8));
      }
    }
    Libc.call(ATTR_SIGDEFAULT, attributes.address(), defaults.address());
    return attributes;
  }

  /**
   * Starts one process; returns its pid after the exec, or fails.
   *
   * @param descriptors what becomes its descriptors 0, 1, …; none of them below 3, nor the last one
   *     below its place
   */
  int start(int... descriptors) throws PosixException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment actions = call.allocate(ACTIONS_BYTES, 16);
      MemorySegment pid = call.allocate(JAVA_INT);
      Libc.call(ACTIONS_INIT, actions.address());
      // Descriptors 0, 1 and 2 of this process are always open, so each is above 2 and 3 is
      // overwritten last.
      for (int i = 0; i < descriptors.length; i++) {
        Libc.call(ADD_DUP2, actions.address(), descriptors[i], i);
      }
      Libc.call(ADD_CLOSEFROM, actions.address(), descriptors.length);
      int error =
          Libc.call(
                  SPAWN,
                  pid.address(),
                  path.address(),
                  actions.address(),
                  attributes.address(),
                  arguments.address(),
                  environment.address())
              .asInt();
      Libc.call(ACTIONS_DESTROY, actions.address());
      if (error == Errno.EAGAIN) {
        throw new PosixException("fork for " + program.path(), error);
      }
      if (error != 0) {
        throw new PosixException("execve " + program.path(), error);
      }
      return pid.get(JAVA_INT, 0);
    }
  }

  /** Sets the program's limits on a process; it may have ended already. */
  static void limit(int pid, List<Limits.Setting> limits) {
    for (Limits.Setting setting : limits) {
      try {
        Limits.set(pid, setting);
      } catch (PosixException gone) {
        // Its pidfd reports the end.
        break;
      }
    }
  }

  /** Kills and reaps a process that was started a moment ago and cannot be watched. */
  static void killAndWait(int pid) {
    Processes.signalGroup(pid, SignalName.KILL);
    Libc.call(WAITPID, pid, 0, 0);
  }
}
