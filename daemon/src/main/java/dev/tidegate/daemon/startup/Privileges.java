package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.daemon.posix.Users;
import java.util.Optional;

/** Whose rights the daemon is to have, and giving up the others. */
final class Privileges {
  private static final int ROOT = 0;

  private final Optional<Users.Account> account;

  private Privileges(Optional<Users.Account> account) {
    this.account = account;
  }

  /** Looks the user up; nobody may run us as root. */
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
   * Makes a file that only root may make and gives it to the user; one that is there stays as it
   * is.
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
      // Whoever writes to it tells if that does not work.
    }
  }

  /** Becomes the user for good. */
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
