// The connection to the dashboard: it comes back by itself, and says when it is gone.

const EVENTS = ["hello", "pool", "slots", "figures", "messages", "incident", "link"];
// The dashboard tells figures every second.
const SILENCE_MS = 8_000;
const LOOK_MS = 1_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** Calls `take(type, data)` for each event, and `connected(now)` with true or false when that changes. */
export class Stream {
  #take;
  #connected;
  #source;
  #heardAt = performance.now();
  #isConnected;
  #pauseMs = FIRST_PAUSE_MS;
  #retry;

  constructor(take, connected) {
    this.#take = take;
    this.#connected = connected;
  }

  open() {
    this.#source?.close();
    clearTimeout(this.#retry);
    this.#heardAt = performance.now();
    this.#source = new EventSource("api/events");
    for (const type of EVENTS) {
      this.#source.addEventListener(type, (event) => this.#hear(type, event));
    }
    // EventSource gives up for good after some answers (an error of a proxy); this does not.
    this.#source.addEventListener("error", () => this.#fail());
    this.looking ??= setInterval(() => this.#look(), LOOK_MS);
  }

  #hear(type, event) {
    let data;
    try {
      data = JSON.parse(event.data);
    } catch {
      return;
    }
    this.#heardAt = performance.now();
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#take(type, data);
    this.#tell(true);
  }

  #look() {
    if (performance.now() - this.#heardAt > SILENCE_MS && this.#retry === undefined) {
      this.#fail();
    }
  }

  #fail() {
    this.#source.close();
    this.#tell(false);
    clearTimeout(this.#retry);
    const pause = this.#pauseMs * (0.75 + Math.random() / 2);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.open();
    }, pause);
  }

  #tell(isConnected) {
    if (isConnected !== this.#isConnected) {
      this.#isConnected = isConnected;
      this.#connected(isConnected);
    }
  }
}
