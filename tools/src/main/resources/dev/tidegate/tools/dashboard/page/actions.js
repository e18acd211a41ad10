// Steering a pool: asked twice, with a token that only this page's memory keeps.

import { byId, mark, write } from "./dom.js";

const REFUSED = 403;

/** Asks for confirmation, sends the action, and tells what the multiplexor answered. */
export class Actions {
  #dialog = byId("confirm");
  #form = byId("confirm-form");
  #question = byId("confirm-question");
  #tokenField = byId("confirm-token");
  #answer = byId("confirm-answer");
  #send = byId("confirm-send");
  #cancel = byId("confirm-cancel");
  #token = "";
  #action;
  allowed = false;

  constructor() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#post();
    });
    this.#cancel.addEventListener("click", () => this.#dialog.close());
  }

  /** `action` is drain, resume, kill or reread; `slot` has n and pid where it is about one. */
  ask(pool, action, slot) {
    this.#action = { pool, body: { action, slot: slot?.n, pid: action === "kill" ? slot?.pid : undefined } };
    write(this.#question, questionOf(pool, action, slot));
    write(this.#answer, "");
    this.#tokenField.value = this.#token;
    write(this.#cancel, "Cancel");
    mark(this.#send, "disabled", false);
    this.#dialog.showModal();
    (this.#token ? this.#send : this.#tokenField).focus();
  }

  async #post() {
    this.#token = this.#tokenField.value;
    mark(this.#send, "disabled", true);
    write(this.#answer, "Asking…");
    const { pool, body } = this.#action;
    try {
      const reply = await fetch("api/pools/" + encodeURIComponent(pool.name) + "/actions", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Tidegate-Token": this.#token },
        body: JSON.stringify(body),
      });
      this.#tell(reply.status, await reply.json());
    } catch (error) {
      this.#tell(0, { error: "The dashboard did not answer: " + error.message });
    }
  }

  #tell(status, reply) {
    if (status === REFUSED) {
      this.#token = "";
    }
    write(this.#answer, String(reply.answer ?? reply.error ?? "The dashboard answered " + status + "."));
    mark(this.#send, "disabled", reply.ok === true);
    write(this.#cancel, reply.ok === true ? "Done" : "Cancel");
    this.#cancel.focus();
  }
}

function questionOf(pool, action, slot) {
  const on = " on " + pool.name + "?";
  switch (action) {
    case "drain":
      return "Give slot " + slot.n + " no more work" + on;
    case "resume":
      return "Give slot " + slot.n + " work again" + on;
    case "kill":
      return (
        "Kill the worker in slot " +
        slot.n +
        " (pid " +
        slot.pid +
        ")" +
        on +
        " The message that it has gets a temporary failure."
      );
    default:
      return "Replace all workers, so that they read the filter again," + on;
  }
}
