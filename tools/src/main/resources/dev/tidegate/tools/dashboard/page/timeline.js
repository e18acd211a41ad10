// The last ten minutes of each slot, a row each, on one canvas.

import { colour, fit } from "./dom.js";
import { clock, clockShort, count, duration } from "./text.js";
import { HISTORY_SECONDS } from "./pool.js";

const SPAN_MS = HISTORY_SECONDS * 1000;
const TALLEST_ROW = 14;
const AREA_HEIGHT = 320;
const AXIS_HEIGHT = 18;
const LABEL_WIDTH = 30;
const MINUTE_MS = 60_000;
const MARKS_MINUTES = 2;

/** Draws at most once for each call of `draw`, and only what can be seen. */
export class Timeline {
  #canvas;
  #readout;
  #pool;
  #now = 0;
  #rows = [];
  #rowHeight = TALLEST_ROW;
  #resting = 0;
  #open;

  constructor(canvas, readout, open) {
    this.#canvas = canvas;
    this.#readout = readout;
    this.#open = open;
    canvas.addEventListener("pointermove", (event) => this.#point(event));
    canvas.addEventListener("pointerleave", () => this.#describe());
    canvas.addEventListener("click", (event) => this.#choose(event));
  }

  draw(pool, now) {
    this.#pool = pool;
    this.#now = now;
    const slots = pool.slotList();
    this.#rows = slots.filter(hasRun);
    this.#resting = slots.length - this.#rows.length;
    const width = this.#canvas.parentElement.clientWidth;
    // A row has a whole number of pixels, one at least: beyond 320 slots the area grows.
    this.#rowHeight = Math.max(
      1,
      Math.min(TALLEST_ROW, Math.floor(AREA_HEIGHT / Math.max(1, this.#rows.length))),
    );
    const height = this.#rows.length * this.#rowHeight + AXIS_HEIGHT;
    const context = fit(this.#canvas, width, height);
    this.#drawAxis(context, width, height);
    this.#drawRows(context, width);
    if (!this.#canvas.matches(":hover")) {
      this.#describe();
    }
  }

  #x(ms, width) {
    return LABEL_WIDTH + ((ms - (this.#now - SPAN_MS)) / SPAN_MS) * (width - LABEL_WIDTH);
  }

  #drawAxis(context, width, height) {
    context.font = "11px " + colour("font");
    context.fillStyle = colour("muted");
    context.strokeStyle = colour("line");
    context.textAlign = "center";
    context.beginPath();
    const step = (width < 500 ? 2 : 1) * MARKS_MINUTES * MINUTE_MS;
    const first = Math.ceil((this.#now - SPAN_MS) / step) * step;
    for (let ms = first; ms <= this.#now; ms += step) {
      const x = Math.round(this.#x(ms, width)) + 0.5;
      context.moveTo(x, 0);
      context.lineTo(x, height - AXIS_HEIGHT + 3);
      if (x > LABEL_WIDTH + 12 && x < width - 16) {
        context.fillText(clockShort(ms), x, height - 4);
      }
    }
    context.stroke();
  }

  #drawRows(context, width) {
    const colours = Object.fromEntries(
      ["idle", "busy", "killed", "stopped"].map((state) => [state, colour("line-" + state)]),
    );
    context.textAlign = "right";
    context.textBaseline = "middle";
    // A label takes twelve pixels; where not each row has one, each fifth, tenth and so on.
    const labelEvery = this.#rowHeight >= 12 ? 1 : Math.ceil(12 / this.#rowHeight / 5) * 5;
    this.#rows.forEach((slot, row) => {
      const top = row * this.#rowHeight;
      if (row % labelEvery === 0) {
        context.fillStyle = colours.label ??= colour("muted");
        context.fillText(String(slot.n), LABEL_WIDTH - 6, top + Math.max(5, this.#rowHeight / 2));
      }
      this.#drawRow(context, slot, top, width, colours);
    });
    context.textBaseline = "alphabetic";
  }

  #drawRow(context, slot, top, width, colours) {
    const from = this.#now - SPAN_MS;
    slot.timeline.forEach(([at, state], i) => {
      const until = slot.timeline[i + 1]?.[0] ?? this.#now;
      if (until < from || state === "stopped" || state === null) {
        return;
      }
      const x = this.#x(Math.max(at, from), width);
      const wide = Math.max(1, this.#x(until, width) - x);
      // Height tells the state too: busy fills its row, idle is a line in the middle of it.
      const gap = this.#rowHeight > 3 ? 1 : 0;
      const thin =
        state === "idle" && this.#rowHeight > 2
          ? Math.max(1, Math.round(this.#rowHeight / 5))
          : this.#rowHeight - gap;
      context.fillStyle = colours[state] ?? colours.killed;
      context.fillRect(x, top + (state === "idle" ? (this.#rowHeight - thin) / 2 : 0), wide, thin);
      if (state === "killed" && this.#rowHeight > 5) {
        context.fillStyle = colours.ground ??= colour("panel");
        for (let stripe = x + 2; stripe < x + wide; stripe += 5) {
          context.fillRect(stripe, top, 2, thin);
        }
      }
    });
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    const slot = this.#rows[Math.floor((event.clientY - box.top) / this.#rowHeight)];
    const share = (event.clientX - box.left - LABEL_WIDTH) / (box.width - LABEL_WIDTH);
    return { slot, ms: this.#now - SPAN_MS + share * SPAN_MS };
  }

  #point(event) {
    const { slot, ms } = this.#at(event);
    const i = slot?.timeline.findLastIndex(([at]) => at <= ms) ?? -1;
    if (i < 0 || ms > this.#now) {
      this.#describe();
      return;
    }
    const [at, state] = slot.timeline[i];
    const until = slot.timeline[i + 1]?.[0] ?? this.#now;
    this.#readout.textContent =
      "Slot " +
      slot.n +
      " · " +
      (state ?? "not known") +
      " from " +
      clock(at, this.#now) +
      " for " +
      duration(until - at);
  }

  #choose(event) {
    const { slot } = this.#at(event);
    if (slot) {
      this.#open(slot.n);
    }
  }

  #describe() {
    const resting =
      this.#resting > 0
        ? " " + count(this.#resting, "slot was", "slots were") + " stopped all the time, and left out."
        : "";
    this.#readout.textContent =
      "Full bars: busy. Thin lines: idle. Stripes: being killed. Nothing: stopped, or not known." + resting;
  }
}

function hasRun(slot) {
  return slot.timeline.some(([, state]) => state !== "stopped" && state !== null);
}
