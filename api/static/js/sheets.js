/** The sheets of the open drawing with a small picture, the number and the title of each. */

import { get, image } from "./api.js";
import { byId, el } from "./dom.js";
import { sheetPath, sheetTitle } from "./desk.js";
import { withOutline } from "./shapes.js";
import { progress, say } from "./words.js";


export class SheetList {
  /** `onOpen(sheet)` is called when one is chosen, `onTitles(drawing)` once the titles are known. */
  constructor({ onOpen, onTitles }) {
    Object.assign(this, { onOpen, onTitles, drawing: null, known: "" });
    this.seen = new IntersectionObserver((entries) => entries.forEach((entry) => this.#look(entry)), {
      root: byId("sheets"),
      rootMargin: "200px",
    });
  }

  /** Lists the sheets of a drawing; `page` is the one on the desk. */
  show(drawing, page) {
    const same = this.drawing === drawing?.id;
    this.drawing = drawing?.id;
    byId("sheet-part").hidden = !drawing?.sheets.length;
    if (!drawing?.sheets.length) return;
    const state = JSON.stringify([drawing.id, drawing.sheets.map(sheetTitle)]);
    if (state !== this.state) this.#list(drawing);
    this.state = state;
    this.#current(page, !same);
    this.#titles(drawing);
  }

  #list(drawing) {
    this.seen.disconnect();
    byId("sheet-total").textContent = drawing.sheets.length;
    byId("sheets").replaceChildren(...drawing.sheets.map((sheet) => this.#row({ ...sheet, drawing: drawing.id })));
  }

  #row(sheet) {
    const picture = el("img", { alt: "", class: "thumb", width: 72, height: 52 });
    const name = [sheet.number, sheet.title].filter(Boolean).join(" ");
    const button = el(
      "button",
      { type: "button", class: "sheet", "data-page": sheet.page, onclick: () => this.onOpen(sheet) },
      picture,
      el(
        "span",
        { class: "lines" },
        el("span", { class: "name" }, sheet.number || say("sheet_n", { n: sheet.page })),
        el("span", { class: "state", title: name }, sheet.title || (sheet.number ? "" : progress(sheet.name))),
      ),
    );
    button.dataset.path = `${sheetPath(sheet)}/tiles/0/0/0`;
    this.seen.observe(button);
    return el("li", {}, button);
  }

  async #look({ target, isIntersecting }) {
    if (!isIntersecting) return;
    this.seen.unobserve(target);
    const picture = target.querySelector("img");
    picture.src = await image(target.dataset.path).catch(() => "/static/icon.svg");
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  }

  #current(page, bring) {
    for (const button of byId("sheets").querySelectorAll("button")) {
      const here = Number(button.dataset.page) === page;
      if (here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (here && bring) button.scrollIntoView({ block: "nearest" });
    }
  }

  /** Numbers and titles come from the title blocks, as far as the sheets have been read. */
  async #titles(drawing) {
    const wanted = `${drawing.id} ${drawing.done}`;
    if (this.known === wanted || !drawing.done) return;
    this.known = wanted;
    const outline = await get(`/drawings/${drawing.id}/sheets`).catch(() => null);
    if (outline) this.onTitles(withOutline(drawing, outline));
  }
}
