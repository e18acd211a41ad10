package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.tools.ctl.command.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Which settings do not fit each other, or the host. */
final class SettingsRules {
  private static final Pattern EMBED_PERL = Pattern.compile("(?m)^\\s*MX_EMBED_PERL=[\"']?yes\\b");
  private static final double MUCH = 0.8;
  private static final long MEBIBYTE_KIB = 1024;
  private static final int FEW_REQUESTS = 10;
  private static final String SCAN = "scan";
  private static final List<String> CHECKS = List.of("relayok", "senderok", "recipok");

  /** By so much the multiplexor should give up before Postfix. */
  private static final int LEAD_SECONDS = 5;

  private SettingsRules() {}

  /**
   * Returns what there is to say.
   *
   * @param meanScanSeconds how long a scan takes with a worker, if there was one
   * @param givenMinimum what was asked for as the minimum, if that is known
   */
  static List<Finding> findings(
      Settings settings,
      HostFacts host,
      OptionalDouble meanScanSeconds,
      OptionalLong givenMinimum) {
    List<Finding> findings = new ArrayList<>();
    content(settings, host).ifPresent(findings::add);
    commands(settings, host).ifPresent(findings::add);
    checks(settings, host).ifPresent(findings::add);
    queue(settings, meanScanSeconds).ifPresent(findings::add);
    if (givenMinimum.orElse(0) > settings.maxWorkers()) {
      findings.add(
          Finding.note(
              "settings",
              "-m %d is more than -x %d, so -x counts"
                  .formatted(givenMinimum.getAsLong(), settings.maxWorkers()),
              "say what is meant"));
    }
    if (settings.autoscale() && settings.minWorkers() == settings.maxWorkers()) {
      findings.add(
          Finding.note(
              "settings",
              "autoscaling (-k) has nothing to do, since -m and -x are both "
                  + settings.maxWorkers(),
              "lower -m, or leave -k out"));
    }
    if (settings.maxRequests() < FEW_REQUESTS) {
      findings.add(
          Finding.note(
              "settings",
              "each worker is replaced after %d requests, and a start of Perl takes longer than most"
                  .formatted(settings.maxRequests()),
              "a -r of some hundreds"));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.good(
              "settings",
              "%d to %d workers, %d s with a worker, %d may wait %d s"
                  .formatted(
                      settings.minWorkers(),
                      settings.maxWorkers(),
                      settings.timeoutSeconds(SCAN),
                      settings.queueSize(),
                      settings.queueTimeoutSeconds())));
    }
    return findings;
  }

  private static Optional<Finding> content(Settings settings, HostFacts host) {
    int postfix = host.contentTimeoutSeconds().orElse(Integer.MAX_VALUE);
    int longest = settings.longestSeconds();
    return longest < postfix
        ? Optional.empty()
        : Optional.of(
            Finding.note(
                "time-outs",
                "Postfix waits %d s for a milter's word on a message, and a scan may take %s: Postfix"
                        .formatted(postfix, parts(settings))
                    + " gives up first, and the mail comes again to be scanned again",
                "postconf -e milter_content_timeout=%ds, or %s"
                    .formatted(longest + 30, shorter(settings, postfix))));
  }

  private static String shorter(Settings settings, int postfix) {
    int within =
        postfix - LEAD_SECONDS - (settings.longestSeconds() - settings.timeoutSeconds(SCAN));
    return settings.hasClassTimeouts() && within > 0
        ? "tidegate ctl set timeout-scan=%d and --timeout scan=%d at the next start"
            .formatted(within, within)
        : "a shorter busy time-out (-b)";
  }

  /** Judges the checks that a milter asks for while it answers a command of the client. */
  private static Optional<Finding> checks(Settings settings, HostFacts host) {
    int postfix = host.commandTimeoutSeconds().orElse(Integer.MAX_VALUE);
    List<String> slow =
        CHECKS.stream().filter(each -> settings.timeoutSeconds(each) >= postfix).toList();
    if (!host.asksBeforeMail() || !settings.hasClassTimeouts() || slow.isEmpty()) {
      return Optional.empty();
    }
    int within = Math.max(1, postfix - LEAD_SECONDS);
    int longest = slow.stream().mapToInt(settings::timeoutSeconds).max().orElse(0);
    return Optional.of(
        Finding.note(
            "time-outs",
            "Postfix waits %d s for a milter's word on a command (milter_command_timeout), and %s:"
                    .formatted(
                        postfix,
                        String.join(
                            ", ",
                            slow.stream()
                                .map(
                                    each ->
                                        each + " may take " + settings.timeoutSeconds(each) + " s")
                                .toList()))
                + " Postfix gives up first, and the worker stays busy",
            "tidegate ctl set %s and --timeout %s at the next start, or postconf -e milter_command_timeout=%ds"
                .formatted(
                    String.join(
                        " ", slow.stream().map(each -> "timeout-" + each + "=" + within).toList()),
                    String.join(",", slow.stream().map(each -> each + "=" + within).toList()),
                    longest + 30)));
  }

  private static Optional<Finding> commands(Settings settings, HostFacts host) {
    int postfix = host.commandTimeoutSeconds().orElse(Integer.MAX_VALUE);
    return !host.asksBeforeMail()
            || settings.queueSize() == 0
            || settings.queueTimeoutSeconds() < postfix
        ? Optional.empty()
        : Optional.of(
            Finding.note(
                "time-outs",
                "Postfix waits %d s for a milter's word on a command, and a check of a sender or"
                        .formatted(postfix)
                    + " recipient may wait %d s for a worker alone"
                        .formatted(settings.queueTimeoutSeconds()),
                "postconf -e milter_command_timeout=%ds, or a shorter -Q"
                    .formatted(settings.queueTimeoutSeconds() + 30)));
  }

  private static String parts(Settings settings) {
    return settings.queueSize() > 0
        ? "%d s in the queue and %d s with a worker"
            .formatted(settings.queueTimeoutSeconds(), settings.timeoutSeconds(SCAN))
        : settings.timeoutSeconds(SCAN) + " s";
  }

  private static Optional<Finding> queue(Settings settings, OptionalDouble meanScanSeconds) {
    double mean = meanScanSeconds.orElse(0);
    double served =
        mean == 0
            ? Double.MAX_VALUE
            : settings.maxWorkers() * settings.queueTimeoutSeconds() / mean;
    return settings.queueSize() <= served
        ? Optional.empty()
        : Optional.of(
            Finding.note(
                "queue",
                "%d may wait, but %d workers serve about %.0f in %d s with %.1f s a scan: the last ones wait in vain"
                    .formatted(
                        settings.queueSize(),
                        settings.maxWorkers(),
                        served,
                        settings.queueTimeoutSeconds(),
                        mean),
                "a -q of at most %.0f, or a longer -Q".formatted(served)));
  }

  /**
   * Returns what there is to say if Debian's settings ask for forked workers and there are none.
   *
   * @param stats of Tidegate, which reports whether it was started with {@code -E}
   * @param defaults the file of Debian's settings; empty if there is none
   */
  static Optional<Finding> embedPerl(Document stats, String defaults) {
    boolean isOff = stats.text("warmParent", "state").equals("off");
    return isOff && EMBED_PERL.matcher(defaults).find()
        ? Optional.of(
            Finding.note(
                "warm parent",
                "MX_EMBED_PERL=yes in /etc/default/mimedefang, but the multiplexor was started"
                    + " without -E: each worker loads the filter for itself",
                "give it -E, and restart it"))
        : Optional.empty();
  }

  /** Returns what there is to say of memory. */
  static Finding memory(Settings settings, HostProcess process, HostFacts host) {
    Optional<Long> worker = process.largestWorkerKib();
    long limit =
        Math.min(
            host.memoryKib().orElse(Long.MAX_VALUE),
            process.memoryLimitKib().orElse(Long.MAX_VALUE));
    if (worker.isEmpty() || limit == Long.MAX_VALUE) {
      return Finding.unseen(
          "memory", "no worker runs whose memory could be seen", "look again later");
    }
    long need = settings.maxWorkers() * worker.get() + process.ownKib().orElse(0);
    String sum =
        "%d workers of up to %d MiB and the multiplexor need %d MiB of %d MiB"
            .formatted(
                settings.maxWorkers(),
                Math.ceilDiv(worker.get(), MEBIBYTE_KIB),
                Math.ceilDiv(need, MEBIBYTE_KIB),
                limit / MEBIBYTE_KIB);
    long fitting =
        Math.max(
            1, (long) ((limit * MUCH - process.ownKib().orElse(0)) / Math.max(1, worker.get())));
    String remedy = "a -x of at most %d, or more memory".formatted(fitting);
    if (need > limit) {
      return Finding.bad("memory", sum + ": under load the host swaps or kills", remedy);
    }
    return need > limit * MUCH
        ? Finding.note("memory", sum + ", with hardly a rest for the others", remedy)
        : Finding.good("memory", sum);
  }
}
