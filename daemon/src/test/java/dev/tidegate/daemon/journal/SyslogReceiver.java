package dev.tidegate.daemon.journal;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A syslog daemon, or a service manager, of a few lines of Perl, which reads only when it is told
 * to.
 */
public final class SyslogReceiver implements AutoCloseable {
  private static final String PROGRAM =
      """
      use Socket; $| = 1; unlink $ARGV[0];
      socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die; bind($s, sockaddr_un($ARGV[0])) or die;
      print "open\\n";
      while (<STDIN>) { recv($s, my $record, 65536, 0); $record =~ s/\\n/\\\\n/g; print "$record\\n"; }
      """;

  private final Process process;
  private final BufferedReader records;

  public SyslogReceiver(Path socket) throws Exception {
    process =
        new ProcessBuilder("perl", "-e", PROGRAM, socket.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    records =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    if (!"open".equals(records.readLine())) {
      throw new IllegalStateException("the receiver did not start");
    }
  }

  /** Waits for the next record and returns it. */
  public String next() throws Exception {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return String.valueOf(records.readLine());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
