package dev.tidegate.acceptance.gate.backends;

import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Requirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The two variants of iptables, of which a host has one or the other under that name. */
enum Iptables {
  NFT,
  LEGACY;

  private static final List<String> FAMILIES = List.of("iptables", "ip6tables");

  /** Makes a folder in which this variant goes by the plain names. */
  Path folder() {
    String variant = "-" + name().toLowerCase(java.util.Locale.ROOT);
    try {
      Path folder = Files.createTempDirectory("tideiptables");
      folder.toFile().deleteOnExit();
      for (String family : FAMILIES) {
        Requirements.programs(family + variant, family + variant + "-restore");
        link(folder.resolve(family), family + variant);
        link(folder.resolve(family + "-restore"), family + variant + "-restore");
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(Path name, String program) throws IOException {
    Files.createSymbolicLink(name, Path.of("/usr/sbin", program)).toFile().deleteOnExit();
  }

  /** Every rule and chain of the table filter there, of both families. */
  static String rules(PrivateHost host, Path folder) {
    return FAMILIES.stream()
        .map(family -> host.run(folder.resolve(family).toString(), "-S").succeeded().output())
        .flatMap(String::lines)
        // The variant of nft remarks on the other one's tables.
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  /** Runs a command for each family. */
  static void runFor(PrivateHost host, Path folder, String... words) {
    for (String family : FAMILIES) {
      List<String> all = new java.util.ArrayList<>(List.of(folder.resolve(family).toString()));
      all.addAll(List.of(words));
      host.run(all.toArray(String[]::new)).succeeded();
    }
  }
}
