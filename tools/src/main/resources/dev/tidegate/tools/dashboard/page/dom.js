// Making and changing elements. Text goes in as text alone: there is no way from here to markup.

import { pieces } from "./text.js";

/** An element with attributes and children; `text` and children are text, never markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") {
      made.textContent = value;
    } else if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Appends an element for each class name; returns them by these names. */
export function withParts(parent, tag, names) {
  const parts = Object.fromEntries(names.map((name) => [name, element(tag, { class: name })]));
  parent.append(...Object.values(parts));
  return parts;
}

/** Writes a text if it is another one. */
export function write(node, text) {
  if (node.firstChild?.nodeType === Node.TEXT_NODE && node.childNodes.length === 1) {
    if (node.firstChild.data !== text) {
      node.firstChild.data = text;
    }
  } else if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Sets or removes an attribute if it is another one. */
export function mark(node, name, value) {
  if (value === undefined || value === false) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, String(value));
  }
}

/** Text from mail: what would not show is shown by name, and nothing in it reaches its surroundings. */
export function foreign(text, tag = "bdi", attributes = {}) {
  const made = element(tag, attributes);
  for (const [piece, hidden] of pieces(String(text))) {
    made.append(hidden ? element("span", { class: "hidden-character", text: piece }) : piece);
  }
  return made;
}

/** Replaces what is in a node by text from mail, if it is another one. */
export function writeForeign(node, text) {
  if (node.foreignText !== text) {
    node.foreignText = text;
    node.replaceChildren(foreign(text));
  }
}

/** Keeps one child for each item under its key, in the order of the items. */
export function keep(parent, items, keyOf, make, update) {
  parent.kept ??= new Map();
  const before = parent.kept;
  const after = new Map();
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const child = before.get(key) ?? make(item);
    before.delete(key);
    after.set(key, child);
    update(child, item);
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
  }
  before.forEach((child) => child.remove());
  parent.kept = after;
}

export function byId(id) {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error("the page has no element " + id);
  }
  return found;
}

/** A colour of the present scheme, by its name in the style sheet. */
export function colour(name) {
  return getComputedStyle(document.documentElement)
    .getPropertyValue("--" + name)
    .trim();
}

/** Fits a canvas to its box at the screen's density; returns its context in CSS pixels. */
export function fit(canvas, width, height) {
  const density = Math.min(3, globalThis.devicePixelRatio || 1);
  const wide = Math.max(1, Math.round(width * density));
  const high = Math.max(1, Math.round(height * density));
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.height = height + "px";
  }
  const context = canvas.getContext("2d");
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
