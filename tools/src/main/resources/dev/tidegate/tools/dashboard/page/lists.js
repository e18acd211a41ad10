// The lists beside the squares: nearest their time-out, incidents, messages, listeners, averages.

import { byId, element, foreign, keep, mark, withParts, write, writeForeign } from "./dom.js";
import { growth, heat, KINDS, mean, usedUp } from "./pool.js";
import { clock, duration, millis, number, shortDuration, visible } from "./text.js";
import { isLoss, whenOf } from "./verdict.js";

const NEAREST_SHOWN = 8;
const MESSAGES_SHOWN = 80;

/** The busy slots, those nearest their time-out first. */
export class Nearest {
  #list = byId("nearest");
  #none = byId("nearest-none");
  #more = byId("nearest-more");
  #open;

  constructor(open) {
    this.#open = open;
  }

  show(pool, now) {
    const busy = pool.nearest();
    const shown = busy.slice(0, NEAREST_SHOWN);
    mark(this.#none, "hidden", busy.length > 0);
    write(this.#none, pool.link === "connecting" ? "Nothing is known yet." : "No worker is busy.");
    mark(this.#list, "hidden", busy.length === 0);
    write(
      this.#more,
      busy.length > shown.length ? "and " + number(busy.length - shown.length) + " more that are busy" : "",
    );
    keep(
      this.#list,
      shown,
      (slot) => slot.n,
      () => this.#make(),
      (row, slot) => this.#update(row, slot, now),
    );
  }

  #make() {
    const row = element("li");
    const button = element("button", {
      type: "button",
      class: "near",
      onclick: () => this.#open(Number(row.dataset.slot)),
    });
    row.parts = withParts(button, "span", ["slot", "message", "age", "tag", "left", "said"]);
    row.append(button);
    return row;
  }

  #update(row, slot, now) {
    const { button, slot: title, message, age, tag, left, said } = { button: row.firstChild, ...row.parts };
    mark(row, "data-slot", slot.n);
    mark(button, "data-heat", heat(slot, now));
    button.style.setProperty("--used", (usedUp(slot, now) ?? 0).toFixed(3));
    write(title, (heat(slot, now) ? "! " : "") + "slot " + slot.n);
    writeForeign(message, slot.queueId ?? slot.kind ?? "");
    write(age, duration(now - slot.since));
    write(left, leftOf(slot, now));
    writeForeign(tag, slot.tag ?? slot.command ?? "");
    writeForeign(said, slot.stderr?.at(-1) ?? "");
    mark(said, "hidden", !slot.stderr?.length);
  }
}

function leftOf(slot, now) {
  if (!Number.isFinite(slot.timeoutAt)) {
    return "";
  }
  return slot.timeoutAt > now ? "killed in " + duration(slot.timeoutAt - now) : "time is up";
}

const OCCASIONS = {
  half_of_busy_timeout: "at half of its time-out",
  nine_tenths_of_busy_timeout: "at nine tenths of its time-out",
  busy_timeout: "killed: busy time-out",
  operator: "killed by an operator",
  died: "died",
  out_of_step: "replaced: out of step",
  not_reading: "replaced: does not read its request",
  not_ending: "does not end when told",
};

export function occasionOf(incident) {
  return OCCASIONS[incident.occasion] ?? visible(String(incident.occasion ?? "").replaceAll("_", " "));
}

/** What happened to workers, newest first; each opens its record. */
export class Incidents {
  #list = byId("incidents");
  #none = byId("incidents-none");
  #open;

  constructor(open) {
    this.#open = open;
  }

  show(pool, now) {
    mark(this.#none, "hidden", pool.incidents.length > 0);
    write(
      this.#none,
      pool.isOurs() || pool.server === undefined
        ? "None: no worker came near its time-out or died."
        : "This multiplexor keeps no records of incidents.",
    );
    keep(
      this.#list,
      pool.incidents,
      // After a restart the numbers begin anew.
      (incident) => incident.incident + " " + incident.time,
      (incident) => this.#make(incident),
      (row, incident) => {
        row.parts.incident = incident;
        write(row.parts.when, clock(whenOf(incident), now));
      },
    );
  }

  #make(incident) {
    const row = element("li");
    row.parts = { when: element("span", { class: "when" }) };
    row.append(
      element(
        "button",
        {
          type: "button",
          class: "incident",
          "data-grave": isLoss(incident) ? "yes" : undefined,
          onclick: () => this.#open(row.parts.incident),
        },
        row.parts.when,
        element("span", { class: "slot", text: "slot " + (incident.worker ?? "?") }),
        element("span", { class: "occasion", text: occasionOf(incident) }),
        foreign(incident.queueId ?? incident.tag ?? "", "span", { class: "message" }),
      ),
    );
    return row;
  }
}

const LETTER_WORDS = {
  S: "a slot changed",
  F: "free workers",
  Z: "none free",
  Y: "one free again",
  B: "busy time-out",
  U: "worker died",
  R: "filter reread",
};

/** What was heard, newest first. */
export class Messages {
  #list = byId("messages");
  #pause = byId("pause");
  #note = byId("messages-note");
  #filters = byId("letters");
  #hidden = new Set();
  #paused;

