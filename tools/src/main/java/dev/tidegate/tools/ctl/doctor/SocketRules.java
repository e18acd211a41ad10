package dev.tidegate.tools.ctl.doctor;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with the multiplexor's sockets. */
final class SocketRules {
  private SocketRules() {}

  /**
   * Returns what there is to say.
   *
   * @param user as whom the multiplexor runs, if that is known
   */
  static List<Finding> findings(List<SocketFacts> sockets, Optional<String> user) {
    return sockets.stream().map(each -> finding(each, user)).toList();
  }

  private static Finding finding(SocketFacts socket, Optional<String> user) {
    String subject = socket.purpose();
    String mode = PosixFilePermissions.toString(socket.modes());
    String state = "%s, %s, of %s".formatted(socket.path(), mode, socket.owner());
    boolean isOpenToAll = socket.modes().contains(PosixFilePermission.OTHERS_WRITE);
    if (socket.option() == 'a') {
      return isOpenToAll
          ? Finding.good(subject, state)
          : Finding.note(
              subject,
              state + ": not everybody may ask there",
              "chmod 0777 " + socket.path() + ", if monitoring is to ask it");
    }
    if (isOpenToAll) {
      return Finding.bad(
          subject,
          state + ": everybody on this host may " + harm(socket.option()),
          "chmod o= " + socket.path() + ", and find out who changed it");
    }
    if (user.isPresent() && !socket.owner().equals(user.get())) {
      return Finding.note(
          subject,
          state + ", but the multiplexor runs as " + user.get(),
          "restart it; if it stays so, look who makes this file");
    }
    return Finding.good(subject, state);
  }

  private static String harm(char option) {
    return switch (option) {
      case 's' -> "have workers run commands, and end them";
      case 'N' -> "make workers work";
      default -> "learn whose mail is being handled";
    };
  }

  /** Returns what there is to say of those sockets that are ports. */
  static List<Finding> ports(MultiplexorWords words) {
    List<Finding> findings = new ArrayList<>();
    port(words, 'O', "notification socket", "learns which mail is handled", findings);
    port(words, 'N', "map socket", "can make workers work", findings);
    port(words, 'a', "unprivileged socket", "can ask how busy it is", findings);
    return findings;
  }

  private static void port(
      MultiplexorWords words, char option, String subject, String harm, List<Finding> findings) {
    String address = words.value(option).orElse("");
    if (address.startsWith("inet_any:") || address.startsWith("inet6_any:")) {
      String here = address.replaceFirst("_any:", ":");
      findings.add(
          Finding.note(
              subject,
              address + ": whoever reaches this port over the network " + harm,
              "-" + option + " " + here + " for this host alone, or a packet filter"));
    } else if (address.startsWith("inet")) {
      findings.add(
          Finding.good(subject, address + ", open to every user of this host and to no other"));
    }
  }
}
