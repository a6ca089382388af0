/** The middle of the page: which sheet lies on the desk, its tools, and the places that are marked on it. */

import { get, token } from "./api.js";
import { AreaCard } from "./area.js";
import { union } from "./boxes.js";
import { numbered } from "./candidates.js";
import { byId, el } from "./dom.js";
import { sourceLine } from "./figures.js";
import { ScaleTool } from "./scaling.js";
import { SheetView } from "./sheet.js";
import { hideTip, tipAt } from "./tip.js";
import { progress, say } from "./words.js";

const BASE = "/api/v1";
const STRIKES = { struck: "unstrike", added: "take_back", withheld: "count_held" };
const sameSheet = (a, b) => a && b && a.drawing === b.drawing && a.page === b.page;
export const sheetPath = (sheet) => `/drawings/${sheet.drawing}/sheets/${sheet.page}`;

export class Desk {
  /**
   * `drawingOf(id)` gives a drawing of the library; `onSheet(sheet)` is told whenever another sheet is laid out,
   * `onArea(area, question)` when an area shall go into the question.
   */
  constructor({ drawingOf, onSheet, onArea, onProblem, addressOf = (sheet) => BASE + sheetPath(sheet), readOnly = false }) {
    Object.assign(this, { drawingOf, onSheet, sheet: null, places: [], current: -1, label: "", figure: null });
    this.view = new SheetView({
      address: addressOf,
      headers: () => (token.get() ? { Authorization: `Bearer ${token.get()}` } : {}),
      onPoint: (point) => this.#point(point),
      onPlace: (index) => this.#step(this.#shown()[index]),
      onHover: (index, at) => this.#hover(this.#shown()[index], at),
      onError: (sheet) => this.#failed(sheet),
      onArea: (box) => this.area?.show(box),
      onLine: (line) => this.scale?.measure(line),
    });
    if (!readOnly) {
      this.area = new AreaCard(this, onArea);
      this.scale = new ScaleTool(this, onProblem);
    }
    this.#listen(readOnly);
  }

  /** Lays out a page of a drawing. Where the drawing is not open yet, says so. */
  open(drawingId, page = 1) {
    const drawing = this.drawingOf(drawingId);
    const found = drawing?.sheets.find((sheet) => sheet.page === page) ?? drawing?.sheets[0];
    this.sheet = found ? { ...found, drawing: drawingId } : null;
    this.view.show(this.sheet);
    this.say(found ? "" : drawing ? drawing.problem || say("sheet_waits") : say("no_sheet"));
    this.#controls(drawing);
    this.area?.show(null);
    this.scale?.open(this.sheet);
    this.#mark();
    this.onSheet(this.sheet);
  }

  /** Lays the same sheet out again, after a failure or once the drawing has been read. */
  refresh() {
    const { drawing, page } = this.sheet ?? {};
    this.view.show(null);
    if (drawing) this.open(drawing, page);
  }

  /**
   * Marks the places of some evidence, numbered in their order. With `go` the first of them is brought into view.
   * `figure` ({strike(place), add(area)}) is the figure that they make up, where it can be corrected.
   */
  show(places, label, go = true, figure = null) {
    const current = !go && places.length === this.places.length ? this.current : places.length === 1 ? 0 : -1;
    Object.assign(this, { places: numbered(places), label, figure, current });
    if (!places.length) return this.#mark();
    const here = this.places.filter((place) => sameSheet(place, this.sheet));
    if (go && !here.length) this.open(places[0].drawing, places[0].page);
    this.#mark();
    if (!go) return;
    const counted = this.#shown().filter((place) => place.kind !== "withheld");
    this.view.focus(union((counted.length ? counted : this.#shown()).map((place) => place.box)));
  }

  clear() {
    this.show([], "");
  }

  say(text, again = null) {
    const button = again && el("button", { type: "button", class: "quiet-button", onclick: again }, say("try_again"));
    byId("desk-note").replaceChildren(...[text, button].filter(Boolean));
    byId("desk-note").hidden = !text;
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
    if (!this.places.length) return;
    const start = this.current < 0 && by < 0 ? 0 : this.current;
    this.#step(this.places[(start + by + this.places.length) % this.places.length]);
  }

  #mark() {
    const here = this.#shown();
    this.view.mark(here, here.indexOf(this.places[this.current]));
    byId("places").hidden = !this.places.length && !this.label;
    byId("places-label").textContent = this.label;
    byId("places-count").textContent = this.#count();
    const one = this.places[this.current];
    byId("places-source").textContent = one?.evidence ? sourceLine(one.evidence) : (one?.title ?? "");
    byId("places-kinds").replaceChildren(...this.#legend());
    for (const id of ["place-previous", "place-next"]) byId(id).hidden = this.places.length < 2;
    const strike = byId("place-strike");
    if (!strike) return;
    strike.hidden = !(this.figure && one);
    strike.textContent = say(STRIKES[one?.kind] ?? "strike");
  }

  #count() {
    const total = this.places.length;
    if (!total) return "";
    if (total === 1) return say("place");
    if (this.current >= 0) return say("place_of", { n: this.current + 1, total });
    return say("places", { count: this.places.filter(({ kind }) => !["withheld", "struck"].includes(kind)).length || total });
  }

  /** What the colours mean, where there is more than one. */
  #legend() {
    const counts = new Map();
    for (const { kind } of this.places) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (counts.size < 2) return [];
    return [...counts].map(([kind, count]) => el("span", { class: `kind ${kind}` }, say(`kind_${kind}`, { count })));
  }

  #controls(drawing) {
    const sheets = drawing?.sheets ?? [];
    byId("sheet-pick").replaceChildren(
      ...sheets.map((sheet) =>
        el("option", { value: sheet.page, selected: sheet.page === this.sheet?.page }, sheetTitle(sheet)),
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

  /** The numbers and titles of the sheets have become known. */
  titles(drawing) {
    this.#controls(drawing);
    this.scale?.open(this.sheet);
  }

  #point(point) {
    byId("pointer").textContent = point ? `x ${point.x.toFixed(1)}  y ${point.y.toFixed(1)} mm` : "";
  }

  #hover(place, at) {
    if (!place) return hideTip();
    const kind = say(`kind_${place.kind}`, { count: "" }).trim();
    const lines = [place.title, place.evidence ? sourceLine(place.evidence) : "", place.why ?? ""];
    tipAt(at, [
      el("strong", {}, [place.number, kind].filter(Boolean).join(" · ")),
      ...lines.filter(Boolean).map((line) => el("div", {}, line)),
    ]);
  }

  /** Why a sheet does not show: the service's own reason. */
  async #failed(sheet) {
    try {
      await get(`${sheetPath(sheet)}/tiles/0/0/0`);
    } catch (error) {
      if (sameSheet(sheet, this.sheet)) this.say(error.status ? error.message : say("sheet_failed"), () => this.refresh());
    }
  }

