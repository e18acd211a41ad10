// The page: takes the events of the stream, and shows one pool of those that it knows.

import { Actions } from "./actions.js";
import { Charts } from "./charts.js";
import { Details } from "./details.js";
import { byId, element, mark, write } from "./dom.js";
import { Hosts } from "./hosts.js";
import { listenToKeys } from "./keys.js";
import { Averages, Incidents, Listeners, Messages, Nearest } from "./lists.js";
import { Pool } from "./pool.js";
import { SlotGrid } from "./slots.js";
import { Stream } from "./stream.js";
import { clock, duration, kib, millis, number, visible, zone } from "./text.js";
import { Timeline } from "./timeline.js";
import { verdict } from "./verdict.js";

const SECOND_MS = 1_000;
// The page draws at most so often, however much is told.
const DRAW_MS = 100;
const POOLS_KEPT = 200;
// Ten minutes of very many slots are many strokes, and five seconds of them less than ten pixels.
const MANY_SLOTS = 100;
const MANY_EVERY_SECONDS = 5;

const pools = new Map();
let skewMs = 0;
let connected;
let heardAt;
let drawing = false;
let drawnAt = 0;
let changedSlots = new Set();
let everything = true;
let announced = "";
let second = 0;

const actions = new Actions();
const details = new Details(actions);
const openSlot = (n) => details.openSlot(chosen(), n, moment());
const grid = new SlotGrid(byId("slots"), byId("readout"), openSlot);
const timeline = new Timeline(byId("timeline"), byId("timeline-readout"), openSlot);
const nearest = new Nearest(openSlot);
const incidents = new Incidents((incident) => details.openIncident(chosen(), incident, moment()));
const messages = new Messages();
const listeners = new Listeners();
const averages = new Averages();
const hosts = new Hosts();
const charts = new Charts();

/** The dashboard's clock, which may differ from the browser's; it stands still while it is not heard. */
function serverNow() {
  return connected === false ? heardAt : Date.now() + skewMs;
}

/** The moment of which the chosen pool's picture speaks. */
function moment() {
  const now = serverNow();
  return chosen()?.moment(now) ?? now;
}

function chosen() {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("host");
  return pools.get(wanted) ?? pools.values().next().value;
}

const TAKERS = {
  hello(event) {
    actions.allowed = event.actions === true;
    // The dashboard may have been started anew, with other hosts.
    for (const pool of pools.values()) {
      pool.isUntold = true;
    }
  },
  pool(event) {
    const known = pools.get(event.name);
    if (known) {
      known.replace(event, now(event));
      known.isUntold = false;
    } else if (pools.size < POOLS_KEPT) {
      pools.set(event.name, new Pool(event, now(event)));
    }
  },
  slots(event, pool) {
    const grown = pool.takeSlots(event.slots, now(event), event.counts);
    if (pool === chosen()) {
      everything ||= grown;
      event.slots.forEach((slot) => changedSlots.add(slot.n));
    }
    return grown;
  },
  figures: (event, pool) => pool.takeFigures({ ...event, now: now(event) }),
  messages: (event, pool) => pool.takeMessages(event.messages ?? [], event.skipped),
  incident: (event, pool) => pool.takeIncident(event),
  link: (event, pool) => pool.takeLink(event),
};

/** After its greeting a dashboard tells each of its pools first; what it left out it does not watch. */
function forgetUntold() {
  for (const [name, pool] of pools) {
    if (pool.isUntold) {
      pools.delete(name);
    }
  }
}

function now(event) {
  return event.now ?? Date.now() + skewMs;
}

function take(type, event) {
  if (Number.isFinite(event.now)) {
    skewMs = event.now - Date.now();
  }
  heardAt = Date.now() + skewMs;
  if (type !== "hello" && type !== "pool") {
    forgetUntold();
  }
  const taker = TAKERS[type];
  const pool = pools.get(event.pool);
  if (taker && (pool || taker.length < 2)) {
    taker(event, pool);
    everything ||= type === "pool" || type === "link";
  }
  schedule();
}

function connectedNow(isConnected) {
  connected = isConnected;
  everything = true;
  schedule();
}

function schedule() {
  if (drawing) {
    return;
  }
  drawing = true;
  const wait = Math.max(0, drawnAt + DRAW_MS - performance.now());
  setTimeout(() => requestAnimationFrame(draw), wait);
}

