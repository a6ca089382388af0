/** An answer: its headline, its text with figures as links, how it came about, what it assumed and left out. */

import { AnswerActions } from "./actions.js";
import { candidateRow } from "./candidates.js";
import { el, section } from "./dom.js";
import { evidenceOf, expressionPieces, itemOf, labelOf, placesOf, quantityOf, shown, sourceLine, sourceLines, withPowers } from "./figures.js";
import { prose } from "./prose.js";
import { withTip } from "./tip.js";
import { Tree } from "./tree.js";
import { say, told } from "./words.js";

const MOST_ITEMS = 40;
const MOST_SOURCES = 3;

/** The renderer of one answer. */
export class AnswerView {
  /**
   * `show(places, label, go, figure)` marks places on the sheet, `places(evidence)` makes them, `picture(place, box,
   * pixels)` is the address of a crop. `reviews` keeps what the user made of the figures, `run` is the run's id;
   * `act` ({again, edit, …}) is null in a read-only copy.
   */
  constructor(answer, { question, run, show, places, picture, reviews = null, act = null }) {
    Object.assign(this, { answer, question, run, show, places, picture, reviews, act });
  }

  render() {
    const { answer } = this;
    return el(
      "div",
      { class: `answer ${answer.status}`, lang: answer.language },
      this.#banner(),
      this.#headline(),
      this.#candidates(),
      prose(answer.text, answer.claims, (claim, text) => this.#claim(claim, text)),
      this.#notes(),
      this.#list("assumptions", answer.assumptions, "assumed"),
      this.#withheld(),
      this.#how(),
      this.#items(),
      this.#coverage(),
      new AnswerActions(this).render(),
    );
  }

  /** Marks what the headline (or else every claim) rests on. */
  showEvidence(go) {
    const { answer } = this;
    if (answer.headline) return this.#mark(answer.headline, go);
    const ids = answer.claims.map((claim) => claim.ref).filter(Boolean);
    const places = this.places(placesOf(ids.flatMap((id) => evidenceOf(answer, id))));
    this.show([...places, ...this.#held()], this.question, go);
  }

  showFigure(id) {
    this.#mark(id);
  }

  #banner() {
    if (this.#unsettled) return this.#ofUser ? null : el("div", { class: "banner" }, say("unsettled"));
    const name = { refused: "refused", failed: "run_failed", cancelled: "cancelled" }[this.answer.status];
    return name && el("div", { class: `banner ${this.answer.status}` }, say(name));
  }

  #headline() {
    const { answer } = this;
    const quantity = answer.headline && quantityOf(answer, answer.headline);
    if (!quantity || (answer.status !== "answered" && !this.#unsettled)) return null;
    const row = this.#row(quantity.id);
    return el(
      "div",
      { class: "headline" },
      this.#link(quantity.id, "value"),
      el("span", { class: "label" }, labelOf(answer, quantity)),
      row && row.state !== "proposed" && el("span", { class: `state-pill ${row.state}` }, say(`state_${row.state}`, { name: row.by })),
      this.#unsettled && !this.#ofUser && el("span", { class: "state-pill corrected" }, say("state_unsettled")),
    );
  }

  /** A count that was refused, but whose places can be checked one by one. */
  get #unsettled() {
    const { answer } = this;
    return Boolean(answer.status === "refused" && answer.headline && this.#countable(answer.headline));
  }

  /** Whether the user has corrected or approved the headline. */
  get #ofUser() {
    return !["proposed", undefined].includes(this.#row(this.answer.headline)?.state);
  }

  /** The candidates of a refused count, to be struck, added to and approved; the figure follows. */
  #candidates() {
    const id = this.answer.headline;
    if (!this.#unsettled || !this.reviews?.change) return null;
    const approve = () => this.reviews.change(this.run, id, { approved: true });
    const approved = this.#row(id)?.state === "approved";
    return el(
      "div",
      { class: "ask ask-candidates" },
      candidateRow(this.#marked(id), (place) => this.#figure(id).strike(place)),
      !approved && el("p", { class: "quiet" }, say("unsettled_hint")),
      !approved && el("button", { type: "button", class: "primary small", onclick: approve }, say("unsettled_right", { count: this.#value(id) })),
    );
  }

  #row(id) {
    return this.reviews?.row(this.run, id);
  }

  /** Value and unit as they stand after the user's corrections. */
  #value(id) {
    const quantity = quantityOf(this.answer, id);
    return quantity ? shown({ ...quantity, value: this.#row(id)?.value ?? quantity.value }) : id;
  }

  #changed(id) {
    const row = this.#row(id);
    return row && Number(row.value) !== Number(row.proposed);
  }

  /** A chip that shows on the sheet what an id of the ledger rests on. */
  #link(id, extra = "", text = null) {
    const { answer } = this;
    const quantity = quantityOf(answer, id);
    const found = placesOf(evidenceOf(answer, id)).length;
    const classes = `figure ${extra} ${found ? "" : "placeless"}`;
    const parts = quantity && this.#changed(id) ? [el("s", {}, text ?? shown(quantity)), " ", this.#value(id)] : (text ?? this.#value(id));
    const act = () => found && this.#mark(id);
    return withTip(el("button", { type: "button", class: classes, onclick: act, "data-ref": id }, parts), () => this.#tip(id));
  }

  /** Marks an id's places; those of a count can be struck out there, and others added. */
  #mark(id, go = true) {
    const quantity = quantityOf(this.answer, id);
    const label = quantity ? labelOf(this.answer, quantity) : (itemOf(this.answer, id)?.label ?? "");
    this.show(this.#marked(id), label, go, this.reviews?.change && this.#countable(id) ? this.#figure(id) : null);
  }

  /** The places of an id, those withheld, and those that the user has added, in an order that keeps their numbers. */
  #marked(id) {
    const row = this.#row(id);
    const counts = id === this.answer.headline && this.#unsettled && !this.#ofUser ? "candidate" : "item";
    const kind = (evidence) => (this.reviews?.isStruck(row, evidence) ? "struck" : counts);
    const own = this.places(placesOf(evidenceOf(this.answer, id))).map((place) => ({ ...place, kind: kind(place.evidence) }));
    const held = id === this.answer.headline ? this.#held() : [];
    const taken = held.map((place) => (this.reviews?.isAdded(row, place.evidence) ? { ...place, kind: "added" } : place));
    const isHeld = (spot) => held.some(({ evidence }) => evidence.sheet === spot.sheet && evidence.box.join() === spot.box.join());
    const added = (row?.added ?? []).filter((spot) => !isHeld(spot)).map((spot) => ({ ...spot, method: "user", text: "" }));
    return [...own, ...taken, ...this.places(added).map((place) => ({ ...place, kind: "added" }))];
  }

  /** Whether each place of a quantity stands for one piece, so that striking one takes one away. */
  #countable(id) {
    const quantity = quantityOf(this.answer, id);
    return quantity?.unit === "nos" && !quantity.expression && placesOf(quantity.sources).length === Number(quantity.value);
  }

  #held() {
    return this.answer.withheld
      .filter((one) => one.evidence)
      .flatMap((one) => this.places(placesOf([one.evidence])).map((place) => ({ ...place, kind: "withheld", why: told(one.reason) })));
  }

  #figure(id) {
    const again = () => this.#mark(id, false);
    return {
      strike: ({ evidence: { sheet, box }, kind }) => this.reviews.strike(this.run, id, { sheet, box }, kind).then(again),
      add: ({ drawing, page, box }) => {
        const at = this.answer.sheets.find((name) => name.drawing === drawing && name.page === page);
        if (at) this.reviews.add(this.run, id, { sheet: at.sheet, box }).then(again);
      },
    };
  }

  /** The lines of the tooltip of an id: its label and value, how it was computed, what it was read from. */
  #tip(id) {
    const quantity = quantityOf(this.answer, id);
    const sources = sourceLines(evidenceOf(this.answer, id));
    const lines = sources.slice(0, MOST_SOURCES).map((line) => el("div", {}, line));
    if (sources.length > MOST_SOURCES) lines.push(el("div", { class: "quiet" }, say("more_sources", { count: sources.length - MOST_SOURCES })));
    if (quantity?.expression) lines.unshift(el("div", { class: "quiet" }, `${say("m_computed")}: ${this.#expression(quantity)}`));
    if (quantity) lines.unshift(el("strong", {}, `${labelOf(this.answer, quantity)}: ${this.#value(id)}`));
    return lines;
  }

  #expression(quantity) {
    return expressionPieces(quantity.expression)
      .map((part) => (part.id ? this.#value(part.id) : part.text))
      .join("");
  }

  #claim(claim, text) {
    if (claim.ref && claim.verified) return this.#link(claim.ref, "", withPowers(text));
    const mark = el("span", { class: "unverified", tabindex: 0 }, text, el("span", { class: "flag" }, say("unverified")));
    return withTip(mark, () => [el("div", {}, say("unverified_why"))]);
  }

  #notes() {
    const { notes } = this.answer;
    return notes.length > 0 && el("ul", { class: "notes" }, notes.map((note) => el("li", {}, told(note))));
  }

  /** The tree of the headline, else of each quantity that was computed. */
  #how() {
    const { answer } = this;
    const computed = answer.quantities.filter((quantity) => quantity.expression).map((quantity) => quantity.id);
    const ids = answer.headline ? [answer.headline] : computed.length ? computed : answer.quantities.slice(0, 3).map((one) => one.id);
    const tree = new Tree(answer, {
      link: (id) => this.#link(id),
      places: this.places,
      picture: this.picture,
      show: (evidence, label) => this.show(this.places(evidence), label),
    });
    return ids.map((id) => tree.section(id, computed.length > 0));
  }

