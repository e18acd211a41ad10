// What is known of one multiplexor. It takes events of the stream and nothing else; all in it is bounded.

export const HISTORY_SECONDS = 600;
const MESSAGES_KEPT = 200;
const INCIDENTS_KEPT = 50;
const CHANGES_KEPT = 600;
// In the older half of a timeline that has too many changes shorter pauses than that are left out; it is
// about a pixel's worth of a drawing of ten minutes.
const SHORT_MS = 700;
// A second without figures may just be late; more is a gap, and is drawn as one.
const GAP_SECONDS = 4;

export const KINDS = ["scan", "relayok", "senderok", "recipok"];

/** One multiplexor as last told. */
export class Pool {
  constructor(document, now) {
    this.replace(document, now);
  }

  /** Takes everything anew. */
  replace(document, now) {
    this.name = document.name;
    this.link = document.link ?? "connecting";
    this.why = document.why ?? "";
    this.asOf = document.asOf;
    this.server = document.server;
    this.version = document.version;
    this.host = document.host;
    this.epoch = document.epoch;
    this.uptimeMs = document.uptimeMs;
    this.told = document.told ?? [];
    this.toldAt = now;
    this.figures = document.figures ?? {};
    this.listeners = document.listeners ?? [];
    this.messages = (document.messages ?? []).slice(-MESSAGES_KEPT);
    this.skipped = 0;
    this.incidents = (document.incidents ?? []).slice(0, INCIDENTS_KEPT);
    this.slots = new Map();
    for (const slot of document.slots ?? []) {
      this.slots.set(slot.n, withTimeline(slot, undefined, now));
    }
    this.history = rowsOf(document.history);
  }

  /** Takes changed slots and their counts; returns whether one of them was unknown until now. */
  takeSlots(slots, now, counts) {
    let grown = false;
    this.figures = { ...this.figures, ...counts };
    for (const slot of slots) {
      const known = this.slots.get(slot.n);
      grown ||= known === undefined;
      this.slots.set(slot.n, withTimeline(slot, known, now));
    }
    return grown;
  }

  takeFigures(event) {
    this.figures = event.figures ?? this.figures;
    this.listeners = event.listeners ?? this.listeners;
    this.asOf = event.asOf ?? this.asOf;
    const second = Math.floor(event.now / 1000);
    this.addRow(this.isLive() ? rowOf(second, this.figures) : { second });
  }

  addRow(row) {
    const last = this.history.at(-1);
    if (last && row.second < last.second) {
      return;
    }
    if (last && row.second === last.second) {
      this.history.pop();
    } else if (last && row.second > last.second + GAP_SECONDS) {
      this.history.push({ second: last.second + 1 });
    }
    this.history.push(row);
    const from = row.second - HISTORY_SECONDS;
    while (this.history.length > HISTORY_SECONDS + 1 || this.history[0].second < from) {
      this.history.shift();
    }
  }

  /** Takes messages, and how many more there were that the dashboard left out. */
  takeMessages(messages, skipped) {
    this.skipped += skipped ?? 0;
    this.messages = [...this.messages, ...messages].slice(-MESSAGES_KEPT);
  }

  takeIncident(incident) {
    this.incidents = this.incidents.filter((known) => known.incident !== incident.incident);
    this.incidents.unshift(incident);
    this.incidents.length = Math.min(this.incidents.length, INCIDENTS_KEPT);
  }

  takeLink(event) {
    this.link = event.link;
    this.why = event.why ?? "";
    this.asOf = event.asOf ?? this.asOf;
  }

  isLive() {
    return this.link === "live";
  }

  /** The moment of which the picture speaks: now, or when the multiplexor was last heard. */
  moment(now) {
    return this.isLive() || !Number.isFinite(this.asOf) ? now : Math.min(now, this.asOf);
  }

  isOurs() {
    return this.server === "tidegate";
  }

  slotList() {
    return [...this.slots.values()].sort((a, b) => a.n - b.n);
  }

  /** How many slots are in a state: counted here, so that the number is that of the squares. */
  inState(state) {
    if (this.slots.size === 0) {
      return this.figures[state];
    }
    let number = 0;
    this.slots.forEach((slot) => (number += slot.state === state ? 1 : 0));
    return number;
  }

  /** The busy slots, those nearest their time-out first; without a known time-out by their age. */
  nearest() {
    return [...this.slots.values()]
      .filter((slot) => slot.state === "busy")
      .sort((a, b) => limitOf(a) - limitOf(b) || (a.since ?? 0) - (b.since ?? 0) || a.n - b.n);
  }

  incidentsOf(slot) {
    return this.incidents.filter((incident) => incident.worker === slot);
  }
}

function limitOf(slot) {
  return Number.isFinite(slot.timeoutAt) ? slot.timeoutAt : Number.MAX_SAFE_INTEGER;
}