  other(by) {
    const sheets = this.drawingOf(this.sheet?.drawing)?.sheets ?? [];
    const at = sheets.findIndex((sheet) => sheet.page === this.sheet.page) + by;
    if (sheets[at]) this.open(this.sheet.drawing, sheets[at].page);
  }

  /** Marks where a text stands, on whichever sheet of the drawing. */
  async #find(text) {
    if (!text || !this.sheet) return this.clear();
    const { drawing, page } = this.sheet;
    try {
      const { lines, total } = await get(`/drawings/${drawing}/find?text=${encodeURIComponent(text)}`);
      const places = lines.map((line) => ({ drawing, page: line.page, box: line.box, kind: "found", title: line.text }));
      places.sort((a, b) => (a.page !== page) - (b.page !== page) || a.page - b.page);
      const more = total > lines.length ? ` · ${say("more_places", { count: total - lines.length })}` : "";
      this.show(places, say(places.length ? "matches" : "no_match", { text }) + more);
    } catch (error) {
      this.say(error.message, () => this.say(""));
    }
  }

  tool(mode) {
    if (!this.area) return;
    const next = this.view.mode === mode ? "pan" : mode;
    this.view.setMode(next);
    byId("tool-area").setAttribute("aria-pressed", next === "area");
    byId("tool-line").setAttribute("aria-pressed", next === "line");
    this.scale.toggle(next === "line");
    if (next !== "area") this.area.show(null);
  }

  #escape() {
    if (this.view.mode !== "pan") return this.tool(this.view.mode);
    if (this.area?.box) return this.area.show(null);
    this.clear();
  }

  #enter() {
    if (this.view.mode === "line") this.view.aim();
    else if (this.view.mode === "area") this.area.show(this.view.inView());
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
    r: () => this.view.turn(),
    PageUp: () => this.other(-1),
    PageDown: () => this.other(1),
    n: () => this.#turn(1),
    p: () => this.#turn(-1),
    x: () => this.#strike(),
    b: () => this.tool("area"),
    m: () => this.tool("line"),
    Enter: () => this.#enter(),
    Escape: () => this.#escape(),
  };

  #strike() {
    const place = this.places[this.current];
    if (this.figure && place) this.figure.strike(place);
  }

  #key(event) {
    const act = this.sheet && !event.ctrlKey && !event.metaKey && !event.altKey && this.#keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #listen(readOnly) {
    const on = (id, act) => byId(id).addEventListener("click", act);
    on("zoom-in", () => this.view.zoom(1.5));
    on("zoom-out", () => this.view.zoom(1 / 1.5));
    on("zoom-fit", () => this.view.fit());
    on("turn", () => this.view.turn());
    on("sheet-previous", () => this.other(-1));
    on("sheet-next", () => this.other(1));
    on("place-previous", () => this.#turn(-1));
    on("place-next", () => this.#turn(1));
    on("places-clear", () => this.clear());
    byId("sheet-pick").addEventListener("change", (event) => this.open(this.sheet.drawing, Number(event.target.value)));
    byId("stage").addEventListener("keydown", (event) => this.#key(event));
    if (readOnly) return;
    on("place-strike", () => this.#strike());
    on("tool-area", () => this.tool("area"));
    on("tool-line", () => this.tool("line"));
    byId("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#find(byId("find-text").value.trim());
    });
  }
}

/** "3 · A-101 Ground floor plan", as far as it is known. */
export function sheetTitle(sheet) {
  const said = [sheet.number, sheet.title].filter(Boolean).join(" ");
  return `${sheet.page} · ${said || progress(sheet.name) || say("sheet_n", { n: sheet.page })}`;
}
