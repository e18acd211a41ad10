package dev.tidegate.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The real mimedefang.pl with a filter and messages to scan, all below a spool directory. */
final class RealFilter {
  /** A relay check of this host waits at the spool's gate. */
  static final String GATE_HOST = "gate.example";

  private static final Path STOCK_FILTER = Path.of("/etc/mail/mimedefang-filter");
  private static final String PROGRAM = "/usr/bin/mimedefang.pl";
  private static final String COMPILING =
      """
      detect_and_load_perl_modules();
      use Archive::Zip;
      use MIME::Words;
      spam_assassin_init()->compile_now(1);
      sub filter_relay {
        my (undef, $host) = @_;
        if ($host eq 'gate.example') {
          open(my $began, '>>', 'SPOOL/began') and syswrite($began, 'x');
          open(my $gate, '<', 'SPOOL/gate');
        }
        return ('CONTINUE', 'ok');
      }
      sub filter_end {
        my ($hits, undef, $names) = spam_assassin_check();
        action_change_header('X-Spam-Score', "$hits ($names)");
      }
      1;
      """;
  private static final String HEADERS =
      """
      From: a@example.com
      To: b@example.com
      Subject: Test
      Message-ID: <1@example.com>
      Date: Tue, 24 Nov 2026 16:00:00 +0000
      MIME-Version: 1.0
      Content-Type: text/plain
      """;
  private static final String COMMANDS =
      """
      S<a@example.com>
      UTest
      X<1@example.com>
      R<b@example.com> ? ? ?
      I127.0.0.1
      J127.0.0.1
      Hlocalhost
      Elocalhost
      Qq1
      F
      """;

  private final Spool spool;
  private final Path filter;
  private final AtomicInteger messages = new AtomicInteger();

  RealFilter(Spool spool, boolean stock) throws IOException {
    this.spool = spool;
    this.filter = spool.path("filter");
    String text = stock ? Files.readString(STOCK_FILTER, StandardCharsets.ISO_8859_1) : COMPILING;
    write(filter, text.replace("SPOOL", spool.path(".").normalize().toString()));
    write(began(), "");
  }

  /** Options that name the program and the filter. */
  List<String> options() {
    return List.of("-f", PROGRAM, "-F", filter.toString());
  }

  /** One byte for each relay check that has come to the gate. */
  Path began() {
    return spool.path("began");
  }

  Path copy(Path file) throws IOException {
    Path copy = spool.path("preload");
    write(copy, Files.readString(file));
    return copy;
  }

  void breakFilter() throws IOException {
    Files.writeString(filter, "\nsub { ;\n", StandardOpenOption.APPEND);
  }

  /** Returns the directory of a new message. */
  Path message() throws IOException {
    Path folder = spool.path("mdefang-" + messages.incrementAndGet());
    Files.createDirectory(folder);
    spool.own(folder);
    write(folder.resolve("INPUTMSG"), HEADERS + "\nHello, see http://www.example.com/ .\n");
    write(folder.resolve("HEADERS"), HEADERS);
    write(folder.resolve("COMMANDS"), COMMANDS);
    return folder;
  }

  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    spool.own(file);
  }
}
