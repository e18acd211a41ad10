// The figures of the last ten minutes as charts, drawn by uPlot.

import { byId, colour, element, fit, mark, write } from "./dom.js";
import { HISTORY_SECONDS, KINDS } from "./pool.js";
import { clock, clockShort, millis, number } from "./text.js";

const HEIGHT = 132;
// Of the scale of what is counted: there are no halves.
const WHOLE = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 30000, 60000, 120000, 300000, 600000,
];
// Lines are told apart by their dashes too, not by colour alone.
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

const ofKinds = (table) => KINDS.map((kind) => ({ label: kind, pick: (row) => row[table]?.[kind] }));

const CHARTS = [
  {
    id: "chart-workers",
    title: "Workers",
    series: [
      { label: "busy", pick: (row) => row.busy, filled: true },
      { label: "free", pick: (row) => row.free },
    ],
    top: (pool) => pool.figures.maxWorkers,
    write: number,
    whole: true,
  },
  {
    id: "chart-queue",
    title: "Requests that wait",
    series: [{ label: "queued", pick: (row) => row.queued, filled: true }],
    top: (pool) => pool.figures.queueLimit,
    write: number,
    whole: true,
  },
  { id: "chart-rate", title: "Requests a second", series: ofKinds("rate"), write: number },
  {
    id: "chart-ms",
    title: "Time of a request",
    series: ofKinds("ms"),
    write: millis,
    least: 10,
    whole: true,
  },
];

/** The four charts; they share their cursor. */
export class Charts {
  #charts = CHARTS.map((chart) => new Chart(chart));

  draw(pool, now) {
    for (const chart of this.#charts) {
      chart.draw(pool, now);
    }
  }

  /** Draws them anew, in the colours that hold now. */
  repaint() {
    for (const chart of this.#charts) {
      chart.forget();
    }
  }
}

class Chart {
  #what;
  #box;
  #legend = [];
  #plot;
  #data;
  #pool;
  #top;

  constructor(what) {
    this.#what = what;
    this.#box = byId(what.id);
    this.#box.append(element("h3", { text: what.title }), this.#makeLegend());
    this.holder = element("div", { class: "plot", "aria-hidden": "true" });
    this.#box.append(this.holder);
  }

  #makeLegend() {
    const list = element("ul", { class: "legend" });
    this.#what.series.forEach((series, i) => {
      const value = element("b", { text: "–" });
      const item = element("li", { "data-line": i }, element("i"), series.label + " ", value);
      this.#legend.push({ item, value });
      list.append(item);
    });
    this.time = element("li", { class: "time" });
    list.append(this.time);
    return list;
  }

  draw(pool, now) {
    const second = Math.floor(now / 1000);
    const rows = pool.history;
    this.#pool = pool;
    this.#data = [rows.map((row) => row.second)];
    this.#what.series.forEach((series, i) => {
      const values = rows.map((row) => series.pick(row) ?? null);
      // What never came in ten minutes is not drawn, but for the first of a chart.
      this.#data.push(i === 0 || values.some((value) => value > 0) ? values : values.fill(null));
    });
    this.#top = this.#what.top?.(pool);
    this.range = [second - HISTORY_SECONDS, second];
    const width = this.holder.clientWidth;
    if (width === 0) {
      return; // not shown now
    }
    if (!this.#plot) {
      this.#plot = new globalThis.uPlot(this.#options(width), this.#data, this.holder);
    } else {
      if (this.#plot.width !== width) {
        this.#plot.setSize({ width, height: HEIGHT });
      }
      this.#plot.setData(this.#data);
    }
    this.#tell();
  }

  forget() {
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #options(width) {
    const axis = {
      stroke: colour("muted"),
      font: "11px " + colour("font"),
      grid: { stroke: colour("line"), width: 1 },
      ticks: { show: false },
    };
    return {
      width,
      height: HEIGHT,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: "figures" }, drag: { x: false, y: false }, y: false, points: { show: false } },
      scales: {
        x: { range: () => this.range },
        y: { range: (_plot, _low, high) => [0, this.#ceiling(high)] },
      },
      axes: [
        {
          ...axis,
          space: 60,
          size: 20,
          gap: 2,
          incrs: [60, 120, 300],
          values: (_plot, marks) => marks.map((mark) => clockShort(mark * 1000)),
        },
        {
          ...axis,
          space: 26,
          size: 48,
          gap: 4,
          incrs: this.#what.whole ? WHOLE : undefined,
          values: (_plot, marks) => marks.map((mark) => this.#what.write(mark)),
        },
      ],
      series: [{}, ...this.#what.series.map((series, i) => this.#line(series, i))],
      hooks: { setCursor: [() => this.#tell()] },
    };
  }

  #line(series, i) {
    return {
      label: series.label,
      stroke: colour("series-" + i),
      fill: series.filled ? colour("series-fill") : undefined,
      width: 1.5,
      dash: DASHES[i],
      points: { show: false },
      spanGaps: false,
    };
  }

  /** The top of the scale: a little above the highest value, or all workers. */
  #ceiling(high) {
    const most = Math.max(this.#what.least ?? 1, (high ?? 0) * 1.1);
    return this.#top > 0 && this.#top >= high && this.#what.id === "chart-workers" ? this.#top : most;
  }

  /** Writes the values at the cursor, or the latest. */
  #tell() {
    const index = this.#plot?.cursor.idx;
    const pointed = Number.isInteger(index) && this.#data[0][index] !== undefined;
    const at = pointed ? index : this.#data[0].length - 1;
    this.#legend.forEach(({ item, value }, i) => {
      write(value, this.#what.write(this.#data[i + 1]?.[at]));
      mark(item, "hidden", i > 0 && this.#data[i + 1].every((each) => each === null));
    });
    const limit = this.#top > 0 ? "of " + this.#what.write(this.#top) : "";
    write(this.time, pointed ? "at " + clock(this.#data[0][at] * 1000) : limit);
  }
}

/** A small line of the last ten minutes without axes. */
export function sparkline(canvas, rows, now, pick, top) {
  const width = canvas.clientWidth || 150;
  const height = 22;
  const context = fit(canvas, width, height);
  const highest = Math.max(1, top ?? 0, ...rows.map(pick).filter(Number.isFinite));
  const from = Math.floor(now / 1000) - HISTORY_SECONDS;
  context.strokeStyle = colour("series-0");
  context.lineWidth = 1.2;
  context.beginPath();
  let isDown = false;
  for (const row of rows) {
    const value = pick(row);
    if (Number.isFinite(value)) {
      const x = ((row.second - from) / HISTORY_SECONDS) * (width - 2) + 1;
      const y = height - 2 - (value / highest) * (height - 4);
      context[isDown ? "lineTo" : "moveTo"](x, y);
    }
    isDown = Number.isFinite(value);
  }
  context.stroke();
}
