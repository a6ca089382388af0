/** The middle of the page: which sheet lies on the desk, its tools, and the places that are marked on it. */

import { get, image } from "./api.js";
import { union } from "./boxes.js";
import { byId, el } from "./dom.js";
import { sourceLine } from "./figures.js";
import { SheetView } from "./sheet.js";
import { say } from "./words.js";

const sameSheet = (a, b) => a && b && a.drawing === b.drawing && a.page === b.page;
const address = (sheet) => `/drawings/${sheet.drawing}/sheets/${sheet.page}`;

function load(sheet, box, width, signal) {
  const area = box ? `box=${box.join(",")}&` : "";
  return image(`${address(sheet)}/image?${area}width=${width}`, signal);
}

export class Desk {
  /** `drawingOf(id)` gives a drawing of the library; `onSheet(sheet)` is told whenever another sheet is laid out. */
  constructor({ drawingOf, onSheet }) {
    Object.assign(this, { drawingOf, onSheet, sheet: null, places: [], current: -1, label: "" });
    this.view = new SheetView({
      load,
      onPoint: (point) => this.#point(point),
      onPlace: (index) => this.#step(this.#shown()[index]),
      onError: (error) => this.#say(error.message || say("sheet_failed"), () => this.refresh()),
    });
    this.#listen();
  }

  /** Lays out a page of a drawing. Where the drawing is not open yet, says so. */
  open(drawingId, page = 1) {
    const drawing = this.drawingOf(drawingId);
    const found = drawing?.sheets.find((sheet) => sheet.page === page) ?? drawing?.sheets[0];
    this.sheet = found ? { ...found, drawing: drawingId } : null;
    this.view.show(this.sheet);
    this.#say(found ? "" : drawing ? drawing.problem || say("sheet_waits") : say("no_sheet"));
    this.#controls(drawing);
    this.#mark();
    this.onSheet(this.sheet);
  }

  /** Lays the same sheet out again, after a failure or once the drawing has been read. */
  refresh() {
    const { drawing, page } = this.sheet ?? {};
    this.view.show(null);
    if (drawing) this.open(drawing, page);
  }

  /** Marks the places of some evidence. With `go` the first of them is brought into view. */
  show(places, label, go = true) {
    Object.assign(this, { places, label, current: places.length === 1 ? 0 : -1 });
    if (!places.length) return this.#mark();
    const here = places.filter((place) => sameSheet(place, this.sheet));
    if (go && !here.length) this.open(places[0].drawing, places[0].page);
    this.#mark();
    if (go) this.view.focus(union(this.#shown().map((place) => place.box)));
  }

  clear() {
    this.show([], "");
  }

  #shown() {
    return this.places.filter((place) => sameSheet(place, this.sheet));
  }

  #step(place) {
    if (!place) return;
    this.current = this.places.indexOf(place);
    if (!sameSheet(place, this.sheet)) this.open(place.drawing, place.page);
    this.#mark();
    this.view.focus(place.box);
  }

