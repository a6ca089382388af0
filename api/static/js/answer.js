/** An answer: its headline, its text with figures as links, how it was computed, what it assumed and left out. */

import { el, icon, iconButton, section } from "./dom.js";
import {
  evidenceOf,
  expressionPieces,
  itemOf,
  placesOf,
  quantityOf,
  shown,
  sourceLine,
  sourceLines,
  walk,
  withPowers,
} from "./figures.js";
import { prose } from "./prose.js";
import { withTip } from "./tip.js";
import { say, told } from "./words.js";

const MOST_ITEMS = 40;
const MOST_SOURCES = 3;

/** The lines of the tooltip of an id: its label and value, how it was computed, what it was read from. */
function tipLines(answer, id) {
  const quantity = quantityOf(answer, id);
  const sources = sourceLines(evidenceOf(answer, id));
  const lines = sources.slice(0, MOST_SOURCES).map((line) => el("div", {}, line));
  if (sources.length > MOST_SOURCES)
    lines.push(el("div", { class: "quiet" }, say("more_sources", { count: sources.length - MOST_SOURCES })));
  if (quantity?.expression)
    lines.unshift(el("div", { class: "quiet" }, `${say("m_computed")}: `, expressionText(answer, quantity)));
  if (quantity) lines.unshift(el("strong", {}, `${quantity.label}: ${shown(quantity)}`));
  return lines;
}

const expressionText = (answer, quantity) =>
  expressionPieces(quantity.expression)
    .map((part) => (part.id ? named(answer, part.id) : part.text))
    .join("");

const named = (answer, id) => {
  const quantity = quantityOf(answer, id);
  return quantity ? shown(quantity) : id;
};

/** The renderer of one answer; `show(evidence, label, go)` marks places on the sheet. */
export class AnswerView {
  constructor(answer, { question, show, askAgain }) {
    Object.assign(this, { answer, question, show, askAgain });
  }

  render() {
    const { answer } = this;
    return el(
      "div",
      { class: `answer ${answer.status}`, lang: answer.language },
      this.#banner(),
      this.#headline(),
      prose(answer.text, answer.claims, (claim, text) => this.#claim(claim, text)),
      this.#notes(),
      this.#computed(),
      this.#assumptions(),
      this.#withheld(),
      this.#items(),
      this.#coverage(),
      this.#footer(),
    );
  }

  /** Marks what the headline (or else every claim) rests on. */
  showEvidence(go) {
    const { answer } = this;
    const ids = answer.headline ? [answer.headline] : answer.claims.map((claim) => claim.ref).filter(Boolean);
    const label = quantityOf(answer, answer.headline)?.label ?? this.question;
    this.show(placesOf(ids.flatMap((id) => evidenceOf(answer, id))), label, go);
  }

  #banner() {
    const name = { refused: "refused", failed: "run_failed", cancelled: "cancelled" }[this.answer.status];
    return name && el("div", { class: `banner ${this.answer.status}` }, say(name));
  }

