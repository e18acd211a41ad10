package dev.tidegate.protocol.control;

/** Command that changes the pool; {@code set} without words lists the settings, changes nothing. */
public sealed interface Order extends Command {

  /** Rereads the filter rules. Privileged. */
  record Reread() implements Order {}

  /**
   * Stops assigning requests to a slot, or resumes it. Privileged; extension.
   *
   * @param number from 0, possibly beyond the last slot; {@link #INVALID} if it was no number
   * @param drained whether the slot gets no more requests
   */
  record Drain(int number, boolean drained) implements Order {
    /** Slot number of a command whose argument was no number. */
    public static final int INVALID = -1;
  }

  /**
   * Ends the worker in a slot if it is still that process. Privileged; extension.
   *
   * @param number from 0, possibly beyond the last slot; {@link Drain#INVALID} if either argument
   *     was no number
   * @param pid process id, at least 1
   */
  record Kill(int number, int pid) implements Order {}

  /**
   * Changes settings, or lists those that can be changed. Privileged; extension.
   *
   * @param changes arguments, without surrounding blanks; empty for the list
   */
  record Set(String changes) implements Order {}

  @Override
  default boolean isPrivileged() {
    return true;
  }
}
