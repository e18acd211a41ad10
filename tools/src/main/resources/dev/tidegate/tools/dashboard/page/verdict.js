// What the figures mean, in one sentence and its reasons: is it calm, load, or a fault?

import { heat, mean } from "./pool.js";
import { clock, count, duration, millis, number, visible } from "./text.js";

const RECENT_MS = 300_000;
const NOW_SECONDS = 60;
const ALMOST_FULL = 0.8;

/** `level` is calm, busy, warn, full, fault or unknown; `word` stands for it where there is little room. */
export function verdict(pool, now) {
  if (!pool.isLive()) {
    return unknown(pool, now);
  }
  const view = look(pool, now);
  const judged = [notStarting, full, rereadFailed, stuck, dying, almostFull].find((judge) => judge(view));
  const found = judged ? judged(view) : calm(view);
  const parent = view.figures.failedWarmParent;
  return {
    ...found,
    reasons: [
      ...found.reasons,
      ...(judged ? causes(view, judged) : []),
      ...(parent ? [sentence(parent)] : []),
    ],
  };
}

function unknown(pool, now) {
  const when = Number.isFinite(pool.asOf) ? ", as of " + clock(pool.asOf, now) : "";
  const words = {
    connecting: ["connecting", "Connecting to " + pool.name],
    silent: ["silent", "Nothing heard of " + pool.name + when],
    lost: ["lost", "Connection to " + pool.name + " lost" + when],
  };
  const [word, headline] = words[pool.link] ?? words.lost;
  return {
    level: "unknown",
    word,
    headline,
    reasons: [pool.why, pool.link === "connecting" ? "" : "Nobody knows what it does now."].filter(Boolean),
  };
}

function look(pool, now) {
  const figures = pool.figures;
  const total = figures.maxWorkers ?? pool.slots.size;
  return {
    pool,
    now,
    figures,
    total,
    busy: pool.inState("busy") ?? 0,
    takes: figures.serviceable ?? figures.free,
    hot: pool.nearest().filter((slot) => heat(slot, now) > 0),
    losses: lossesOf(pool).filter((loss) => now - loss.at < RECENT_MS),
  };
}

/** An incident's moment; its time is milliseconds or a text in ISO 8601. */
export function whenOf(incident) {
  return typeof incident.time === "number" ? incident.time : Date.parse(incident.time);
}

const LOST = new Set(["died", "busy_timeout", "out_of_step", "not_reading"]);

/** Whether a message lost its worker by it. */
export function isLoss(incident) {
  return LOST.has(incident.occasion);
}

/** What became of workers that were lost, newest first: of incidents, or where there are none of messages. */
function lossesOf(pool) {
  if (pool.isOurs()) {
    return pool.incidents
      .filter(isLoss)
      .map((each) => ({ at: whenOf(each), slot: each.worker, queueId: each.queueId }));
  }
  return pool.messages
    .filter((each) => each.letter === "B" || each.letter === "U")
    .map((each) => ({ at: each.at, slot: each.slot }))
    .reverse();
}

function notStarting({ figures }) {
  const backoff = figures.backoff;
  if (!backoff?.holding) {
    return undefined;
  }
  const next =
    backoff.nextStartInMs >= 0
      ? "The next trial worker starts in " + duration(backoff.nextStartInMs) + "."
      : "A trial worker is being started.";
  return {
    level: "fault",
    word: "fault",
    headline: "Workers do not start: " + count(backoff.failures ?? 0, "failure") + " in a row",
    reasons: [next, "The filter probably does not compile: see the log, and stderr of the slots."].filter(
      Boolean,
    ),
  };
}

/** The filter before it goes on: mail is filtered, but not as the operator wants it. */
function rereadFailed({ figures }) {
  return typeof figures.failedReread === "string"
    ? {
        level: "warn",
        word: "reread",
        headline: "The filter on disk cannot be loaded",
        reasons: [sentence(figures.failedReread), "Repair the filter, then reread it."],
      }
    : undefined;
}

function sentence(text) {
  const clean = visible(text);
  return clean.charAt(0).toUpperCase() + clean.slice(1) + ".";
}

function full({ figures, takes, busy, total, now }) {
  if (takes !== 0) {
    return undefined;
  }
  const since = figures.noneServiceableSince ?? figures.noneFreeSince;
  const headline =
    busy >= total
      ? "All " + count(busy, "worker is", "workers are") + " busy"
      : "No worker can take a request";
  const waiting = figures.queued
    ? count(figures.queued, "request waits", "requests wait") +
      (figures.queueLimit ? " of at most " + number(figures.queueLimit) : "") +
      (figures.oldestMs > 0 ? ", the first for " + duration(figures.oldestMs) : "") +
      "."
    : "New mail is refused for now; senders try again later.";
  return {
    level: "full",
    word: "full",
    headline:
      headline +
      (Number.isFinite(since) ? " since " + clock(since, now) + ", for " + duration(now - since) : ""),
    reasons: [waiting],
  };
}