  #turn(by) {
    const start = this.current < 0 && by < 0 ? 0 : this.current;
    this.#step(this.places[(start + by + this.places.length) % this.places.length]);
  }

  #mark() {
    const here = this.#shown();
    this.view.mark(here, here.indexOf(this.places[this.current]));
    byId("places").hidden = !this.places.length;
    byId("places-label").textContent = this.label;
    byId("places-count").textContent = this.#count();
    const one = this.places[this.current];
    byId("places-source").textContent = one?.evidence ? sourceLine(one.evidence) : "";
    for (const id of ["place-previous", "place-next"]) byId(id).hidden = this.places.length < 2;
  }

  #count() {
    const total = this.places.length;
    if (total === 1) return say("place");
    return this.current < 0 ? say("places", { count: total }) : say("place_of", { n: this.current + 1, total });
  }

  #controls(drawing) {
    const sheets = drawing?.sheets ?? [];
    byId("sheet-pick").replaceChildren(
      ...sheets.map((sheet) =>
        el(
          "option",
          { value: sheet.page, selected: sheet.page === this.sheet?.page },
          `${sheet.page} · ${sheet.name || say("sheet_n", { n: sheet.page })}`,
        ),
      ),
    );
    byId("desk-tools").hidden = !this.sheet;
    byId("sheet-nav").hidden = sheets.length < 2;
    byId("sheet-title").textContent = drawing ? drawing.name : "";
    const size =
      this.sheet &&
      (this.sheet.paperKnown
        ? `${Math.round(this.sheet.width)} × ${Math.round(this.sheet.height)} mm`
        : say("paper_unknown"));
    byId("paper-size").textContent = size || "";
  }

  #point(point) {
    byId("pointer").textContent = point ? `x ${point.x.toFixed(1)}  y ${point.y.toFixed(1)} mm` : "";
  }

  #say(text, again = null) {
    const button = again && el("button", { type: "button", onclick: again }, say("try_again"));
    byId("desk-note").replaceChildren(...[text, button].filter(Boolean));
    byId("desk-note").hidden = !text;
  }

  #other(by) {
    const sheets = this.drawingOf(this.sheet?.drawing)?.sheets ?? [];
    const at = sheets.findIndex((sheet) => sheet.page === this.sheet.page) + by;
    if (sheets[at]) this.open(this.sheet.drawing, sheets[at].page);
  }

  /** Marks the lines of this sheet's text that hold what was typed. */
  async #find(text) {
    if (!text || !this.sheet) return this.clear();
    const { sheet } = this;
    try {
      const { lines = [] } = await get(`${address(sheet)}/text`);
      const wanted = text.toLowerCase().replaceAll(/\s/g, "");
      const found = lines.filter(
        (line) => !line.hidden && line.text.toLowerCase().replaceAll(/\s/g, "").includes(wanted),
      );
      const places = found.map((line) => ({
        drawing: sheet.drawing,
        page: sheet.page,
        box: line.box,
        kind: "item",
        title: line.text,
      }));
      this.show(places, say(places.length ? "matches" : "no_match", { text }));
      byId("places").hidden = false;
      byId("places-count").hidden = !places.length;
    } catch (error) {
      this.#say(error.message, () => this.#say(""));
    }
  }

  #keys = {
    ArrowLeft: () => this.view.pan(60, 0),
    ArrowRight: () => this.view.pan(-60, 0),
    ArrowUp: () => this.view.pan(0, 60),
    ArrowDown: () => this.view.pan(0, -60),
    "+": () => this.view.zoom(1.4),
    "=": () => this.view.zoom(1.4),
    "-": () => this.view.zoom(1 / 1.4),
    0: () => this.view.fit(),
    PageUp: () => this.#other(-1),
    PageDown: () => this.#other(1),
    n: () => this.#turn(1),
    p: () => this.#turn(-1),
    Escape: () => this.clear(),
  };

  #key(event) {
    const act = this.sheet && !event.ctrlKey && !event.metaKey && !event.altKey && this.#keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #listen() {
    const on = (id, act) => byId(id).addEventListener("click", act);
    on("zoom-in", () => this.view.zoom(1.5));
    on("zoom-out", () => this.view.zoom(1 / 1.5));
    on("zoom-fit", () => this.view.fit());
    on("sheet-previous", () => this.#other(-1));
    on("sheet-next", () => this.#other(1));
    on("place-previous", () => this.#turn(-1));
    on("place-next", () => this.#turn(1));
    on("places-clear", () => this.clear());
    byId("sheet-pick").addEventListener("change", (event) => this.open(this.sheet.drawing, Number(event.target.value)));
    byId("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#find(byId("find-text").value.trim());
    });
    byId("stage").addEventListener("keydown", (event) => this.#key(event));
  }
}
