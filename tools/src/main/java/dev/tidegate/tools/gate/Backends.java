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
      PortOptions options, BackendOptions means, boolean isProportional, Consumer<String> tell)
      throws IOException {
    return switch (options.means()) {
      case NFT -> new NftBackend(Nft.usual(), options.nftRules(isProportional, Owner.self()), tell);
      case IPTABLES ->
          new IptablesBackend(
              options.iptablesRules(Owner.self()), isProportional, InstantSource.system(), tell);
      case HAPROXY -> new HaproxyBackend(means.listenAddress(), means.agentWords(), tell);
      case COMMAND -> new CommandBackend(means.commands(), tell);
    };
  }
}
