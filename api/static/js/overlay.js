/** The places that are marked on a sheet, drawn on one canvas: 2,000 of them cost no more than a frame has. */

import { byId } from "./dom.js";
import { pixelOf, rectOf } from "./lie.js";

const PAD = 0.8; // mm around a place
const LEAST = 7; // pixels: a place is never drawn or hit smaller than that
const MOST_NUMBERS = 120;
const PULSE = 700;
const KINDS = ["found", "withheld", "candidate", "item", "added", "struck"];
const DASHED = { withheld: [5, 4], candidate: [7, 3] };

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Colours by kind, from the style sheet, read anew when the system's scheme changes. */
let colours = null;
function colourOf(kind) {
  if (!colours) {
    const style = getComputedStyle(document.documentElement);
    colours = Object.fromEntries(KINDS.map((name) => [name, style.getPropertyValue(`--place-${name}`).trim()]));
  }
  return colours[kind] ?? colours.item;
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (colours = null));

export class Overlay {
  constructor() {
    this.canvas = byId("marks");
    this.pen = this.canvas.getContext("2d");
    Object.assign(this, { places: [], current: -1, view: null, area: null, line: null, cross: false, pulsing: 0 });
  }

  /** `places` are {box, kind, number?, title}; `current` is the index of the one that stands out. */
  mark(places, current = -1) {
    Object.assign(this, { places, current });
    Object.assign(this.canvas.dataset, { places: places.length, current: current < 0 ? "" : current });
    this.soon();
  }

  /** `view` is how the sheet lies, see lie.js. */
  moved(view) {
    this.view = view;
    this.draw();
  }

  resize(width, height) {
    const ratio = devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.ratio = ratio;
    this.soon();
  }

  pulse() {
    this.pulsing = calm() ? 0 : performance.now();
    this.soon();
  }

  soon() {
    this.waiting ||= requestAnimationFrame(() => this.draw());
  }

  /** The index of the smallest place under that pixel, or -1. */
  hit(x, y) {
    let best = -1;
    let smallest = Infinity;
    for (let index = 0; this.view && index < this.places.length; index++) {
      const [left, top, width, height] = this.#rect(this.places[index].box);
      const inside = x >= left && y >= top && x <= left + width && y <= top + height;
      if (inside && width * height < smallest) [best, smallest] = [index, width * height];
    }
    return best;
  }

  draw() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    const { pen, ratio = 1 } = this;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.view) return;
    const shown = this.#visible();
    for (const kind of KINDS) this.#drawKind(kind, shown.filter(({ place }) => (place.kind ?? "item") === kind));
    this.#drawPulse(shown);
    if (shown.length <= MOST_NUMBERS) for (const one of shown) this.#drawNumber(one);
    this.#drawTools();
  }

  #rect([x0, y0, x1, y1]) {
    const [left, top, width, height] = rectOf(this.view, [x0 - PAD, y0 - PAD, x1 + PAD, y1 + PAD]);
    const [w, h] = [Math.max(LEAST, width), Math.max(LEAST, height)];
    return [left - (w - width) / 2, top - (h - height) / 2, w, h];
  }

  #visible() {
    const [width, height] = [this.canvas.width / (this.ratio ?? 1), this.canvas.height / (this.ratio ?? 1)];
    return this.places
      .map((place, index) => ({ place, index, rect: this.#rect(place.box) }))
      .filter(({ rect: [x, y, w, h] }) => x < width && y < height && x + w > 0 && y + h > 0);
  }

  /** All places of a kind in one path: one fill and one stroke, however many they are. */
  #drawKind(kind, shown) {
    if (!shown.length) return;
    const { pen } = this;
    pen.beginPath();
    for (const { rect } of shown) pen.rect(...rect);
    pen.strokeStyle = pen.fillStyle = colourOf(kind);
    pen.globalAlpha = 0.16;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = 2;
    pen.setLineDash(DASHED[kind] ?? []);
    pen.stroke();
    pen.setLineDash([]);
    if (kind === "struck") this.#cross(shown);
    const current = shown.find(({ index }) => index === this.current);
    if (current) this.#ring(current.rect, 3, 3);
  }

  #cross(shown) {
    const { pen } = this;
    pen.beginPath();
    for (const { rect: [x, y, w, h] } of shown) {
      pen.moveTo(x, y + h);
      pen.lineTo(x + w, y);
    }
    pen.stroke();
  }

  #ring([x, y, w, h], gap, width) {
    this.pen.lineWidth = width;
    this.pen.strokeRect(x - gap, y - gap, w + 2 * gap, h + 2 * gap);
  }

  #drawPulse(shown) {
    const share = this.pulsing ? (performance.now() - this.pulsing) / PULSE : 1;
    if (share >= 1) return void (this.pulsing = 0);
    const { pen } = this;
    pen.globalAlpha = 1 - share;
    for (const { place, index, rect } of shown.slice(0, 400)) {
      if (this.current >= 0 && index !== this.current) continue;
      pen.strokeStyle = colourOf(place.kind);
      this.#ring(rect, 16 * (1 - share), 2);
    }
    pen.globalAlpha = 1;
    this.soon();
  }

  #drawNumber({ place, rect: [x, y] }) {
    if (!place.number) return;
    const { pen } = this;
    pen.font = "600 11px system-ui, sans-serif";
    const width = pen.measureText(place.number).width + 7;
    pen.fillStyle = colourOf(place.kind);
    pen.fillRect(x - 1, y - 15, width, 15);
    pen.fillStyle = "#fff";
    pen.fillText(place.number, x + 2.5, y - 4);
  }

  /** What is being drawn by hand: the area, the measured line, the cross that the keyboard aims with. */
  #drawTools() {
    const { pen, view } = this;
    const at = (point) => pixelOf(view, point);
    pen.strokeStyle = pen.fillStyle = colourOf("area") || colourOf("found");
    pen.lineWidth = 1.5;
    if (this.area) {
      const area = rectOf(view, this.area);
      pen.globalAlpha = 0.1;
      pen.fillRect(...area);
      pen.globalAlpha = 1;
      pen.setLineDash([6, 4]);
      pen.strokeRect(...area);
      pen.setLineDash([]);
    }
    if (this.line) this.#drawLine(this.line.map(at));
    if (this.cross) {
      const [x, y] = [this.canvas.width / this.ratio / 2, this.canvas.height / this.ratio / 2];
      this.#path([x - 12, y], [x + 12, y]);
      this.#path([x, y - 12], [x, y + 12]);
    }
  }

  #drawLine(points) {
    if (points.length > 1) this.#path(...points);
    for (const [x, y] of points) {
      this.pen.beginPath();
      this.pen.arc(x, y, 4, 0, 7);
      this.pen.fill();
    }
  }

  #path([x0, y0], [x1, y1]) {
    this.pen.beginPath();
    this.pen.moveTo(x0, y0);
    this.pen.lineTo(x1, y1);
    this.pen.stroke();
  }
}
