package dev.tidegate.tools.ctl.doctor;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is known of the host around the multiplexor; empty if it is not known.
 *
 * @param memoryKib of the machine
 * @param contentTimeoutSeconds how long Postfix waits for a milter's word on a message
 * @param commandTimeoutSeconds how long on a command such as RCPT
 * @param asksBeforeMail whether MIMEDefang's milter asks about relays, senders or recipients too
 */
record HostFacts(
    OptionalLong memoryKib,
    OptionalInt contentTimeoutSeconds,
    OptionalInt commandTimeoutSeconds,
    boolean asksBeforeMail) {}
