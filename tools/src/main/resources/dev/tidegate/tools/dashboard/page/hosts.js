// Several multiplexors, a row each.

import { sparkline } from "./charts.js";
import { byId, element, foreign, keep, mark, withParts, write } from "./dom.js";
import { heat, mean } from "./pool.js";
import { clock, duration, millis, number } from "./text.js";
import { verdict } from "./verdict.js";

const SHORT_SECONDS = 11;

/** The table of hosts; entering one is following its link. */
export class Hosts {
  #panel = byId("hosts-panel");
  #body = byId("hosts");

  show(pools, chosen, now) {
    mark(this.#panel, "hidden", pools.length < 2);
    if (pools.length < 2) {
      return;
    }
    keep(
      this.#body,
      pools,
      (pool) => pool.name,
      make,
      (row, pool) => this.#update(row, pool, pool === chosen, now),
    );
  }

  #update(row, pool, isChosen, now) {
    const moment = pool.moment(now);
    const found = verdict(pool, moment);
    const second = Math.floor(moment / 1000);
    const scans = (each) => each.rate?.scan;
    const figures = pool.figures;
    mark(row, "data-level", found.level);
    mark(row.parts.link, "aria-current", isChosen ? "true" : undefined);
    write(
      row.parts.word,
      found.word + (pool.isLive() || !Number.isFinite(pool.asOf) ? "" : " as of " + clock(pool.asOf, now)),
    );
    write(row.parts.busy, number(pool.inState("busy")) + "/" + number(figures.maxWorkers ?? pool.slots.size));
    write(row.parts.queued, number(figures.queued));
    write(row.parts.rate, number(mean(pool.history, second - SHORT_SECONDS, second + 1, scans).value));
    write(
      row.parts.ms,
      millis(mean(pool.history, second - SHORT_SECONDS, second + 1, (each) => each.ms?.scan, scans).value),
    );
    const first = pool.nearest()[0];
    write(
      row.parts.nearest,
      first
        ? "slot " + first.n + ", " + duration(moment - first.since) + (heat(first, moment) ? " !" : "")
        : "–",
    );
    sparkline(row.parts.chart, pool.history, moment, (each) => each.busy, figures.maxWorkers);
  }
}

function make(pool) {
  const row = element("tr");
  const link = element("a", { href: "#host=" + encodeURIComponent(pool.name) }, foreign(pool.name));
  const chart = element("canvas", { class: "spark", "aria-hidden": "true" });
  row.append(element("th", { scope: "row" }, link));
  row.parts = { link, chart, ...withParts(row, "td", ["word", "busy", "queued", "rate", "ms", "nearest"]) };
  row.append(element("td", { class: "spark-cell" }, chart));
  return row;
}
