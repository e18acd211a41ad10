package dev.tidegate.tools.gate;

/** What the gate is to do now. */
sealed interface Decision {
  /**
   * Nothing, until something is learnt or this time has come.
   *
   * @param untilNanos by the clock that the machine was told
   */
  record Wait(long untilNanos) implements Decision {}

  /**
   * Take in, and tell, that what was in force has ended by itself, as nothing prolonged it.
   *
   * @param why nothing did, in words, for people
   */
  record LeaseExpired(String why) implements Decision {}

  /**
   * Tell the back-end, and the machine what came of it.
   *
   * @param isChange whether it is other than what is in force; if not, it is a renewal
   * @param why in words, for people
   */
  record Act(RefusedShare refusal, boolean isChange, String why) implements Decision {}
}