  #headline() {
    const quantity = this.answer.headline && quantityOf(this.answer, this.answer.headline);
    if (!quantity || this.answer.status !== "answered") return null;
    return el(
      "div",
      { class: "headline" },
      this.#link(quantity.id, shown(quantity), "value"),
      el("span", { class: "label" }, quantity.label),
    );
  }

  /** A link that shows on the sheet what an id of the ledger rests on. */
  #link(id, text, extra = "") {
    const { answer } = this;
    const label = quantityOf(answer, id)?.label ?? itemOf(answer, id)?.label ?? text;
    const places = placesOf(evidenceOf(answer, id));
    const act = () => places.length && this.show(places, label);
    const classes = `figure ${extra} ${places.length ? "" : "placeless"}`;
    return withTip(el("button", { type: "button", class: classes, onclick: act, "data-ref": id }, text), () =>
      tipLines(answer, id),
    );
  }

  #claim(claim, text) {
    if (claim.ref && claim.verified) return this.#link(claim.ref, withPowers(text));
    const mark = el(
      "span",
      { class: "unverified", tabindex: 0 },
      text,
      el("span", { class: "flag" }, say("unverified")),
    );
    return withTip(mark, () => [el("div", {}, say("unverified_why"))]);
  }

  #notes() {
    const { notes } = this.answer;
    return notes.length
      ? el(
          "ul",
          { class: "notes" },
          notes.map((note) => el("li", {}, told(note))),
        )
      : null;
  }

  #computed() {
    const { answer } = this;
    const steps = answer.headline ? walk(answer, answer.headline) : answer.quantities;
    if (!steps.some((quantity) => quantity.expression)) return null;
    return section(
      say("computed"),
      true,
      el(
        "ol",
        { class: "computation" },
        steps.map((quantity) => this.#row(quantity)),
      ),
    );
  }

  #row(quantity) {
    const expression =
      quantity.expression &&
      el(
        "div",
        { class: "expression" },
        "= ",
        expressionPieces(quantity.expression).map((part) =>
          part.id ? this.#link(part.id, named(this.answer, part.id)) : part.text,
        ),
      );
    const source =
      !expression &&
      sourceLines(quantity.sources)
        .slice(0, MOST_SOURCES)
        .map((line) => el("div", { class: "expression" }, line));
    return el(
      "li",
      {},
      el("div", { class: "row" }, el("span", {}, quantity.label), this.#link(quantity.id, shown(quantity))),
      expression,
      source,
    );
  }

  #assumptions() {
    const { assumptions } = this.answer;
    return assumptions.length
      ? section(
          say("assumptions"),
          true,
          el(
            "ul",
            {},
            assumptions.map((one) => el("li", {}, told(one))),
          ),
        )
      : null;
  }

  #withheld() {
    const { withheld } = this.answer;
    if (!withheld.length) return null;
    const line = (one) =>
      el(
        "li",
        {},
        this.#place(one.evidence, one.label, "withheld"),
        " ",
        el("span", { class: "quiet" }, told(one.reason)),
      );
    return section(say("withheld"), true, el("ul", {}, withheld.map(line)));
  }

  #items() {
    const { items } = this.answer;
    if (!items.length) return null;
    const line = (item) =>
      el(
        "li",
        {},
        this.#place(item.evidence, item.label, "item"),
        item.note && el("span", { class: "quiet" }, ` ${item.note}`),
      );
    const more =
      items.length > MOST_ITEMS &&
      el("li", { class: "quiet" }, say("more_places", { count: items.length - MOST_ITEMS }));
    return section(
      `${say("found")} · ${items.length}`,
      false,
      el("ul", { class: "items" }, items.slice(0, MOST_ITEMS).map(line), more),
    );
  }

  #place(evidence, label, kind) {
    const places = evidence ? placesOf([evidence]) : [];
    if (!places.length) return el("span", {}, label);
    const button = el(
      "button",
      { type: "button", class: "figure", onclick: () => this.show(places, label, true, kind) },
      label,
    );
    return withTip(button, () => [el("div", {}, sourceLine(evidence))]);
  }

  #coverage() {
    const { searched, not_searched: missed } = this.answer.coverage;
    const list = (messages) =>
      el(
        "ul",
        {},
        messages.map((one) => el("li", {}, told(one))),
      );
    return [
      missed.length ? section(say("not_searched"), true, list(missed)) : null,
      searched.length ? section(say("searched"), false, list(searched)) : null,
    ];
  }

  #footer() {
    const { answer } = this;
    const provider = answer.provider === "rules" ? say("rules") : answer.provider;
    const model = answer.provider === "rules" ? "" : answer.model;
    const by = answer.provider && say("answered_by", { provider: [provider, model].filter(Boolean).join(" · ") });
    const tokens = answer.usage.prompt_tokens + answer.usage.completion_tokens;
    const parts = [
      by,
      answer.seconds ? say("seconds", { seconds: answer.seconds.toFixed(1) }) : "",
      tokens ? say("tokens", { count: tokens.toLocaleString() }) : "",
      answer.usage.cost_usd ? `$${answer.usage.cost_usd.toFixed(4)}` : "",
    ];
    const again =
      ["failed", "cancelled"].includes(answer.status) &&
      el("button", { type: "button", class: "quiet-button", onclick: this.askAgain }, say("ask_again"));
    return el("footer", {}, el("span", {}, parts.filter(Boolean).join(" · ")), again, answer.text && this.#copy());
  }

  #copy() {
    const button = iconButton("copy", say("copy"), async () => {
      await navigator.clipboard.writeText(this.answer.text);
      button.replaceChildren(icon("check"));
      button.setAttribute("aria-label", say("copied"));
    });
    return button;
  }
}