function draw() {
  drawing = false;
  drawnAt = performance.now();
  const pool = chosen();
  drawConnection(pool);
  if (!pool) {
    return;
  }
  const now = moment();
  // Ages and pictures of time go on once a second, the rest with what is told.
  const newSecond = Math.floor(Date.now() / SECOND_MS) !== second;
  second = Math.floor(Date.now() / SECOND_MS);
  grid.show(pool, now, everything || newSecond ? undefined : changedSlots);
  if (newSecond || everything) {
    drawSlowly(pool, now);
  }
  changedSlots = new Set();
  everything = false;
  drawVerdict(pool, now);
  drawTiles(pool, now);
  nearest.show(pool, now);
  incidents.show(pool, now);
  messages.show(pool);
  details.refresh(now);
}

function drawSlowly(pool, now) {
  if (everything || pool.slots.size <= MANY_SLOTS || second % MANY_EVERY_SECONDS === 0) {
    timeline.draw(pool, now);
  }
  charts.draw(pool, now);
  averages.show(pool, now);
  listeners.show(pool);
  hosts.show([...pools.values()], pool, serverNow());
}

function drawConnection(pool) {
  const lost = byId("lost");
  const isLost = connected === false;
  if (isLost) {
    drawLost(lost);
  }
  lost.hidden = !isLost;
  const stale = isLost ? "all" : pool && !pool.isLive() ? "pool" : "no";
  document.body.dataset.stale = stale;
  const link = connected === undefined || isLost ? "lost" : (pool?.link ?? "connecting");
  mark(byId("link"), "data-link", link);
  write(byId("link-text"), linkText(pool, link));
  write(byId("time"), clock(Date.now()) + " " + zone(Date.now()));
  if (!pool) {
    write(byId("headline"), isLost ? "The dashboard does not answer" : "Connecting to the dashboard");
  }
}

/** Said aloud once; how long ago it was is for the eyes alone. */
function drawLost(lost) {
  if (lost.hidden) {
    const asOf = heardAt ? ", as of " + clock(heardAt, Date.now() + skewMs) : "";
    lost.replaceChildren(
      element("b", { text: "Connection to the dashboard lost" + asOf + "." }),
      " Trying again… ",
      element("span", { "aria-hidden": "true" }),
    );
  }
  if (heardAt) {
    const agoMs = Math.floor((Date.now() + skewMs - heardAt) / SECOND_MS) * SECOND_MS;
    write(
      lost.querySelector("span"),
      agoMs >= 10 * SECOND_MS ? "What you see is " + duration(agoMs) + " old." : "",
    );
  }
}

function linkText(pool, link) {
  if (link === "live") {
    return "live";
  }
  const asOf = connected === false ? heardAt : pool?.asOf;
  return link + (Number.isFinite(asOf) ? ", as of " + clock(asOf, serverNow()) : "");
}

const LEVEL_ICONS = { full: "favicon-full.svg", fault: "favicon-full.svg", unknown: "favicon-unknown.svg" };
const LEVEL_SIGNS = { calm: "✓", busy: "▲", warn: "!", full: "■", fault: "✕", unknown: "?" };

function drawVerdict(pool, now) {
  const found = verdictNow(pool, now);
  mark(byId("main"), "data-level", found.level);
  write(byId("verdict-word"), LEVEL_SIGNS[found.level]);
  write(byId("headline"), found.headline);
  const list = byId("reasons");
  if (list.dataset.shown !== found.reasons.join("\n")) {
    list.dataset.shown = found.reasons.join("\n");
    list.replaceChildren(...found.reasons.map((reason) => element("li", { text: reason })));
  }
  write(byId("pool-name"), visible(pool.name));
  write(byId("pool-about"), aboutOf(pool, now));
  mark(byId("reread"), "hidden", !actions.allowed || !pool.isLive());
  document.title =
    (found.level === "calm" ? "" : LEVEL_SIGNS[found.level] + " ") + titleOf(pool, found) + " · Tidegate";
  mark(byId("icon"), "href", LEVEL_ICONS[found.level] ?? "favicon.svg");
  announce(pool, found);
}

