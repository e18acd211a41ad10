package dev.tidegate.tools.dashboard;

import dev.tidegate.tools.dashboard.metrics.Scrape;
import dev.tidegate.tools.dashboard.web.Inquiry;
import dev.tidegate.tools.dashboard.web.PageFiles;
import dev.tidegate.tools.dashboard.web.Reply;
import dev.tidegate.tools.dashboard.web.Site;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.PoolWatch;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.Stats;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What is answered at which address. */
final class Api {
  private final Pools pools;
  private final BooleanSupplier isWell;

  /**
   * @param isWell whether this program works
   */
  Api(Pools pools, BooleanSupplier isWell) {
    this.pools = pools;
    this.isWell = isWell;
  }

  /** Returns all of it. */
  Site site(Actions actions) {
    return new Site(new PageFiles(Dashboard.class, "page"))
        .get("/healthz", inquiry -> health())
        .get("/readyz", this::readiness)
        .get("/api/pools", inquiry -> Reply.json(200, pools.all()))
        .get("/api/stats", inquiry -> ofPool(inquiry, Api::stats))
        .get("/api/incidents", inquiry -> ofPool(inquiry, Api::incidents))
        .get("/metrics", new Scrape(pools::pictures))
        .post(Actions.PATHS, actions);
  }

  private Reply health() {
    return isWell.getAsBoolean()
        ? Reply.json(200, "{\"ok\":true}\n")
        : Reply.error(500, "The dashboard tells no more events: start it again.");
  }

  private Reply readiness(Inquiry inquiry) {
    Optional<String> name = Optional.ofNullable(inquiry.query().get("pool"));
    if (name.isEmpty()) {
      return Readiness.of(pools.pictures());
    }
    return ofPool(inquiry, picture -> Readiness.of(List.of(picture)));
  }

  private Reply ofPool(Inquiry inquiry, Function<PoolPicture, Reply> reply) {
    return pools
        .watch(Optional.ofNullable(inquiry.query().get("pool")))
        .map(PoolWatch::picture)
        .map(reply)
        .orElseGet(() -> Reply.error(404, "Which pool? ?pool= should be the name of one."));
  }

  private static Reply stats(PoolPicture picture) {
    if (!picture.link().isLive()) {
      return Reply.error(503, Readiness.unready(picture).orElse("It is not known."));
    }
    boolean fresh =
        picture
            .server()
            .filter(server -> server.told().contains(ServerInfo.Source.STATS))
            .isPresent();
    return picture
        .stats()
        .filter(stats -> fresh)
        .map(Stats::document)
        .map(document -> Reply.json(200, document))
        .orElseGet(() -> Reply.error(404, "This multiplexor tells no stats here."));
  }

  private static Reply incidents(PoolPicture picture) {
    return Reply.json(
        200,
        JsonText.object(
            json -> {
              json.put("pool", picture.name());
              PoolJson.link(json, picture);
              json.putObjects("incidents", picture.incidents(), IncidentJson::write);
            }));
  }
}
