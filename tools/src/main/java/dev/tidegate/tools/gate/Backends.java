package dev.tidegate.tools.gate;

import java.io.IOException;
import java.util.function.Consumer;

/** Makes the back-end that the options name. */
final class Backends {
  private Backends() {}

  /**
   * @param tell takes a sentence whenever the back-end has put something right
   */
  static Backend make(PortOptions options, boolean isProportional, Consumer<String> tell)
      throws BackendException, IOException {
    return switch (options.means()) {
      case NFT -> new NftBackend(nft(), options.nftRules(isProportional, Owner.self()), tell);
    };
  }

  private static Nft nft() throws BackendException {
    return Nft.find()
        .orElseThrow(() -> new BackendException("there is no nft: apt-get install nftables"));
  }
}
