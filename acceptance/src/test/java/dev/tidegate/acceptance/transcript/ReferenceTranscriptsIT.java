package dev.tidegate.acceptance.transcript;

import dev.tidegate.acceptance.subject.Program;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/** Every transcript on Debian's mimedefang-multiplexor: what we say about the reference is so. */
@Order(1)
final class ReferenceTranscriptsIT {

  @TestFactory
  Stream<DynamicTest> everyTranscriptHoldsOnTheReference() {
    Program.REFERENCE.require();
    return Transcripts.sideBySide(
        Side.REFERENCE,
        transcript -> Transcripts.play(transcript, Side.REFERENCE, Program.REFERENCE));
  }
}
