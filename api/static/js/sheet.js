/** One sheet to pan and zoom: an image of the whole, a sharper one of what is in view, and boxes drawn over. */

import { surroundings } from "./boxes.js";
import { byId, svg } from "./dom.js";

const WHOLE_WIDTH = 1600;
const SHARPEST = 2400;
const MAX_SCALE = 40;
const SETTLE = 160;
const PAD = 0.8;

const eased = (share) => 1 - (1 - share) ** 3;
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class SheetView {
  /** `load(sheet, box, width, signal)` gives an object URL; box null means the whole sheet. */
  constructor({ load, onPoint, onPlace, onError }) {
    Object.assign(this, {
      load,
      onPoint,
      onPlace,
      onError,
      sheet: null,
      scale: 1,
      x: 0,
      y: 0,
      places: [],
      current: -1,
    });
    this.stage = byId("stage");
    this.paper = byId("paper");
    this.whole = byId("whole");
    this.detail = byId("detail");
    this.marks = byId("marks");
    this.pointers = new Map();
    this.#listen();
  }

  /** Shows a sheet ({drawing, page, width, height} in mm), fitted; the same sheet stays as it is. */
  show(sheet) {
    if (this.sheet?.drawing === sheet?.drawing && this.sheet?.page === sheet?.page) return;
    this.#clearImages();
    this.sheet = sheet;
    this.paper.hidden = !sheet;
    if (!sheet) return;
    this.marks.setAttribute("viewBox", `0 0 ${sheet.width} ${sheet.height}`);
    this.fit();
    this.#loadWhole();
  }

  fit() {
    if (!this.sheet) return;
    this.#place(this.#viewOf([0, 0, this.sheet.width, this.sheet.height], 24));
    this.fitted = true;
  }

  /** Draws the places ({box, kind, title}) of this sheet; `current` is the one to stand out. */
  mark(places, current = -1) {
    Object.assign(this, { places, current });
    this.marks.replaceChildren(...places.map((place, index) => this.#rect(place, index)));
  }

  /** Brings a box into view and lets the places pulse once. */
  focus(box) {
    if (!this.sheet) return;
    this.#glide(this.#viewOf(surroundings(box, this.sheet), 0));
    for (const rect of this.marks.querySelectorAll(this.current < 0 ? "rect" : "rect.current")) {
      rect.classList.remove("pulse");
      rect.getBoundingClientRect();
      rect.classList.add("pulse");
    }
  }

  zoom(factor, at = this.#centre()) {
    if (!this.sheet) return;
    const scale = this.#bounded(this.scale * factor);
    const share = scale / this.scale;
    this.#place({ scale, x: at.x - (at.x - this.x) * share, y: at.y - (at.y - this.y) * share });
  }

  pan(dx, dy) {
    this.#place({ scale: this.scale, x: this.x + dx, y: this.y + dy });
  }

  #rect({ box: [x0, y0, x1, y1], kind, title }, index) {
    const classes = `place ${kind ?? ""} ${index === this.current ? "current" : ""}`;
    const shape = { x: x0 - PAD, y: y0 - PAD, width: x1 - x0 + 2 * PAD, height: y1 - y0 + 2 * PAD, rx: 0.6 };
    const rect = svg(
      "rect",
      { class: classes, ...shape, "vector-effect": "non-scaling-stroke" },
      svg("title", {}, title ?? ""),
    );
    rect.addEventListener("click", () => this.moved || this.onPlace(index));
    return rect;
  }

  #viewOf([x0, y0, x1, y1], margin) {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const scale = this.#bounded(Math.min((width - 2 * margin) / (x1 - x0), (height - 2 * margin) / (y1 - y0)));
    return { scale, x: width / 2 - ((x0 + x1) / 2) * scale, y: height / 2 - ((y0 + y1) / 2) * scale };
  }

  #bounded(scale) {
    const whole = Math.min(this.stage.clientWidth / this.sheet.width, this.stage.clientHeight / this.sheet.height);
    return Math.min(MAX_SCALE, Math.max(whole * 0.4, scale, 0.01));
  }

  #centre() {
    return { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 };
  }

  #place({ scale, x, y }) {
    this.fitted = false;
    cancelAnimationFrame(this.gliding);
    this.#draw({ scale, x, y });
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.#sharpen(), SETTLE);
  }

  #draw({ scale, x, y }) {
    Object.assign(this, { scale, x, y });
    this.paper.style.transform = `translate(${x}px, ${y}px)`;
    this.paper.style.width = `${this.sheet.width * scale}px`;
    this.paper.style.height = `${this.sheet.height * scale}px`;
  }

  #glide(to) {
    if (calm()) return this.#place(to);
    const from = { scale: this.scale, x: this.x, y: this.y };
    const started = performance.now();
    const frame = (now) => {
      const share = eased(Math.min(1, Math.max(0, now - started) / 320));
      if (share >= 1) return this.#place(to);
      const mixed = Object.fromEntries(Object.keys(to).map((key) => [key, from[key] + (to[key] - from[key]) * share]));
      this.#draw(mixed);
      this.gliding = requestAnimationFrame(frame);
    };
    cancelAnimationFrame(this.gliding);
    this.gliding = requestAnimationFrame(frame);
  }

  #clearImages() {
    this.loadingWhole?.abort();
    this.loadingDetail?.abort();
    for (const image of [this.whole, this.detail]) {
      if (image.src) URL.revokeObjectURL(image.src);
      image.removeAttribute("src");
      image.hidden = true;
    }
    this.marks.replaceChildren();
    this.places = [];
  }

  async #loadWhole() {
    this.loadingWhole = new AbortController();
    this.stage.classList.add("loading");
    await this.#put(this.whole, null, WHOLE_WIDTH, this.loadingWhole.signal, this.onError);
    this.stage.classList.remove("loading");
  }

  /** Asks for the part in view at the screen's own resolution where the image of the whole is too coarse for it. */
  async #sharpen() {
    this.loadingDetail?.abort();
    const ratio = this.scale * devicePixelRatio;
    if (!this.sheet || ratio * this.sheet.width <= WHOLE_WIDTH * 1.1) {
      this.detail.hidden = true;
      return;
    }
    const box = this.#inView();
    if (box[2] - box[0] < 1 || box[3] - box[1] < 1) return;
    this.loadingDetail = new AbortController();
    const width = Math.min(SHARPEST, Math.ceil((box[2] - box[0]) * ratio));
    await this.#put(this.detail, box, width, this.loadingDetail.signal, () => {});
  }

  #inView() {
    const { width, height } = this.sheet;
    const clip = (value, most) => Math.round(Math.min(most, Math.max(0, value)) * 100) / 100;
    return [
      clip(-this.x / this.scale, width),
      clip(-this.y / this.scale, height),
      clip((this.stage.clientWidth - this.x) / this.scale, width),
      clip((this.stage.clientHeight - this.y) / this.scale, height),
    ];
  }

  async #put(image, box, width, signal, onError) {
    try {
      const address = await this.load(this.sheet, box, width, signal);
      const fresh = new Image();
      fresh.src = address;
      await fresh.decode();
      if (signal.aborted) return URL.revokeObjectURL(address);
      if (image.src) URL.revokeObjectURL(image.src);
      image.src = address;
      image.hidden = false;
      if (box) this.#lay(image, box);
    } catch (error) {
      if (error.name !== "AbortError" && !signal.aborted) onError(error);
    }
  }

  #lay(image, [x0, y0, x1, y1]) {
    const share = (value, of) => `${(value / of) * 100}%`;
    const { width, height } = this.sheet;
    const style = {
      left: share(x0, width),
      top: share(y0, height),
      width: share(x1 - x0, width),
      height: share(y1 - y0, height),
    };
    Object.assign(image.style, style);
  }

  #listen() {
    const { stage } = this;
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (event) => this.#up(event));
    stage.addEventListener("pointerleave", () => this.onPoint(null));
    stage.addEventListener("dblclick", (event) => this.zoom(2, this.#local(event)));
    new ResizeObserver(() => this.sheet && this.#resized()).observe(stage);
  }

  /** Keeps the whole sheet in view where it was, else the middle of the view where it was. */
  #resized() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const [oldWidth, oldHeight] = this.size ?? [width, height];
    this.size = [width, height];
    if (this.fitted) return this.fit();
    if (width && height && (oldWidth !== width || oldHeight !== height))
      this.pan((width - oldWidth) / 2, (height - oldHeight) / 2);
  }

  #local(event) {
    const edge = this.stage.getBoundingClientRect();
    return { x: event.clientX - edge.left, y: event.clientY - edge.top };
  }

  #wheel(event) {
    event.preventDefault();
    const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    this.zoom(Math.exp(-Math.max(-240, Math.min(240, step)) * (event.ctrlKey ? 0.01 : 0.0018)), this.#local(event));
  }

  #down(event) {
    if (event.button > 1 || !this.sheet) return;
    this.pointers.set(event.pointerId, this.#local(event));
    this.moved = false;
  }

  #move(event) {
    const at = this.#local(event);
    this.#tell(at);
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    if (!this.moved && Math.hypot(at.x - before.x, at.y - before.y) < 4) return;
    if (!this.moved) this.stage.setPointerCapture(event.pointerId);
    this.moved = true;
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    if (others.length === 1) this.#pinch(before, at, others[0]);
    else this.pan(at.x - before.x, at.y - before.y);
    this.pointers.set(event.pointerId, at);
  }

  #pinch(before, at, other) {
    const spread = (point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    this.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.zoom(spread(at) / spread(before), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
  }

  #up(event) {
    this.pointers.delete(event.pointerId);
    setTimeout(() => (this.moved = false));
  }

  #tell(at) {
    if (!this.sheet) return;
    const x = (at.x - this.x) / this.scale;
    const y = (at.y - this.y) / this.scale;
    this.onPoint(x >= 0 && y >= 0 && x <= this.sheet.width && y <= this.sheet.height ? { x, y } : null);
  }
}
