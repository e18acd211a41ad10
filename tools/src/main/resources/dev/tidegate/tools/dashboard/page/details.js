// All that is known of one slot, or of one incident, in a dialog.

import { byId, element, foreign, write } from "./dom.js";
import { heat } from "./pool.js";
import { bytes, clock, duration, kib, millis, number, visible } from "./text.js";
import { letterOf, wordsOf } from "./slots.js";
import { occasionOf } from "./lists.js";
import { whenOf } from "./verdict.js";

const CHANGES_SHOWN = 12;

/** The dialog; it follows the slot that it shows. */
export class Details {
  #dialog = byId("details");
  #title = byId("details-title");
  #body = byId("details-body");
  #buttons = byId("details-actions");
  #actions;
  #shown;
  #signature;

  constructor(actions) {
    this.#actions = actions;
    byId("details-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => (this.#shown = undefined));
  }

  openSlot(pool, n, now) {
    this.#shown = { pool, n };
    this.#signature = undefined;
    this.refresh(now);
    this.#show();
  }

  openIncident(pool, incident, now) {
    this.#shown = undefined;
    write(
      this.#title,
      "Incident " + incident.incident + ": slot " + incident.worker + " " + occasionOf(incident),
    );
    this.#buttons.replaceChildren();
    delete this.#buttons.dataset.shown;
    this.#body.replaceChildren(...incidentParts(incident, now));
    this.#show();
    this.#fetchWhole(pool, incident, now);
  }

  #show() {
    if (!this.#dialog.open) {
      this.#dialog.showModal();
    }
    this.#body.scrollTop = 0;
  }

  /** What came by the stream may be shorter than the record; the whole one is asked for. */
  async #fetchWhole(pool, incident, now) {
    if (incident.process) {
      return;
    }
    try {
      const reply = await fetch("api/incidents?pool=" + encodeURIComponent(pool.name));
      const whole = (await reply.json()).incidents?.find((each) => each.incident === incident.incident);
      if (whole && this.#dialog.open) {
        this.#body.replaceChildren(...incidentParts(whole, now));
      }
    } catch {
      this.#body.append(
        element("p", { class: "note", text: "The rest of the record could not be fetched." }),
      );
    }
  }

  /** Writes the slot anew if anything in it is another one. */
  refresh(now) {
    if (!this.#shown) {
      return;
    }
    const { pool, n } = this.#shown;
    const slot = pool.slots.get(n);
    if (!slot) {
      this.#dialog.close();
      return;
    }
    const signature = JSON.stringify([slot, Math.floor(now / 1000), pool.link, this.#actions.allowed]);
    if (signature === this.#signature) {
      return;
    }
    this.#signature = signature;
    write(this.#title, "Slot " + n + " · " + letterOf(slot) + " · " + wordsOf(slot));
    this.#body.replaceChildren(
      ...slotParts(pool, slot, now, (incident) => this.openIncident(pool, incident, now)),
    );
    this.#showButtons(pool, slot);
  }

  #showButtons(pool, slot) {
    const wanted = this.#actions.allowed && pool.isLive() ? actionsOf(slot) : [];
    const shown = [pool.name, slot.n, ...wanted].join();
    if (this.#buttons.dataset.shown === shown) {
      return; // a button that has the focus keeps it
    }
    this.#buttons.dataset.shown = shown;
    const titles = { drain: "Drain: no more work", resume: "Resume: work again", kill: "Kill…" };
    this.#buttons.replaceChildren(
      ...wanted.map((action) =>
        element("button", {
          type: "button",
          text: titles[action],
          onclick: () => this.#actions.ask(pool, action, pool.slots.get(slot.n)),
        }),
      ),
    );
  }
}

function actionsOf(slot) {
  return [slot.drained ? "resume" : "drain", ...(slot.pid > 0 && slot.state !== "killed" ? ["kill"] : [])];
}

/** A table of what is known; rows without a value are left out. */
function facts(rows) {
  const list = element("dl");
  for (const [name, value] of rows) {
    if (value !== undefined && value !== null && value !== "") {
      list.append(
        element("dt", { text: name }),
        element("dd", {}, typeof value === "string" ? foreign(value) : value),
      );
    }
  }
  return list;
}

function lines(title, texts, empty) {
  if (!texts?.length) {
    return empty ? [element("h3", { text: title }), element("p", { class: "note", text: empty })] : [];
  }
  return [
    element("h3", { text: title }),
    element("ol", { class: "lines" }, ...texts.map((text) => element("li", {}, foreign(text)))),
  ];
}

const known = (value, print) => (Number.isFinite(value) && value >= 0 ? print(value) : undefined);

