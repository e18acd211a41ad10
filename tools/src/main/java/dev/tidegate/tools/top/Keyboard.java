package dev.tidegate.tools.top;

import dev.tidegate.tools.top.Viewing.Deed;
import dev.tidegate.tools.top.Viewing.Page;
import dev.tidegate.tools.top.Viewing.Prompt;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import java.util.List;
import java.util.Optional;

/** What a key means: another view, or something to be done. */
final class Keyboard {
  private static final int MOST_SEARCH = 40;
  private static final int PAGE = 10;

  private Keyboard() {}

  /** What is to be done besides. */
  sealed interface SortOrder {
    record Quit(int status) implements SortOrder {}

    record Suspend() implements SortOrder {}

    record Redraw() implements SortOrder {}

    record Do(Deed deed) implements SortOrder {}
  }

  /** The view after a key. */
  record Step(Viewing viewing, Optional<SortOrder> order) {
    static Step to(Viewing viewing) {
      return new Step(viewing, Optional.empty());
    }

    static Step of(Viewing viewing, SortOrder order) {
      return new Step(viewing, Optional.of(order));
    }
  }

  static Step press(Key key, View scene, boolean several) {
    Viewing viewing = scene.viewing().note("");
    if (key == Key.Named.INTERRUPT) {
      return Step.of(viewing, new SortOrder.Quit(130));
    }
    if (key == Key.Named.SUSPEND) {
      return Step.of(viewing, new SortOrder.Suspend());
    }
    if (key == Key.Named.REDRAW) {
      return Step.of(viewing, new SortOrder.Redraw());
    }
    return switch (viewing.prompt()) {
      case Prompt.Confirm(Deed deed) -> {
        Viewing answered = viewing.prompt(new Prompt.None());
        yield key.equals(new Key.Sign('y'))
            ? Step.of(done(answered.note("...")), new SortOrder.Do(deed))
            : Step.to(answered.note("nothing was done"));
      }
      case Prompt.Search(String text) -> Step.to(search(key, viewing, text));
      case Prompt.None() -> pressFreely(key, viewing, scene, several);
    };
  }

  /** What was chosen for it may be anywhere in the list now. */
  private static Viewing done(Viewing viewing) {
    return viewing.page() == Page.POOL ? viewing.select(-1) : viewing;
  }

  private static Viewing search(Key key, Viewing viewing, String text) {
    return switch (key) {
      case Key.Sign(char character) ->
          text.length() < MOST_SEARCH
              ? viewing.prompt(new Prompt.Search(text + character))
              : viewing;
      case Key.Named.BACKSPACE ->
          viewing.prompt(
              new Prompt.Search(text.isEmpty() ? text : text.substring(0, text.length() - 1)));
      case Key.Named.ENTER -> viewing.search(text).prompt(new Prompt.None());
      case Key.Named.ESCAPE -> viewing.prompt(new Prompt.None());
      case Key.Named _ -> viewing;
    };
  }

  private static Step pressFreely(Key key, Viewing viewing, View scene, boolean several) {
    if (key instanceof Key.Sign(char character)) {
      return character(character, viewing, scene);
    }
    if (key == Key.Named.ENTER) {
      return Step.to(enter(viewing, scene));
    }
    if (key == Key.Named.ESCAPE || key == Key.Named.BACKSPACE) {
      return Step.to(back(viewing, several));
    }
    return Step.to(move(key, viewing, scene));
  }

  private static Step character(char character, Viewing viewing, View scene) {
    return switch (character) {
      case 'q' -> Step.of(viewing, new SortOrder.Quit(0));
      case '?', 'h' -> Step.to(viewing.page(Page.HELP));
      case 'p', ' ' -> Step.to(viewing.paused(!viewing.paused()));
      case 'd', 'r', 'k', 'R' -> Step.to(ask(character, viewing, scene));
      default ->
          viewing.page() == Page.POOL ? Step.to(ofPool(character, viewing)) : Step.to(viewing);
    };
  }

  private static Viewing ofPool(char character, Viewing viewing) {
    return switch (character) {
      case 's' -> viewing.order(viewing.order().next()).select(-1);
      case 'f' -> viewing.filter(viewing.filter().next());
      case '/' -> viewing.prompt(new Prompt.Search(""));
      case 'm' -> viewing.allMessages(!viewing.allMessages());
      case 'i' -> viewing.page(Page.INCIDENTS).select(0);
      default -> viewing;
    };
  }