  constructor() {
    this.#pause.addEventListener("click", () => this.toggle());
    for (const [letter, words] of Object.entries(LETTER_WORDS)) {
      const button = element("button", {
        type: "button",
        class: "filter",
        "aria-pressed": "true",
        title: words,
        "aria-label": letter + ": " + words,
        text: letter,
      });
      button.addEventListener("click", () => this.#toggleLetter(button, letter));
      this.#filters.append(button);
    }
  }

  /** Holds the list still, or lets it go on. */
  toggle() {
    this.#paused = this.#paused ? undefined : this.#pool?.messages;
    mark(this.#pause, "aria-pressed", this.#paused !== undefined);
    this.show(this.#pool);
  }

  #toggleLetter(button, letter) {
    if (!this.#hidden.delete(letter)) {
      this.#hidden.add(letter);
    }
    mark(button, "aria-pressed", !this.#hidden.has(letter));
    this.show(this.#pool);
  }

  #pool;

  show(pool) {
    if (this.#pool !== pool) {
      this.#paused = undefined;
      mark(this.#pause, "aria-pressed", false);
    }
    this.#pool = pool;
    const wanted = (this.#paused ?? pool?.messages ?? [])
      .filter((message) => !this.#hidden.has(message.letter))
      .slice(-MESSAGES_SHOWN)
      .reverse();
    write(this.#note, this.#noteOf(pool));
    keep(
      this.#list,
      wanted,
      (message) => message.id + " " + message.at,
      makeMessage,
      () => {},
    );
  }

  #noteOf(pool) {
    if (this.#paused) {
      return "Held still; the newest are not shown.";
    }
    if (pool?.skipped > 0) {
      return number(pool.skipped) + " more came too fast to be listed.";
    }
    return pool?.messages.length ? "" : "Nothing heard yet.";
  }
}

function makeMessage(message) {
  return element(
    "li",
    { "data-letter": message.letter ?? "*", "data-weight": message.weight },
    element("time", { text: clock(message.at) }),
    element("b", { text: message.letter ?? "·", title: LETTER_WORDS[message.letter] ?? message.type }),
    foreign(message.text ?? message.type ?? "", "span", { class: "text" }),
  );
}

/** The multiplexor's listeners. */
export class Listeners {
  #body = byId("listeners");
  #table = byId("listeners-table");
  #none = byId("listeners-none");

  show(pool) {
    const unknown = !pool.isOurs();
    mark(this.#none, "hidden", pool.listeners.length > 0);
    mark(this.#table, "hidden", pool.listeners.length === 0);
    write(this.#none, unknown ? "This multiplexor does not tell of its listeners." : "None.");
    keep(
      this.#body,
      pool.listeners,
      (listener) => listener.id,
      makeCells,
      (row, listener) => {
        const lag = listener.unread > 0 ? number(listener.unread) + " behind" : "up to date";
        const cells = [
          String(listener.id),
          listener.types + (listener.json ? " json" : ""),
          lag,
          number(listener.dropped),
          shortDuration(listener.connectedMs),
        ];
        cells.forEach((text, i) => writeForeign(row.children[i], text));
        mark(row, "data-lagging", listener.unread > 100 || listener.dropped > 0 ? "yes" : undefined);
      },
    );
  }
}

function makeCells() {
  const row = element("tr");
  row.append(element("th", { scope: "row" }), ...Array.from({ length: 4 }, () => element("td")));
  return row;
}

const WINDOWS = [10, 60, 300, 600];

const scans = (row) => row.rate?.scan;
const AVERAGES = [
  ["Busy workers", (rows, from, to) => mean(rows, from, to, (row) => row.busy), number],
  ["Messages/s", (rows, from, to) => mean(rows, from, to, scans), number],
  [
    "ms a scan",
    (rows, from, to) => mean(rows, from, to, (row) => row.ms?.scan, scans),
    (value) => number(value && Math.round(value)),
  ],
  ["Workers started/s", (rows, from, to) => growth(rows, from, to, (row) => row.started), number],
  ["Workers ended/s", (rows, from, to) => growth(rows, from, to, (row) => row.exited), number],
];

/** Means over ten seconds to ten minutes, as watch-mimedefang drew them. */
export class Averages {
  #body = byId("averages");

  constructor() {
    for (const [title] of AVERAGES) {
      const row = element("tr", {}, element("th", { scope: "row", text: title }));
      row.append(...WINDOWS.map(() => element("td")));
      this.#body.append(row);
    }
  }

  show(pool, now) {
    const second = Math.floor(now / 1000);
    AVERAGES.forEach(([, average, print], i) => {
      WINDOWS.forEach((window, j) => {
        const { value, known } = average(pool.history, second - window, second + 1, AVERAGES[i][1]);
        const cell = this.#body.children[i].children[j + 1];
        write(cell, print(value));
        // Of less than nine tenths of the span: said, and not as bold.
        const isShort = value !== undefined && known < window * 0.9;
        mark(cell, "data-short", isShort ? "yes" : undefined);
        mark(cell, "title", isShort ? "only " + duration(known * 1000) + " of it are known" : undefined);
      });
    });
  }
}

/** What each class of requests does now, in one line. */
export function classesLine(figures) {
  return KINDS.filter((kind) => figures.classes?.[kind]?.rate > 0)
    .map((kind) => kind + " " + number(figures.classes[kind].rate) + "/s " + millis(figures.classes[kind].ms))
    .join(" · ");
}
