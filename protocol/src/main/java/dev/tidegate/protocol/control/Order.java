package dev.tidegate.protocol.control;

/** A command that changes something in the pool itself. */
public sealed interface Order extends Command {

  /** Read the filter rules again. Privileged. */
  record Reread() implements Order {}

  /**
   * Give no more work to a slot, or give it work again. Privileged; ours.
   *
   * @param number from 0, perhaps beyond the last slot; {@link #INVALID} if it was no number
   * @param drained whether it is to have none
   */
  record Drain(int number, boolean drained) implements Order {
    /** Stands for what is no number of a slot. */
    public static final int INVALID = -1;
  }

  /**
   * End the worker in a slot, if it still is that process. Privileged; ours.
   *
   * @param number from 0, perhaps beyond the last slot; {@link Drain#INVALID} if either was no
   *     number
   * @param pid of the process, at least 1
   */
  record Kill(int number, int pid) implements Order {}

  /**
   * Change settings, or list those that can be changed. Privileged; ours.
   *
   * @param changes what followed the word, without blanks around it; empty for the list
   */
  record Set(String changes) implements Order {}

  @Override
  default boolean isPrivileged() {
    return true;
  }
}
