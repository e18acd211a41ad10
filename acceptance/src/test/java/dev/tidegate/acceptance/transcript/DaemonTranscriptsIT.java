package dev.tidegate.acceptance.transcript;

import dev.tidegate.acceptance.subject.Program;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/** Every transcript on our own program, as the launcher starts it. */
@Order(1)
final class DaemonTranscriptsIT {

  @TestFactory
  Stream<DynamicTest> everyTranscriptHoldsOnOurDaemon() {
    Program.OURS.require();
    return Transcripts.sideBySide(
        Side.DAEMON, transcript -> Transcripts.play(transcript, Side.DAEMON, Program.OURS));
  }
}
