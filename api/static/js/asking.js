/** A question of the agent: its choices to click, and its numbered candidates to strike or to add to on the sheet. */

import { candidateRow } from "./candidates.js";
import { byId, el, refill } from "./dom.js";
import { say, told } from "./words.js";

const rounded = (box) => box.map((value) => Math.round(value * 10) / 10).join(", ");

/** What the user made of the candidates, in words that people, models and rules can all read. */
export function saidOf({ total, struck, added }) {
  const numbers = [...struck].sort((a, b) => a - b);
  return [
    numbers.length ? say("ask_struck", { numbers: numbers.join(", ") }) : "",
    ...added.map(({ sheet, box }) => say("ask_added", { sheet, box: rounded(box) })),
    numbers.length || added.length ? say("ask_total", { count: total - numbers.length + added.length }) : say("ask_all", { count: total }),
  ]
    .filter(Boolean)
    .join(" ");
}

export class Asking {
  /**
   * `places(candidates)` turns them into places of drawings, `show(places, label, go, figure)` marks them, `sheetOf(area)` is
   * the run's number of a sheet, `answer(text)` sends the answer.
   */
  constructor(question, hooks) {
    Object.assign(this, { question, hooks, struck: new Set(), added: [] });
    this.text = told(question.question, question.language);
    this.box = el("div", { class: "ask-candidates" });
    this.node = el(
      "div",
      { class: "ask", role: "group", "aria-label": say("asked") },
      el("div", { class: "ask-title" }, say("asked")),
      el("p", {}, this.text),
      this.candidates.length > 0 && this.box,
      el("div", { class: "choices" }, (question.choices ?? []).map((choice) => this.#choice(choice))),
    );
    byId("announce").textContent = this.text;
    if (this.candidates.length) this.#draw(true);
  }

  get candidates() {
    return this.question.candidates ?? [];
  }

  #choice(choice) {
    return el("button", { type: "button", class: "choice", onclick: () => this.hooks.answer(choice) }, choice);
  }

  #places() {
    const kind = ({ number }) => (this.struck.has(number) ? "struck" : "candidate");
    const own = this.hooks.places(this.candidates).map((place) => ({ ...place, kind: kind(place.evidence), number: String(place.evidence.number) }));
    const added = this.added.map((area, index) => ({ ...area, kind: "added", number: String(this.candidates.length + index + 1) }));
    return [...own, ...added];
  }

  #draw(go = false) {
    const places = this.#places();
    const count = this.candidates.length - this.struck.size + this.added.length;
    const send = () => this.hooks.answer(saidOf({ total: this.candidates.length, struck: this.struck, added: this.added }));
    refill(
      this.box,
      el("div", { class: "ask-count", role: "status" }, say("ask_count", { count, total: this.candidates.length })),
      candidateRow(places, (place) => this.#toggle(place)),
      el("p", { class: "quiet" }, say("ask_hint")),
      el("button", { type: "button", class: "primary small", onclick: send }, say("ask_send", { count })),
    );
    this.hooks.show(places, this.text, go, { strike: (place) => this.#toggle(place), add: (area) => this.#add(area) });
  }

  #toggle(place) {
    if (place.kind === "added") this.added = this.added.filter(({ box }) => box !== place.box);
    else if (!this.struck.delete(place.evidence.number)) this.struck.add(place.evidence.number);
    this.#draw();
  }

  #add(area) {
    const sheet = this.hooks.sheetOf(area);
    if (sheet) this.added.push({ ...area, sheet });
    this.#draw();
  }
}
