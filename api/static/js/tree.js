/** How a figure came about, as a tree: what was computed from what, down to crops of the places that were read. */

import { el } from "./dom.js";
import { expressionPieces, labelOf, placesOf, quantityOf, sourceLines } from "./figures.js";
import { say } from "./words.js";

const MOST_CROPS = 4;
const CROP = { wide: 46, high: 24, pixels: 300 }; // mm of sheet around a place, at least, and pixels across

/** The box that a crop shows: the place with its surroundings, in the shape of the crop. */
export function cropBox([x0, y0, x1, y1], sheet) {
  const high = Math.max(CROP.high, (y1 - y0) * 1.5, ((x1 - x0) * 1.5 * CROP.high) / CROP.wide);
  const wide = (high * CROP.wide) / CROP.high;
  const start = (middle, length, whole) => Math.max(0, Math.min(middle - length / 2, whole - length));
  const [w, h] = [Math.min(wide, sheet.width), Math.min(high, sheet.height)];
  const [left, top] = [start((x0 + x1) / 2, w, sheet.width), start((y0 + y1) / 2, h, sheet.height)];
  return [left, top, left + w, top + h].map((value) => Math.round(value * 100) / 100);
}

export class Tree {
  /**
   * `link(id)` makes the chip of a quantity, `places(evidence)` places on sheets, `picture(place, box, pixels)` an
   * address of an image, `show(evidence, label)` marks a place. Pictures are asked for when the tree is opened.
   */
  constructor(answer, hooks) {
    Object.assign(this, { answer, hooks, seen: new Set(), waiting: [] });
  }

  /** The tree of a quantity as a folded section. */
  section(id, open) {
    const tree = el("ul", { class: "tree" }, this.#node(id));
    const node = el("details", { class: "section how", open }, el("summary", {}, say("how")), tree);
    const load = () => node.open && this.waiting.splice(0).forEach((ask) => ask());
    node.addEventListener("toggle", load);
    if (open) queueMicrotask(load);
    return node;
  }

  #node(id) {
    const quantity = quantityOf(this.answer, id);
    if (!quantity) return null;
    const known = this.seen.has(id);
    this.seen.add(id);
    const row = el("div", { class: "row" }, el("span", {}, labelOf(this.answer, quantity)), this.hooks.link(id));
    if (known) return el("li", {}, row, el("div", { class: "expression" }, say("see_above")));
    const inputs = quantity.inputs.map((input) => this.#node(input));
    return el("li", {}, row, this.#expression(quantity), this.#sources(quantity), inputs.length > 0 && el("ul", {}, inputs));
  }

  #expression(quantity) {
    if (!quantity.expression) return null;
    const parts = expressionPieces(quantity.expression);
    return el("div", { class: "expression" }, "= ", parts.map((part) => (part.id ? this.hooks.link(part.id) : part.text)));
  }

  #sources(quantity) {
    if (quantity.expression && !quantity.sources.length) return null;
    const lines = sourceLines(quantity.sources).slice(0, 3).map((line) => el("div", { class: "expression" }, line));
    const places = placesOf(quantity.sources);
    return [lines, places.length > 0 && this.#crops(places, labelOf(this.answer, quantity), MOST_CROPS)];
  }

  #crops(evidence, label, most) {
    const list = el("div", { class: "crops" }, evidence.slice(0, most).map((one) => this.#crop(one, label)));
    if (evidence.length > most) {
      const more = el("button", { type: "button", class: "quiet-button" }, say("more_places", { count: evidence.length - most }));
      more.addEventListener("click", () => {
        more.replaceWith(...evidence.slice(most, most + 40).map((one) => this.#crop(one, label)));
        this.waiting.splice(0).forEach((ask) => ask());
      });
      list.append(more);
    }
    return list;
  }

  #crop(evidence, label) {
    const [place] = this.hooks.places([evidence]);
    if (!place?.size) return null;
    const box = cropBox(evidence.box, place.size);
    const name = `${say("crop")}: ${evidence.text || label}`;
    const picture = el("img", { alt: "", width: 138, height: 72 });
    this.waiting.push(async () => {
      picture.src = await this.hooks.picture(place, box, CROP.pixels).catch(() => "/static/icon.svg");
    });
    const frame = this.#frame(evidence.box, box);
    const onclick = () => this.hooks.show([evidence], label);
    return el("button", { type: "button", class: "crop", "aria-label": name, title: name, onclick }, picture, frame);
  }

  /** The place itself within its crop. */
  #frame([x0, y0, x1, y1], [left, top, right, bottom]) {
    const frame = el("span", { class: "frame" });
    const share = (value, from, to) => `${(100 * (value - from)) / (to - from)}%`;
    Object.assign(frame.style, {
      left: share(x0 - 0.8, left, right),
      top: share(y0 - 0.8, top, bottom),
      width: share(left + x1 - x0 + 1.6, left, right),
      height: share(top + y1 - y0 + 1.6, top, bottom),
    });
    return frame;
  }
}