  #list(name, messages, extra = "") {
    return messages.length > 0 && section(say(name), true, el("ul", { class: extra }, messages.map((one) => el("li", {}, told(one)))));
  }

  #withheld() {
    const { withheld } = this.answer;
    if (!withheld.length) return null;
    const line = (one) => el("li", {}, this.#place(one.evidence, one.label, "withheld"), " ", el("span", { class: "quiet" }, told(one.reason)));
    return section(`${say("withheld")} · ${withheld.length}`, withheld.length <= 6, el("ul", { class: "held" }, withheld.slice(0, MOST_ITEMS).map(line)));
  }

  #items() {
    const { items } = this.answer;
    if (!items.length) return null;
    const line = (item) => el("li", {}, this.#place(item.evidence, item.label, "item"), item.note && el("span", { class: "quiet" }, ` ${item.note}`));
    const more = items.length > MOST_ITEMS && el("li", { class: "quiet" }, say("more_places", { count: items.length - MOST_ITEMS }));
    return section(`${say("found")} · ${items.length}`, false, el("ul", { class: "items" }, items.slice(0, MOST_ITEMS).map(line), more));
  }

  #place(evidence, label, kind) {
    const places = evidence ? placesOf([evidence]) : [];
    if (!places.length) return el("span", {}, label);
    const onclick = () => this.show(this.places(places).map((place) => ({ ...place, kind })), label);
    return withTip(el("button", { type: "button", class: "figure", onclick }, label), () => [el("div", {}, sourceLine(evidence))]);
  }

  #coverage() {
    const { searched, not_searched: missed } = this.answer.coverage;
    const list = (messages) => el("ul", {}, messages.map((one) => el("li", {}, told(one))));
    return [
      missed.length > 0 && section(say("not_searched"), false, list(missed)),
      searched.length > 0 && section(say("searched"), false, list(searched)),
    ];
  }
}
