package dev.tidegate.tools.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ServerTest {

  @Test
  void severalCommandsMayStandInOneLineOfTheList() {
    assertThat(
            Server.commandsOf(
                """
                stats                     everything, as one JSON document
                load-relayok, load-senderok
                                          the same, for these
                drain N, resume N         give slot N no more work, or work again
                incidents, incidents ID, incidents since=ID
                """))
        .contains("stats", "load-relayok", "load-senderok", "drain", "resume", "incidents")
        .doesNotContain("everything", "or", "for", "the");
  }
}
