package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** User accounts and the irrevocable change to one. */
public final class Users {
  private static final MemorySegment GETPWNAM = Libc.find("getpwnam");
  private static final MemorySegment GETEUID = Libc.find("geteuid");
  private static final MemorySegment INITGROUPS = Libc.find("initgroups");
  private static final MemorySegment SETGID = Libc.find("setgid");
  private static final MemorySegment SETUID = Libc.find("setuid");
  // struct passwd: name, password, uid, gid, and unused fields.
  private static final int UID_OFFSET = 16;
  private static final int GID_OFFSET = 20;
  private static final int PASSWD_BYTES = 48;

  private Users() {}

  /** User account of the system. */
  public record Account(String name, int userId, int groupId) {}

  /** Returns the account of a name. */
  @SuppressWarnings("restricted")
  public static Optional<Account> find(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long address = Libc.call(GETPWNAM, Libc.text(arena, name).address()).value();
      if (address == 0) {
        return Optional.empty();
      }
      MemorySegment passwd = MemorySegment.ofAddress(address).reinterpret(PASSWD_BYTES);
      return Optional.of(
          new Account(
              Libc.textAt(passwd.get(ADDRESS, 0).address()),
              passwd.get(JAVA_INT, UID_OFFSET),
              passwd.get(JAVA_INT, GID_OFFSET)));
    }
  }

  /** Returns the effective user id of this process. */
  public static int effectiveUserId() {
    return Libc.call(GETEUID).asInt();
  }

  /** Drops root's privileges on every thread, and verifies that they cannot be regained. */
  public static void become(Account account) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      Libc.call(INITGROUPS, Libc.text(arena, account.name).address(), account.groupId)
          .orThrow("initgroups " + account.name);
    }
    Libc.call(SETGID, account.groupId).orThrow("setgid " + account.groupId);
    Libc.call(SETUID, account.userId).orThrow("setuid " + account.userId);
    if (!Libc.call(SETUID, 0).failed()) {
      throw new IllegalStateException("root's rights came back after setuid " + account.userId);
    }
  }
}
