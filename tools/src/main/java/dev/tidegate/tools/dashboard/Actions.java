package dev.tidegate.tools.dashboard;

import dev.tidegate.tools.dashboard.web.Inquiry;
import dev.tidegate.tools.dashboard.web.Reply;
import dev.tidegate.tools.dashboard.web.Route;
import dev.tidegate.tools.view.PoolWatch;
import dev.tidegate.tools.view.ServerInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what an operator asks for, if it is one: with the token, and from our own page or from no
 * page at all. Each try leaves a line in the log.
 */
final class Actions implements Route {
  static final Pattern PATHS = Pattern.compile("/api/pools/([^/]+)/actions");
  static final String TOKEN = "X-Tidegate-Token";

  /** A guess costs this much. */
  private static final Duration PAUSE_AFTER_WRONG = Duration.ofMillis(500);

  private final Pools pools;
  private final Optional<Token> token;
  private final DashboardLog log;

  /**
   * @param token by which an operator is known; empty if nobody may act
   */
  Actions(Pools pools, Optional<Token> token, DashboardLog log) {
    this.pools = pools;
    this.token = token;
    this.log = log;
  }

  @Override
  public Reply answer(Inquiry inquiry) {
    if (token.isEmpty()) {
      return Reply.error(403, "This dashboard only shows; --allow-actions would let it act.");
    }
    if (!isOurs(inquiry)) {
      log.accept("an action was refused that another page asked for, from " + inquiry.remote());
      return Reply.error(403, "Only the dashboard's own page may ask for this.");
    }
    if (!inquiry.header().apply(TOKEN).filter(token.get()::is).isPresent()) {
      return wrongToken(inquiry);
    }
    if (!inquiry.header().apply("Content-Type").filter(Actions::isJson).isPresent()) {
      return Reply.error(415, "An action is asked for in application/json.");
    }
    Optional<Action> action = Action.parse(inquiry.body());
    if (action.isEmpty()) {
      return Reply.error(
          400,
          "An action is {\"action\":\"drain\",\"slot\":3}, resume, kill with \"pid\" too, or"
              + " reread.");
    }
    Matcher path = PATHS.matcher(inquiry.path());
    Optional<PoolWatch> watch = path.matches() ? pools.watch(path.group(1)) : Optional.empty();
    return watch.isEmpty()
        ? Reply.error(404, "There is no pool of that name.")
        : act(watch.get(), action.get(), inquiry.remote());
  }

  /** A page of somebody else's cannot help saying so; a program that is no browser says nothing. */
  private static boolean isOurs(Inquiry inquiry) {
    String host = inquiry.header().apply("Host").orElse("");
    boolean sameOrigin =
        inquiry
            .header()
            .apply("Origin")
            .map(origin -> origin.equals("http://" + host) || origin.equals("https://" + host))
            .orElse(true);
    boolean sameSite =
        inquiry.header().apply("Sec-Fetch-Site").map("same-origin"::equals).orElse(true);
    return sameOrigin && sameSite;
  }

  private static boolean isJson(String type) {
    return type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private Reply wrongToken(Inquiry inquiry) {
    boolean some = inquiry.header().apply(TOKEN).isPresent();
    log.accept(
        "an action was refused "
            + (some ? "for its wrong token" : "that came without a token")
            + ", from "
            + inquiry.remote());
    if (some) {
      try {
        Thread.sleep(PAUSE_AFTER_WRONG);
      } catch (InterruptedException end) {
        Thread.currentThread().interrupt();
      }
    }
    return Reply.error(
        403, some ? "That is not the token." : "An action needs the token, in " + TOKEN + ".");
  }

  private Reply act(PoolWatch watch, Action action, String remote) {
    Optional<String> reason = unable(watch, action);
    if (reason.isPresent()) {
      audit(watch, action, remote, "refused: " + reason.get());
      return Reply.error(409, reason.get());
    }
    String answer;
    try {
      answer = watch.ask(action.command()).strip();
    } catch (IOException failure) {
      audit(watch, action, remote, "no answer: " + failure.getMessage());
      return Reply.error(502, "The multiplexor gave no answer: " + failure.getMessage());
    }
    audit(watch, action, remote, answer);
    boolean ok = !answer.startsWith("error:");
    return Reply.json(
        ok ? 200 : 409,
        JsonText.object(
                json -> {
                  json.put("ok", ok).put("answer", answer);
                  if (!ok) {
                    json.put("error", answer);
                  }
                })
            + "\n");
  }

  /** MIMEDefang's own would hand a word that it does not know to a worker. */
  private static Optional<String> unable(PoolWatch watch, Action action) {
    Optional<ServerInfo> server = watch.picture().server();
    if (!watch.takesCommands()) {
      return Optional.of("No command socket of this pool was given (--control).");
    }
    if (server.isEmpty()) {
      return Optional.of("It is not known yet what multiplexor this is.");
    }
    boolean isReread = action instanceof Action.Reread;
    return server.get().kind() == ServerInfo.Kind.TIDEGATE || isReread
        ? Optional.empty()
        : Optional.of("MIMEDefang's own multiplexor can not do that.");
  }

  private void audit(PoolWatch watch, Action action, String remote, String result) {
    log.always(
        "action: '"
            + action.command()
            + "' in "
            + watch.name()
            + ", asked for from "
            + remote
            + ": "
            + result);
  }
}
