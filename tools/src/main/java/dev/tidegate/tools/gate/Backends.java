package dev.tidegate.tools.gate;

import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Makes the back-end that the options name. */
final class Backends {
  private Backends() {}

  /**
   * @param tell takes a sentence whenever the back-end has put something right
   */
  static Backend make(
      PortOptions options, MeansOptions means, boolean isProportional, Consumer<String> tell)
      throws BackendException, IOException {
    return switch (options.means()) {
      case NFT -> new NftBackend(nft(), options.nftRules(isProportional, Owner.self()), tell);
      case IPTABLES ->
          new IptablesBackend(
              options.iptablesRules(Owner.self()), isProportional, InstantSource.system(), tell);
      case HAPROXY -> new HaproxyBackend(means.listenAddress(), means.agentWords(), tell);
      case COMMAND -> new CommandBackend(means.commands(), tell);
    };
  }

  private static Nft nft() throws BackendException {
    return Nft.find()
        .orElseThrow(() -> new BackendException("there is no nft: apt-get install nftables"));
  }
}