function dying({ losses, now }) {
  if (losses.length === 0) {
    return undefined;
  }
  return {
    level: "warn",
    word: "losses",
    headline: count(losses.length, "worker was lost", "workers were lost") + " in the last five minutes",
    reasons: [lastLoss(losses[0], now)],
  };
}

function lastLoss(loss, now) {
  const where = loss.slot === undefined ? "" : " in slot " + loss.slot;
  const what = loss.queueId ? ", with message " + visible(loss.queueId) : "";
  return "The last worker was lost at " + clock(loss.at, now) + where + what + ".";
}

function stuck({ hot, now, busy, total }) {
  if (hot.length === 0) {
    return undefined;
  }
  const [first] = hot;
  return {
    level: "warn",
    word: "slow",
    headline:
      hot.length === 1
        ? "Worker " + first.n + " has been at " + messageOf(first) + " for " + duration(now - first.since)
        : count(hot.length, "worker") +
          " past half of their time; worker " +
          first.n +
          " at " +
          messageOf(first) +
          " for " +
          duration(now - first.since),
    reasons: [
      first.timeoutAt > now ? "It is killed in " + duration(first.timeoutAt - now) + "." : "Its time is up.",
      number(busy) + " of " + number(total) + " workers are busy.",
    ],
  };
}

function messageOf(slot) {
  return slot.queueId ? "message " + visible(slot.queueId) : visible(slot.tag ?? slot.kind ?? "a request");
}

function almostFull({ busy, total, takes }) {
  if (!(total > 0) || busy / total < ALMOST_FULL) {
    return undefined;
  }
  return {
    level: "busy",
    word: "busy",
    headline: number(busy) + " of " + number(total) + " workers are busy",
    reasons: [Number.isFinite(takes) ? count(takes, "more request") + " can be taken now." : ""].filter(
      Boolean,
    ),
  };
}

function calm({ busy, total, takes }) {
  return {
    level: "calm",
    word: "calm",
    headline:
      busy === 0
        ? "Quiet: all " + number(total) + " workers are free"
        : "Calm: " + number(busy) + " of " + number(total) + " workers busy",
    reasons: Number.isFinite(takes) && busy > 0 ? [count(takes, "more request") + " can be taken now."] : [],
  };
}

/** Load or a fault: what else is wrong, the last minute against those before, and what the slow ones last said. */
function causes(view, judged) {
  const { hot, losses, now } = view;
  return [
    hot.length > 0 && judged !== stuck
      ? count(hot.length, "worker") +
        " past half of their time, the first at " +
        messageOf(hot[0]) +
        " for " +
        duration(now - hot[0].since) +
        "."
      : "",
    losses.length > 0 && judged !== dying ? lastLoss(losses[0], now) : "",
    view.figures.failedReread && judged !== rereadFailed ? sentence(view.figures.failedReread) : "",
    comparison(view),
    lastWords(view),
  ].filter(Boolean);
}

function comparison({ pool, now, busy, total }) {
  const second = Math.floor(now / 1000);
  const rate = (row) => row.rate?.scan;
  const ms = (row) => row.ms?.scan;
  const compare = (pick, weigh) => [
    mean(pool.history, second - NOW_SECONDS, second + 1, pick, weigh),
    mean(pool.history, 0, second - NOW_SECONDS, pick, weigh),
  ];
  const [rateNow, rateBefore] = compare(rate);
  const [msNow, msBefore] = compare(ms, rate);
  if (rateBefore.known < NOW_SECONDS || !(rateBefore.value > 0) || !(msBefore.value > 0)) {
    return undefined;
  }
  const more = (rateNow.value ?? 0) / rateBefore.value;
  const slower = (msNow.value ?? 0) / msBefore.value;
  const rates = number(rateNow.value) + " scans a second, before " + number(rateBefore.value);
  const times = millis(msNow.value) + " a scan, before " + millis(msBefore.value);
  if (slower >= 2 && more < 1.5) {
    return "Looks like a fault, not load: scans got slower (" + times + "), not more (" + rates + ").";
  }
  if (more >= 1.5 && slower < 2) {
    return "Looks like load: more scans (" + rates + "), each about as fast (" + times + ").";
  }
  if (more >= 1.5) {
    return "More scans (" + rates + ") and slower ones (" + times + ").";
  }
  if (more < 0.5) {
    return busy / total >= ALMOST_FULL
      ? "Looks like a fault: workers are busy, but fewer scans get done (" + rates + ")."
      : "Fewer scans (" + rates + "), " + times + ".";
  }
  return "Much as in the minutes before: " + rates + "; " + times + ".";
}

function lastWords({ hot }) {
  const said = new Map();
  for (const slot of hot) {
    const line = slot.stderr?.at(-1);
    if (line) {
      said.set(line, (said.get(line) ?? 0) + 1);
    }
  }
  const [line, times] = [...said].sort((a, b) => b[1] - a[1])[0] ?? [];
  return line === undefined
    ? undefined
    : (hot.length === 1 ? "It" : number(times) + " of them") + " last said: " + visible(line);
}
