package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.daemon.posix.Users;
import java.util.Optional;

/** User of the daemon, and the change to it. */
final class Privileges {
  private static final int ROOT = 0;

  private final Optional<Users.Account> account;

  private Privileges(Optional<Users.Account> account) {
    this.account = account;
  }

  /** Looks up the user; refuses to run as root. */
  static Privileges of(Optional<String> user) throws StartupFailure {
    Optional<Users.Account> account = Optional.empty();
    if (user.isPresent()) {
      account = Users.find(user.get());
      if (account.isEmpty()) {
        throw new StartupFailure("mimedefang-multiplexor: Unknown user '" + user.get() + "'");
      }
    }
    int resulting = account.map(Users.Account::userId).orElseGet(Users::effectiveUserId);
    if (resulting == ROOT) {
      throw new StartupFailure(
          "ERROR: You must not run mimedefang-multiplexor as root.\n"
              + "Use the -U option to set a non-root user.");
    }
    return new Privileges(account);
  }

  /**
   * Creates a file in a directory writable by root only and gives it to the user; an existing one
   * is unchanged.
   */
  void makeFile(String path, int mode) {
    if (account.isEmpty() || Users.effectiveUserId() != ROOT) {
      return;
    }
    try {
      int fd =
          PosixFiles.open(path, PosixFiles.O_WRONLY | PosixFiles.O_CREAT | PosixFiles.O_EXCL, mode);
      PosixFiles.setOwner(fd, account.get().userId(), account.get().groupId());
      Descriptors.close(fd);
    } catch (PosixException thereOrImpossible) {
      // A failure is reported when the file is written.
    }
  }

  /** Changes to the user irrevocably. */
  void drop() throws StartupFailure {
    if (account.isEmpty() || account.get().userId() == Users.effectiveUserId()) {
      return;
    }
    try {
      Users.become(account.get());
    } catch (PosixException failure) {
      throw new StartupFailure(
          "mimedefang-multiplexor: Cannot become user '"
              + account.get().name()
              + "': "
              + failure.getMessage()
              + (Users.effectiveUserId() == ROOT ? "" : "; only root can"));
    }
  }
}
