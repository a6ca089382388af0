/** The quantities of a chat as a table: looked over, corrected, approved, taken along. */

import { download } from "./api.js";
import { byId, el, icon, iconButton } from "./dom.js";
import { rounded, shown, unitName } from "./figures.js";
import { say } from "./words.js";

const COLUMNS = ["q_label", "q_value", "q_state", "q_places"];

export class Quantities {
  /** `show(run, quantity)` marks what a quantity rests on. */
  constructor({ reviews, chatId, show, onProblem }) {
    Object.assign(this, { reviews, chatId, show, onProblem, node: byId("quantities") });
  }

  open() {
    this.draw();
    this.node.showModal();
  }

  draw() {
    const questions = [...new Set(this.reviews.rows.map((row) => row.run))];
    this.node.replaceChildren(
      el(
        "header",
        {},
        el("h2", {}, say("quantities")),
        el("span", { class: "spring" }),
        this.#file("xlsx"),
        this.#file("csv"),
        iconButton("close", say("dismiss"), () => this.node.close()),
      ),
      el(
        "div",
        { class: "table-box" },
        el(
          "table",
          {},
          el("thead", {}, el("tr", {}, COLUMNS.map((name) => el("th", { scope: "col" }, say(name))))),
          ...questions.map((run) => this.#group(this.reviews.rows.filter((row) => row.run === run))),
        ),
      ),
    );
  }

  #file(kind) {
    const get = () => download(`/chats/${this.chatId()}/quantities?format=${kind}`, `quantities.${kind}`).catch(this.onProblem);
    return el("button", { type: "button", class: "quiet-button", onclick: get }, icon("download"), kind.toUpperCase());
  }

  #group(rows) {
    const head = el("tr", { class: "group" }, el("th", { scope: "colgroup", colspan: COLUMNS.length }, rows[0].question));
    return el("tbody", {}, head, rows.map((row) => this.#row(row)));
  }

  #row(row) {
    return el(
      "tr",
      { "data-quantity": row.quantity, class: row.headline ? "head" : "" },
      el("td", {}, row.label, row.expression && el("div", { class: "expression" }, `= ${row.expression}`)),
      el("td", { class: "number" }, this.#value(row), " ", unitName(row.unit), this.#before(row)),
      el("td", {}, this.#state(row)),
      el("td", {}, this.#places(row)),
    );
  }

  /** The value to type over. What is typed is the user's own; an empty field goes back to what was proposed. */
  #value(row) {
    const input = el("input", { value: rounded(row.value, 6), size: 9, inputmode: "decimal", "aria-label": `${row.label}, ${say("q_value")}` });
    input.addEventListener("change", () => {
      const text = input.value.trim().replaceAll(",", "");
      if (text && !Number.isFinite(Number(text))) return input.setCustomValidity(say("q_no_number")), input.reportValidity();
      this.reviews.change(row.run, row.quantity, { value: text || null, struck: text ? [] : row.struck, added: text ? [] : row.added, approved: false });
    });
    input.addEventListener("input", () => input.setCustomValidity(""));
    return input;
  }

  #before(row) {
    const moved = Number(row.value) !== Number(row.proposed);
    return [
      moved && el("div", { class: "quiet" }, say("q_before", { value: shown({ value: row.proposed, unit: row.unit }) })),
      row.stale && el("div", { class: "warn" }, say("q_stale")),
    ];
  }

  #state(row) {
    const approved = row.state === "approved";
    const toggle = () => this.reviews.change(row.run, row.quantity, { approved: !approved });
    return [
      el("span", { class: `state-pill ${row.state}` }, say(`state_${row.state}`, { name: row.by })),
      el("button", { type: "button", class: "quiet-button", onclick: toggle }, say(approved ? "q_unapprove" : "q_approve")),
    ];
  }

  #places(row) {
    const count = row.sources.filter((source) => source.box).length;
    if (!count && !row.inputs.length) return el("span", { class: "quiet" }, row.sources.map((source) => source.text).join("; "));
    const onclick = () => {
      this.node.close();
      this.show(row.run, row.quantity);
    };
    return el("button", { type: "button", class: "quiet-button", onclick }, icon("place"), !count ? say("how_short") : count === 1 ? say("place") : say("places", { count }));
  }
}
