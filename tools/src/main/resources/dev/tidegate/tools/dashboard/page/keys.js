// What the keys do. Within a field, and with a modifier, they do what they always do.

import { byId } from "./dom.js";

/** Listens to the keys of the whole page. */
export function listenToKeys({ grid, messages, goTo }) {
  const help = byId("help");
  const first = (id) => byId(id).querySelector("button, a")?.focus();
  const deeds = {
    "?": () => help.showModal(),
    s: () => grid.focus(),
    n: () => first("nearest"),
    i: () => first("incidents"),
    m: () => byId("messages").focus(),
    p: () => messages.toggle(),
    h: () => first("hosts"),
    d: () => globalThis.toggleScheme(),
    "[": () => goTo(-1),
    "]": () => goTo(1),
  };
  byId("help-open").addEventListener("click", () => help.showModal());
  byId("help-close").addEventListener("click", () => help.close());
  addEventListener("keydown", (event) => {
    const isElsewhere =
      event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.("input, dialog[open]");
    if (!isElsewhere && Object.hasOwn(deeds, event.key)) {
      event.preventDefault();
      deeds[event.key]();
    }
  });
}
