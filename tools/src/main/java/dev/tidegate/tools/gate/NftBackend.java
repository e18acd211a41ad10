package dev.tidegate.tools.gate;

import dev.tidegate.tools.gate.Nft.Table;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Keeps connections out by a table of its own in the kernel's packet filter; other tables are left
 * alone.
 *
 * <p>A refusal is an element with a time-out, so the kernel opens by itself. The table is installed
 * by one transaction that fails if another one of its name has appeared meanwhile: of two gates
 * that start at once, one gets it.
 */
final class NftBackend implements Backend {
  /** What is refused while nobody knows whether the last change was made. */
  private static final int UNKNOWN = -1;

  private final Nft nft;
  private final NftRules rules;
  private final Consumer<String> tell;
  private Optional<Table> installed = Optional.empty();

  /** Whether that is so; after a failure the table may be there under another handle. */
  private boolean isCertain = true;

  private int percent = RefusedShare.OPEN;

  /**
   * @param tell takes a sentence whenever it has put something right
   */
  NftBackend(Nft nft, NftRules rules, Consumer<String> tell) {
    this.nft = nft;
    this.rules = rules;
    this.tell = tell;
  }

  @Override
  public void prepare() throws BackendException {
    Optional<Table> found = nft.table(rules.table());
    if (found.isPresent()) {
      makeSureItIsLeftOver(found.get());
      tell.accept("taking over the table inet " + rules.table() + " of a gate that has died");
    }
    RefusedShare open = new RefusedShare(RefusedShare.OPEN, OptionalInt.empty(), ProgramRun.LIMIT);
    try {
      install(found, open);
    } catch (BackendException e) {
      closeAfter(e);
      throw e;
    }
  }

  private void closeAfter(BackendException failure) {
    try {
      close();
    } catch (BackendException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void refuse(RefusedShare refusal) throws BackendException {
    boolean isRenewal = refusal.percent() == percent;
    percent = UNKNOWN;
    boolean isWhole = isCertain && installed.isPresent();
    if (isWhole && (refusal.percent() != RefusedShare.OPEN || !isRenewal)) {
      isWhole = isApplied(refusal);
    }
    if (isWhole && isRenewal) {
      isWhole = nft.table(rules.table()).equals(installed);
    }
    if (!isWhole) {
      repair(refusal);
    }
    percent = refusal.percent();
  }

  /** A transaction fails as a whole, so after a failure it is looked why, and all is made anew. */
  private boolean isApplied(RefusedShare refusal) throws BackendException {
    try {
      nft.apply(rules.refuse(refusal));
      return true;
    } catch (BackendException e) {
      if (nft.table(rules.table()).equals(installed)) {
        throw e;
      }
      return false;
    }
  }

  private void repair(RefusedShare refusal) throws BackendException {
    Optional<Table> found = nft.table(rules.table());
    if (found.isEmpty() && !isCertain) {
      tell.accept("a failed nft has made no table inet " + rules.table() + "; making it again");
    } else if (found.isEmpty()) {
      tell.accept("someone has deleted the table inet " + rules.table() + "; making it again");
    } else if (isInstalled(found.get())) {
      tell.accept("someone has changed the table inet " + rules.table() + "; making it again");
    } else if (isMarkedAsOurs(found.get())) {
      tell.accept("a failed nft has left the table inet " + rules.table() + "; making it again");
    } else {
      makeSureItIsLeftOver(found.get());
    }
    install(found, refusal);
  }

  private void install(Optional<Table> replaced, RefusedShare refusal) throws BackendException {
    OptionalLong handle =
        replaced.isPresent() ? OptionalLong.of(replaced.get().handle()) : OptionalLong.empty();
    isCertain = false;
    nft.apply(rules.install(handle, refusal));
    installed = nft.table(rules.table());
    isCertain = true;
  }

  private boolean isInstalled(Table found) {
    return installed.filter(mine -> mine.handle() == found.handle()).isPresent();
  }

  private boolean isMarkedAsOurs(Table found) {
    return Owner.find(found.text()).equals(Optional.of(rules.owner()));
  }

  private void makeSureItIsLeftOver(Table found) throws BackendException {
    String name = "the table inet " + rules.table();
    Owner.checkThatIsLeftOver(found.text(), name, "nft delete table inet " + rules.table());
  }

  @Override
  public void close() throws BackendException {
    if (isCertain && installed.isEmpty()) {
      return;
    }
    if (!isCertain || !isRemoved(installed.get())) {
      Optional<Table> found = nft.table(rules.table());
      if (found.isPresent() && (isInstalled(found.get()) || isMarkedAsOurs(found.get()))) {
        nft.apply(rules.remove(found.get().handle()));
      }
    }
    installed = Optional.empty();
    isCertain = true;
  }

  private boolean isRemoved(Table mine) {
    try {
      nft.apply(rules.remove(mine.handle()));
      return true;
    } catch (BackendException e) {
      // Whether it is there at all, and what is wrong, shows when it is looked for.
      return false;
    }
  }

  @Override
  public String lapsed() {
    return "the kernel has opened";
  }

  @Override
  public String describe() {
    return "nft, table inet " + rules.table();
  }
}
