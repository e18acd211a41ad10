// How times, numbers and foreign text are written. Nothing here touches the document.

// Characters that do not show or that turn text around: controls, joiners, bidi marks, tags, halves of pairs.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

const CONTROL_PICTURES = 0x2400;
const DELETE_PICTURE = "\u2421";

function nameOf(character) {
  const code = character.codePointAt(0);
  if (code < 0x20) {
    return String.fromCharCode(CONTROL_PICTURES + code);
  }
  if (code === 0x7f) {
    return DELETE_PICTURE;
  }
  return "U+" + code.toString(16).toUpperCase().padStart(4, "0");
}

/** The text in pieces, `[text, hidden]`; a hidden one stands for a character that would not show. */
export function pieces(text) {
  const result = [];
  let end = 0;
  for (const match of String(text).matchAll(HIDDEN)) {
    if (match.index > end) {
      result.push([text.slice(end, match.index), false]);
    }
    result.push([nameOf(match[0]), true]);
    end = match.index + match[0].length;
  }
  if (end < text.length) {
    result.push([text.slice(end), false]);
  }
  return result;
}

/** The text with names in the place of characters that would not show. */
export function visible(text) {
  return pieces(String(text))
    .map(([piece]) => piece)
    .join("");
}

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const CLOCK_SHORT = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const ZONE = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });

/** A moment in the viewer's zone, with its day if that is not the day of `now`. */
export function clock(ms, now = ms) {
  if (!Number.isFinite(ms)) {
    return "–";
  }
  const time = CLOCK.format(ms);
  return DAY.format(ms) === DAY.format(now) ? time : DAY.format(ms) + ", " + time;
}

export function clockShort(ms) {
  return CLOCK_SHORT.format(ms);
}

/** The name of the viewer's zone at that moment, such as CET. */
export function zone(ms) {
  return ZONE.formatToParts(ms).find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** A duration in at most two units: 0.4 s, 12 s, 3 min 05 s, 2 h 10 min, 3 d 4 h. */
export function duration(ms) {
  if (!Number.isFinite(ms)) {
    return "–";
  }
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) {
    return (Math.floor(seconds * 10) / 10).toFixed(1) + " s";
  }
  if (seconds < 60) {
    return Math.floor(seconds) + " s";
  }
  if (seconds < 3600) {
    return two(seconds, 60, "min", "s");
  }
  if (seconds < 86400) {
    return two(seconds / 60, 60, "h", "min");
  }
  return two(seconds / 3600, 24, "d", "h");
}

function two(amount, size, large, small) {
  const rest = Math.floor(amount) % size;
  return Math.floor(amount / size) + " " + large + (rest ? " " + rest + " " + small : "");
}

/** A duration for a small square: 4s, 3m, 2h, 5d. */
export function shortDuration(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (!Number.isFinite(seconds)) {
    return "";
  }
  if (seconds < 100) {
    return Math.floor(seconds) + "s";
  }
  if (seconds < 6000) {
    return Math.floor(seconds / 60) + "m";
  }
  if (seconds < 172800) {
    return Math.floor(seconds / 3600) + "h";
  }
  return Math.floor(seconds / 86400) + "d";
}

/** A number with about three digits that matter; a dash where nothing is known. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "–";
  }
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) {
    return Math.round(value).toLocaleString();
  }
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** Milliseconds as a reader wants them: 130 ms, 4.2 s. */
export function millis(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "–";
  }
  return value < 1000 ? number(Math.round(value)) + " ms" : duration(value);
}

/** KiB as MiB or GiB. */
export function kib(value) {
  if (!Number.isFinite(value)) {
    return "–";
  }
  return value < 1024
    ? value + " KiB"
    : value < 1048576
      ? number(Math.round(value / 102.4) / 10) + " MiB"
      : number(Math.round(value / 104857.6) / 10) + " GiB";
}

export function bytes(value) {
  return value < 1024 ? value + " bytes" : kib(Math.round(value / 1024));
}

export function count(amount, one, many = one + "s") {
  return number(amount) + " " + (amount === 1 ? one : many);
}