/** How much of its time a busy slot has used, 0 to 1; nothing if its limit is not known. */
export function usedUp(slot, now) {
  if (slot.state !== "busy" || !Number.isFinite(slot.timeoutAt)) {
    return undefined;
  }
  const allowed = slot.busyTimeoutMs ?? slot.timeoutAt - slot.since;
  return allowed > 0 ? Math.min(1, Math.max(0, 1 - (slot.timeoutAt - now) / allowed)) : undefined;
}

/** 0 calm, 1 past half of its time, 2 past nine tenths. */
export function heat(slot, now) {
  const used = usedUp(slot, now);
  return used === undefined || used < 0.5 ? 0 : used < 0.9 ? 1 : 2;
}

/** The slot with its timeline: whole if it is new, else with what is news in it appended. */
function withTimeline(slot, known, now) {
  const timeline = known?.timeline ?? [];
  for (const entry of slot.timeline ?? []) {
    if (timeline.length === 0 || entry[0] >= timeline.at(-1)[0]) {
      timeline.push(entry);
    }
  }
  const last = timeline.at(-1);
  // After a null nobody knows, whatever the slot was last seen to do.
  if (last === undefined || (last[1] !== null && last[1] !== slot.state)) {
    timeline.push([slot.since ?? now, slot.state]);
  }
  forgetBefore(timeline, now - HISTORY_SECONDS * 1000);
  return { ...slot, timeline: timeline.length > CHANGES_KEPT ? thinned(timeline) : timeline };
}

function forgetBefore(timeline, from) {
  let old = 0;
  while (old + 1 < timeline.length && timeline[old + 1][0] < from) {
    old++;
  }
  timeline.splice(0, old);
}

/** The timeline without short pauses in its older half, so that a slot with much to do keeps its ten minutes. */
export function thinned(timeline) {
  let kept = timeline;
  for (let shortMs = SHORT_MS; kept.length > CHANGES_KEPT && shortMs < HISTORY_SECONDS * 1000; shortMs *= 2) {
    const half = kept.length / 2;
    const before = kept;
    kept = [];
    before.forEach((entry, i) => {
      const isPause = i > 0 && i < half && entry[1] !== "busy" && before[i + 1][0] - entry[0] < shortMs;
      if (!isPause && kept.at(-1)?.[1] !== entry[1]) {
        kept.push(entry);
      }
    });
  }
  return kept.slice(-CHANGES_KEPT);
}

function rowOf(second, figures) {
  const rate = {};
  const ms = {};
  for (const [kind, figure] of Object.entries(figures.classes ?? {})) {
    rate[kind] = figure.rate;
    ms[kind] = figure.ms;
  }
  const { free, busy, queued, serviceable } = figures;
  const { started, exited } = figures.totals ?? {};
  return { second, free, busy, queued, serviceable, started: sum(started), exited: sum(exited), rate, ms };
}

/** A total, or one told by reasons. */
function sum(total) {
  if (total === null || typeof total !== "object") {
    return total ?? undefined;
  }
  return Object.values(total).reduce((all, each) => all + each, 0);
}

function rowsOf(history) {
  if (!history || !Number.isFinite(history.from)) {
    return [];
  }
  const step = history.stepMs ?? 1000;
  const length = Math.min(HISTORY_SECONDS, (history.busy ?? history.free ?? []).length);
  const rows = [];
  for (let i = 0; i < length; i++) {
    const at = (values) => values?.[i] ?? undefined;
    const ofKinds = (table) =>
      Object.fromEntries(Object.entries(table ?? {}).map(([kind, values]) => [kind, at(values)]));
    const row = { second: Math.floor((history.from + i * step) / 1000) };
    for (const name of ["free", "busy", "queued", "serviceable", "started", "exited"]) {
      row[name] = at(history[name]);
    }
    rows.push({ ...row, rate: ofKinds(history.rate), ms: ofKinds(history.ms) });
  }
  return rows;
}

/** The mean of what `pick` finds in the rows from one second up to before another, and how many had it. */
export function mean(rows, from, to, pick, weigh = () => 1) {
  let total = 0;
  let weight = 0;
  let known = 0;
  for (const row of rows) {
    const value = row.second >= from && row.second < to ? pick(row) : undefined;
    if (Number.isFinite(value)) {
      const share = weigh(row) ?? 0;
      total += value * share;
      weight += share;
      known++;
    }
  }
  return { value: weight > 0 ? total / weight : undefined, known };
}

/** By how much a total grew in each second, between the rows of a span that know it. */
export function growth(rows, from, to, pick) {
  const known = rows.filter((row) => row.second >= from && row.second < to && Number.isFinite(pick(row)));
  const [first, last] = [known[0], known.at(-1)];
  const seconds = known.length > 1 ? last.second - first.second : 0;
  return { value: seconds > 0 ? Math.max(0, pick(last) - pick(first)) / seconds : undefined, known: seconds };
}