/** The verdict; of a dashboard that is not heard it is one about the past. */
function verdictNow(pool, now) {
  const found = verdict(pool, now);
  return connected === false && found.level !== "unknown"
    ? { ...found, level: "unknown", word: "lost", headline: "At " + clock(heardAt) + ": " + found.headline }
    : found;
}

function titleOf(pool, found) {
  return found.level === "unknown"
    ? pool.name + " " + found.word
    : number(pool.inState("busy")) +
        "/" +
        number(pool.figures.maxWorkers ?? pool.slots.size) +
        " busy · " +
        pool.name;
}

function aboutOf(pool, now) {
  const parts = [
    pool.host && pool.host !== pool.name ? pool.host : "",
    pool.server === "reference"
      ? "MIMEDefang " + (pool.version ?? "") + ", which tells less"
      : (pool.version ?? ""),
    Number.isFinite(pool.uptimeMs) ? "up " + duration(pool.uptimeMs + (now - pool.toldAt)) : "",
  ];
  return parts.filter(Boolean).map(visible).join(" · ");
}

/** For those who listen: only what changes, and not each figure of it. */
function announce(pool, found) {
  const state = pool.name + " " + found.level + " " + found.word;
  if (state !== announced) {
    announced = state;
    write(byId("announce"), found.headline);
  }
}

function drawTiles(pool, now) {
  const figures = pool.figures;
  const total = figures.maxWorkers ?? pool.slots.size;
  const tile = (name, value, of = "") => {
    write(byId("tile-" + name), value);
    const beside = document.getElementById("tile-" + name + "-of");
    if (beside) {
      write(beside, of);
    }
  };
  tile(
    "busy",
    number(pool.inState("busy")),
    "of " + number(total) + (figures.drained ? ", " + number(figures.drained) + " drained" : ""),
  );
  for (const part of byId("tile-bar").children) {
    const share = total > 0 ? (pool.inState(part.dataset.state) ?? 0) / total : 0;
    part.style.width = (100 * share).toFixed(2) + "%";
  }
  tile("takes", number(figures.serviceable ?? figures.free), figures.serviceable === undefined ? "free" : "");
  const limit = figures.queueLimit > 0 ? "of " + number(figures.queueLimit) : "";
  tile(
    "queue",
    number(figures.queued),
    (figures.oldestMs > 0 ? "oldest " + duration(figures.oldestMs) + " " : "") + limit,
  );
  const scan = figures.classes?.scan;
  tile("rate", number(scan?.rate));
  tile("ms", millis(scan?.ms));
  tile(
    "full",
    duration(figures.noneServiceableMs ?? figures.noneFreeMs),
    figures.observed ? "since watched" : "since its start",
  );
  const lost = lostOf(figures.totals);
  tile("lost", number(lost), lost === undefined ? "" : "since its start");
  const parent = figures.warmParent;
  byId("warm-parent").hidden = !parent?.wanted;
  tile(
    "warm",
    parent?.state ?? "–",
    [Number.isFinite(parent?.memoryKib) ? kib(parent.memoryKib) : "", parent?.pid ? "pid " + parent.pid : ""]
      .filter(Boolean)
      .join(", "),
  );
  mark(byId("tiles"), "data-waiting", figures.queued > 0 ? "yes" : undefined);
}

const LOSSES = ["busy_timeout", "out_of_step", "not_reading", "died_exited", "died_signalled"];

function lostOf(totals) {
  const exited = totals?.exited;
  return exited && typeof exited === "object"
    ? LOSSES.reduce((sum, reason) => sum + (exited[reason] ?? 0), 0)
    : undefined;
}

function goTo(step) {
  const names = [...pools.keys()];
  const to = names.indexOf(chosen()?.name) + step;
  if (names[to] !== undefined) {
    location.hash = "host=" + encodeURIComponent(names[to]);
  }
}

grid.now = moment;
addEventListener("hashchange", () => {
  everything = true;
  schedule();
});
addEventListener("scheme", () => {
  charts.repaint();
  everything = true;
  schedule();
});
addEventListener("resize", () => {
  everything = true;
  schedule();
});
byId("scheme").addEventListener("click", () => globalThis.toggleScheme());
byId("reread").addEventListener("click", () => actions.ask(chosen(), "reread"));
listenToKeys({ grid, messages, goTo });
setInterval(schedule, SECOND_MS);
new Stream(take, connectedNow).open();