  private static Viewing enter(Viewing viewing, View scene) {
    return switch (viewing.page()) {
      case HOSTS -> viewing.page(Page.POOL).select(-1);
      case POOL ->
          viewing
              .selectedSlot(scene.picture())
              .map(slot -> viewing.page(Page.SLOT).select(slot.number()))
              .orElse(viewing);
      case INCIDENTS ->
          scene.picture().incidents().isEmpty() ? viewing : viewing.page(Page.INCIDENT);
      case SLOT, INCIDENT, HELP -> viewing;
    };
  }

  private static Viewing back(Viewing viewing, boolean several) {
    return switch (viewing.page()) {
      case HOSTS -> viewing;
      case POOL -> several ? viewing.page(Page.HOSTS) : viewing.search("");
      case SLOT -> viewing.page(Page.POOL);
      case INCIDENTS, HELP -> viewing.page(Page.POOL).select(-1);
      case INCIDENT -> viewing.page(Page.INCIDENTS);
    };
  }

  private static Viewing move(Key key, Viewing viewing, View scene) {
    return switch (viewing.page()) {
      case HOSTS -> viewing.host(moved(key, viewing.host(), scene.pictures().size()));
      case POOL -> {
        List<SlotPicture> slots = viewing.slots(scene.picture());
        if (slots.isEmpty()) {
          yield viewing;
        }
        int place = 0;
        for (int at = 0; at < slots.size(); at++) {
          place = slots.get(at).number() == viewing.selected() ? at : place;
        }
        yield viewing.select(slots.get(moved(key, place, slots.size())).number());
      }
      case INCIDENTS ->
          viewing.select(moved(key, viewing.selected(), scene.picture().incidents().size()));
      case SLOT, INCIDENT, HELP -> viewing;
    };
  }

  private static int moved(Key key, int place, int count) {
    int next =
        switch (key) {
          case Key.Named.UP -> place - 1;
          case Key.Named.DOWN -> place + 1;
          case Key.Named.PAGE_UP -> place - PAGE;
          case Key.Named.PAGE_DOWN -> place + PAGE;
          case Key.Named.HOME -> 0;
          case Key.Named.END -> count - 1;
          case Key.Named _, Key.Sign _ -> place;
        };
    return Math.clamp(next, 0, Math.max(0, count - 1));
  }

  /** Asks whether it shall be done, if it can be. */
  private static Viewing ask(char character, Viewing viewing, View scene) {
    PoolPicture picture = scene.picture();
    boolean ofSlot = character != 'R';
    if (viewing.page() != Page.POOL && (viewing.page() != Page.SLOT || !ofSlot)) {
      return viewing;
    }
    Optional<String> refusal = refusal(picture, ofSlot);
    if (refusal.isPresent()) {
      return viewing.note(refusal.get());
    }
    if (!ofSlot) {
      return confirm(viewing, "reread", "have the filter read again, and workers replaced");
    }
    Optional<SlotPicture> chosen = viewing.selectedSlot(picture);
    if (chosen.isEmpty()) {
      return viewing.note("there is no slot to do that to");
    }
    SlotPicture slot = chosen.get();
    int number = slot.number();
    return switch (character) {
      case 'd' -> confirm(viewing.select(number), "drain " + number, "drain slot " + number);
      case 'r' -> confirm(viewing.select(number), "resume " + number, "resume slot " + number);
      default ->
          slot.pid().isEmpty()
              ? viewing.note("there is no worker in slot " + number)
              : confirm(
                  viewing.select(number),
                  "kill " + number + ":" + slot.pid().getAsLong(),
                  "kill worker "
                      + number
                      + " (pid "
                      + slot.pid().getAsLong()
                      + slot.tag().map(tag -> ", " + SlotTable.cut(tag, 24)).orElse("")
                      + ")");
    };
  }

  /** Other words than those that a server is known to understand it would hand to a worker. */
  private static Optional<String> refusal(PoolPicture picture, boolean ofSlot) {
    if (picture.server().isEmpty() || !picture.link().isLive()) {
      return Optional.of("not now: there is no connection");
    }
    ServerInfo server = picture.server().get();
    if (!server.privileged()) {
      return Optional.of("that needs --control with the command socket (-s of the multiplexor)");
    }
    boolean steers =
        server.kind() == ServerInfo.Kind.TIDEGATE
            && server.told().contains(ServerInfo.Source.STATS);
    return ofSlot && !steers
        ? Optional.of("MIMEDefang's own multiplexor cannot do that")
        : Optional.empty();
  }

  private static Viewing confirm(Viewing viewing, String command, String question) {
    return viewing.prompt(new Prompt.Confirm(new Deed(viewing.host(), command, question)));
  }
}
