package dev.tidegate.tools.gate;

/**
 * What keeps connections out. One thread calls it, the one that decides.
 *
 * <p>What it refuses must end by itself if nobody calls any more: see {@link RefusedShare#lease}.
 */
interface Backend extends AutoCloseable {
  /**
   * Looks whether it can work, and prepares; the port is open afterwards.
   *
   * @throws BackendException if it cannot work, and what the operator can do
   */
  void prepare() throws BackendException;

  /**
   * Refuses a share of the new connections from now on, until the next call or the end of the
   * lease. The same again is a renewal; it also comes while everything is open, so that a back-end
   * can look whether what it prepared is still there.
   *
   * @throws BackendException if it is not known to be so now
   */
  void refuse(RefusedShare refusal) throws BackendException;

  /**
   * Takes in that what it refused was not prolonged within the lease; returns what has become of
   * it, for people.
   */
  String lapsed();

  /** Opens for good, and takes away what was prepared; does nothing the second time. */
  @Override
  void close() throws BackendException;

  /** Returns what it is and what it works on, for people: {@code nft, table inet tidegate}. */
  String describe();
}
