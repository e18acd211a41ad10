package dev.tidegate.acceptance.transcript;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every transcript on our pool, in virtual time. */
final class PoolTranscriptsTest {

  @TestFactory
  Stream<DynamicTest> everyTranscriptHoldsOnThePool() {
    return Transcripts.inTurn(Side.POOL, Transcripts::playOnPool);
  }
}