function slotParts(pool, slot, now, openIncident) {
  const busy = slot.state === "busy";
  const incidents = pool.incidentsOf(slot.n);
  return [
    facts([
      ["State", wordsOf(slot) + " for " + duration(now - slot.since) + ", since " + clock(slot.since, now)],
      [
        "Time-out",
        busy
          ? known(
              slot.timeoutAt,
              (at) =>
                (at > now ? "in " + duration(at - now) + ", at " : "due since ") +
                clock(at, now) +
                (heat(slot, now) ? " (!)" : ""),
            )
          : undefined,
      ],
      ["Message", slot.queueId],
      ["Tag", slot.tag],
      ["Command", slot.command],
      ["Process", known(slot.pid, (pid) => (pid > 0 ? String(pid) : undefined))],
      ["Process started", known(slot.startedAt, (at) => clock(at, now) + ", " + duration(now - at) + " ago")],
      [
        "Requests, scans",
        [known(slot.requests, number), known(slot.scans, number)].filter(Boolean).join(", "),
      ],
      [
        "Memory",
        known(slot.memoryKib, kib) &&
          kib(slot.memoryKib) + (Number.isFinite(slot.privateKib) ? ", " + kib(slot.privateKib) + " private" : ""),
      ],
      ["Generation", known(slot.generation, String)],
    ]),
    ...lines("Last on stderr", slot.stderr, pool.isOurs() ? "Nothing." : "This multiplexor does not tell."),
    ...(incidents.length
      ? [element("h3", { text: "Incidents" }), incidentLinks(incidents, now, openIncident)]
      : []),
    ...lines("Last changes", changesOf(slot, now)),
  ];
}

function incidentLinks(incidents, now, openIncident) {
  const link = (incident) =>
    element(
      "li",
      {},
      element("button", {
        type: "button",
        class: "as-link",
        text: clock(whenOf(incident), now) + " " + occasionOf(incident),
        onclick: () => openIncident(incident),
      }),
    );
  return element("ul", { class: "plain" }, ...incidents.map(link));
}

function changesOf(slot, now) {
  return slot.timeline
    .map(
      ([at, state], i) =>
        clock(at, now) +
        "  " +
        (state ?? "not known") +
        " for " +
        duration((slot.timeline[i + 1]?.[0] ?? now) - at),
    )
    .slice(-CHANGES_SHOWN)
    .reverse();
}

const TOLD = new Set([
  "incident",
  "time",
  "occasion",
  "worker",
  "pid",
  "kind",
  "command",
  "queueId",
  "tag",
  "elapsedMs",
  "busyTimeoutMs",
  "stderr",
  "process",
  "unread",
  "pool",
]);

function incidentParts(incident, now) {
  const process = incident.process ?? {};
  return [
    facts([
      ["When", clock(whenOf(incident), now)],
      ["What", "slot " + incident.worker + " " + occasionOf(incident)],
      ["Message", incident.queueId],
      ["Tag", incident.tag],
      ["Kind", incident.kind],
      ["Command", incident.command],
      [
        "At it for",
        [
          known(incident.elapsedMs, duration),
          known(incident.busyTimeoutMs, (ms) => "of at most " + duration(ms)),
        ]
          .filter(Boolean)
          .join(" "),
      ],
      ["Process", known(incident.pid, String)],
      ...rest(incident, TOLD),
    ]),
    ...lines("Last on stderr", incident.stderr, "Nothing."),
    element("h3", { text: "The process, since the request began" }),
    facts(processRows(process)),
    ...lines("Open files", process.openFiles),
    ...lines(
      "Could not be read",
      Object.entries(incident.unread ?? {}).map(([field, why]) => field + ": " + why),
    ),
  ];
}

const PROCESS_TOLD = new Set([
  "state",
  "waitChannel",
  "syscall",
  "openFiles",
  "readBytes",
  "writtenBytes",
  "userMs",
  "systemMs",
  "rssKib",
  "threads",
]);

function processRows(process) {
  return [
    ["State", process.state],
    ["Waits in the kernel at", process.waitChannel],
    ["System call", process.syscall],
    [
      "Processor time",
      [
        known(process.userMs, (ms) => millis(ms) + " in the program"),
        known(process.systemMs, (ms) => millis(ms) + " in the kernel"),
      ]
        .filter(Boolean)
        .join(", "),
    ],
    [
      "Read, written",
      [known(process.readBytes, bytes), known(process.writtenBytes, bytes)].filter(Boolean).join(", "),
    ],
    ["Memory", known(process.rssKib, kib)],
    ["Threads", known(process.threads, String)],
    ...rest(process, PROCESS_TOLD),
  ];
}

/** What a newer multiplexor tells besides. */
function rest(record, told) {
  return Object.entries(record)
    .filter(([name]) => !told.has(name))
    .map(([name, value]) => [visible(name), typeof value === "string" ? value : JSON.stringify(value)]);
}
