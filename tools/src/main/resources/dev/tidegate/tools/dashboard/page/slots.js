// The slots as squares: what each does, for how long, and how near its time-out it is.

import { element, mark, withParts, write, writeForeign } from "./dom.js";
import { heat, usedUp } from "./pool.js";
import { clock, duration, shortDuration, visible } from "./text.js";

// Beyond so many slots a square has room for less.
const SIZES = [
  ["large", 24],
  ["medium", 64],
  ["compact", 150],
  ["small", Infinity],
];

// Of its time; below it the bar would look like a flaw of the corner.
const LEAST_SHOWN = 0.04;

const LETTERS = { idle: "I", busy: "B", stopped: "S", killed: "K" };

export function letterOf(slot) {
  return LETTERS[slot.state] ?? "?";
}

/** What a slot does, in words, without the time. */
export function wordsOf(slot) {
  const words = [slot.state];
  if (slot.state === "busy" && slot.kind) {
    words.push(slot.kind);
  }
  if (slot.drained) {
    words.push("drained");
  }
  return words.join(", ");
}

/** The grid; `open(n)` is called when a square is chosen. */
export class SlotGrid {
  #root;
  #readout;
  #open;
  #squares = new Map();
  #current;
  #pointed;
  #pool;

  constructor(root, readout, open) {
    this.#root = root;
    this.#readout = readout;
    this.#open = open;
    root.addEventListener("click", (event) => this.#onSquare(event, (n) => this.#open(n)));
    root.addEventListener("keydown", (event) => this.#press(event));
    root.addEventListener("focusin", (event) => this.#onSquare(event, (n) => this.#point(n)));
    root.addEventListener("pointerover", (event) => this.#onSquare(event, (n) => this.#point(n)));
  }

  /** Shows a pool; `changed` are the slots to look at, nothing for all. */
  show(pool, now, changed) {
    if (this.#pool !== pool || this.#squares.size !== pool.slots.size) {
      this.#build(pool);
      changed = undefined;
    }
    for (const slot of changed ? [...changed].map((n) => pool.slots.get(n)) : pool.slots.values()) {
      this.#update(this.#squares.get(slot.n), slot, now);
    }
    this.#say(now);
  }

  focus() {
    this.#squares.get(this.#current)?.focus();
  }

  #build(pool) {
    this.#pool = pool;
    const slots = pool.slotList();
    const focused = this.#root.contains(document.activeElement);
    this.#root.dataset.size = SIZES.find(([, upTo]) => slots.length <= upTo)[0];
    this.#squares = new Map(slots.map((slot) => [slot.n, make(slot)]));
    this.#root.replaceChildren(...this.#squares.values());
    if (!this.#squares.has(this.#current)) {
      this.#current = slots[0]?.n;
    }
    mark(this.#squares.get(this.#current) ?? this.#root, "tabindex", slots.length ? "0" : "-1");
    if (focused) {
      this.focus();
    }
  }

  #update(square, slot, now) {
    const busy = slot.state === "busy";
    mark(square, "data-state", slot.state);
    mark(square, "data-drained", slot.drained ? "yes" : undefined);
    mark(square, "data-heat", busy ? heat(slot, now) : undefined);
    const used = usedUp(slot, now);
    square.style.setProperty("--used", used > LEAST_SHOWN ? used.toFixed(3) : "0");
    write(square.parts.letter, letterOf(slot) + (heat(slot, now) ? "!" : "") + (slot.drained ? "×" : ""));
    this.#writeMore(square.parts, slot, now - slot.since);
    mark(
      square,
      "aria-label",
      "slot " + slot.n + ", " + wordsOf(slot) + (heat(slot, now) ? ", near its time-out" : ""),
    );
  }

  #writeMore(parts, slot, ageMs) {
    const size = this.#root.dataset.size;
    if (size !== "small") {
      write(parts.age, size === "large" ? duration(ageMs) : shortDuration(ageMs));
    }
    if (size === "large" || size === "medium") {
      const message = size === "large" ? slot.tag : (slot.queueId ?? slot.tag);
      writeForeign(parts.what, slot.state === "busy" ? (message ?? slot.kind ?? "") : wordsOf(slot));
    }
  }

  #onSquare(event, deed) {
    const square = event.target.closest?.("[data-slot]");
    if (square && this.#root.contains(square)) {
      deed(Number(square.dataset.slot));
    }
  }

  #point(n) {
    this.#pointed = n;
    this.#say(this.now?.() ?? Date.now());
  }

  #say(now) {
    const slot = this.#pool?.slots.get(this.#pointed);
    if (!slot) {
      write(this.#readout, "Point at a square, or go there with the arrow keys; Enter shows all of it.");
      return;
    }
    const parts = [
      "Slot " + slot.n,
      wordsOf(slot),
      "for " + duration(now - slot.since),
      "since " + clock(slot.since, now),
    ];
    if (slot.state === "busy") {
      parts.push(visible(slot.tag ?? slot.command ?? ""));
      if (Number.isFinite(slot.timeoutAt)) {
        parts.push("time-out in " + duration(slot.timeoutAt - now));
      }
    }
    if (slot.pid > 0) {
      parts.push("pid " + slot.pid);
    }
    write(this.#readout, parts.filter(Boolean).join(" · "));
  }

  #press(event) {
    const numbers = [...this.#squares.keys()];
    const at = numbers.indexOf(this.#current);
    const columns = this.#columns();
    const steps = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - columns,
      ArrowDown: at + columns,
      Home: 0,
      End: numbers.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    if (to >= 0 && to < numbers.length) {
      this.#move(numbers[to]);
    }
  }

  #move(n) {
    mark(this.#squares.get(this.#current), "tabindex", "-1");
    this.#current = n;
    const square = this.#squares.get(n);
    mark(square, "tabindex", "0");
    square.focus();
  }

  /** How many squares stand in the first row. */
  #columns() {
    const squares = [...this.#squares.values()];
    const next = squares.findIndex((square) => square.offsetTop !== squares[0].offsetTop);
    return next < 0 ? squares.length : next;
  }
}

function make(slot) {
  const square = element("button", { type: "button", class: "square", "data-slot": slot.n, tabindex: "-1" });
  square.parts = withParts(square, "span", ["letter", "number", "age", "what"]);
  write(square.parts.number, String(slot.n));
  return square;
}
