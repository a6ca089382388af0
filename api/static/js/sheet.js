/** One sheet to pan and zoom: tiles by OpenSeadragon, the marked places over them, and the tools that draw on it. */

import { surroundings } from "./boxes.js";
import { byId } from "./dom.js";
import { lieIn, paperOf } from "./lie.js";
import { Overlay } from "./overlay.js";

const { OpenSeadragon } = globalThis;
const GLIDE = 0.22; // seconds
const MARGIN = 1.04;
const LEAST_AREA = 1; // mm

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The pyramid of a sheet as tools/kit/tiles.py cuts it: its longest side is `tile` pixels on level 0. */
function tilesOf(sheet, address) {
  const pixels = (sheet.tile * 2 ** (sheet.levels - 1)) / Math.max(sheet.width, sheet.height);
  return {
    width: Math.round(sheet.width * pixels),
    height: Math.round(sheet.height * pixels),
    tileSize: sheet.tile,
    tileOverlap: 1,
    minLevel: 0,
    maxLevel: sheet.levels - 1,
    getTileUrl: (level, column, row) => `${address}/tiles/${level}/${column}/${row}`,
  };
}

/** OpenSeadragon adds a style element unless it finds its own, and inline styles are forbidden here: this is no style. */
function withoutInlineStyle() {
  const known = document.createElementNS("urn:liangtu", "style");
  known.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(known);
}

export class SheetView {
  /**
   * `address(sheet)` is where its tiles are, `headers()` what they are asked with. `onPoint(mm)` follows the pointer,
   * `onPlace(index, hover)` tells of places, `onArea(box)` of a drawn area, `onLine([a, b])` of a measured line.
   */
  constructor(hooks) {
    Object.assign(this, { hooks, sheet: null, mode: "pan" });
    this.stage = byId("stage");
    this.overlay = new Overlay();
    this.#make();
    this.#listen();
  }

  #make() {
    withoutInlineStyle();
    const headers = this.hooks.headers();
    this.viewer = OpenSeadragon({
      element: byId("tiles"),
      drawer: "canvas",
      showNavigationControl: false,
      loadTilesWithAjax: Object.keys(headers).length > 0,
      ajaxHeaders: headers,
      imageLoaderLimit: 6,
      maxImageCacheCount: 400,
      placeholderFillStyle: "#fff",
      visibilityRatio: 0.15,
      minZoomImageRatio: 0.4,
      maxZoomPixelRatio: 2.5,
      animationTime: calm() ? 0 : GLIDE,
      springStiffness: 7,
      zoomPerScroll: 1.25,
      zoomPerClick: 1,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: false },
      gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true, flickEnabled: true },
    });
    this.viewer.innerTracker.keyHandler = this.viewer.innerTracker.keyDownHandler = null;
    this.viewer.canvas.removeAttribute("tabindex");
  }

  /** Shows a sheet ({drawing, page, width, height in mm, levels, tile}), fitted; the same sheet stays as it is. */
  show(sheet) {
    if (this.sheet?.drawing === sheet?.drawing && this.sheet?.page === sheet?.page) return;
    this.sheet = sheet;
    this.overlay.mark([]);
    this.overlay.view = null;
    this.clearTools();
    this.stage.classList.toggle("loading", Boolean(sheet));
    this.viewer.viewport?.setRotation(0, true);
    if (sheet) this.viewer.open(tilesOf(sheet, this.hooks.address(sheet)));
    else this.viewer.close();
  }

  fit() {
    if (this.sheet) this.#fly([0, 0, this.sheet.width, this.sheet.height], MARGIN);
  }

  /** Turns the sheet by a quarter, clockwise, and fits it: many are drawn sideways. */
  turn() {
    if (!this.#open) return;
    this.viewer.viewport.setRotation((this.viewer.viewport.getRotation() + 90) % 360, true);
    this.fit();
  }

  mark(places, current = -1) {
    this.overlay.mark(places, current);
  }

  /** Brings a box into view and lets the marked places pulse once. */
  focus(box) {
    if (!this.sheet) return;
    this.#fly(surroundings(box, this.sheet), 1);
    this.overlay.pulse();
  }

  zoom(factor) {
    if (!this.#open) return;
    this.viewer.viewport.zoomBy(factor);
    this.viewer.viewport.applyConstraints();
  }

  /** Moves the sheet by pixels. */
  pan(dx, dy) {
    if (!this.#open) return;
    const { viewport } = this.viewer;
    viewport.panBy(viewport.deltaPointsFromPixels(new OpenSeadragon.Point(-dx, -dy)));
    viewport.applyConstraints();
  }

  /** "pan", "area" (drag a box) or "line" (click two points). */
  setMode(mode) {
    this.mode = mode;
    this.stage.dataset.mode = mode;
    this.overlay.line = mode === "line" ? [] : null;
    this.overlay.cross = mode === "line";
    if (mode === "area") this.overlay.area = null;
    this.overlay.soon();
  }

  clearTools() {
    Object.assign(this.overlay, { area: null, line: this.mode === "line" ? [] : null });
    this.overlay.soon();
  }

  showArea(box) {
    this.overlay.area = box;
    this.overlay.soon();
  }

  /** What is in view, in mm, cut to the sheet. */
  inView() {
    const [[x0, y0], [x1, y1]] = [this.#paper(0, 0), this.#paper(this.stage.clientWidth, this.stage.clientHeight)];
    return this.#onSheet([x0, y0, x1, y1]);
  }

  /** Adds an end of the measured line; with the second one it is told. */
  aim(point = this.#paper(this.stage.clientWidth / 2, this.stage.clientHeight / 2)) {
    const line = this.overlay.line?.length === 1 ? [...this.overlay.line, point] : [point];
    this.overlay.line = line;
    this.overlay.soon();
    this.hooks.onLine(line);
  }

  get #open() {
    return this.sheet && this.viewer.world.getItemCount() > 0;
  }

  /** A part that was hidden a moment ago has a size that the viewer does not know yet. */
  #measure() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const known = this.viewer.viewport.containerSize;
    if (width && (known.x !== width || known.y !== height)) this.viewer.viewport.resize(new OpenSeadragon.Point(width, height), true);
  }

  #fly([x0, y0, x1, y1], margin) {
    const { width } = this.sheet;
    const [cx, cy, w, h] = [(x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) * margin, (y1 - y0) * margin];
    const rect = new OpenSeadragon.Rect((cx - w / 2) / width, (cy - h / 2) / width, w / width, h / width);
    const act = () => {
      this.#measure();
      this.viewer.viewport.fitBounds(rect, calm());
    };
    if (this.#open) act();
    else this.viewer.addOnceHandler("open", () => act());
  }

  /** Millimetres of a pixel of the stage. */
  #paper(x, y) {
    return paperOf(this.overlay.view ?? this.#lie(), [x, y]);
  }

  #lie() {
    return lieIn(this.viewer.viewport, this.sheet.width);
  }

  #onSheet([x0, y0, x1, y1]) {
    const clip = (value, most) => Math.round(Math.min(most, Math.max(0, value)) * 100) / 100;
    const { width, height } = this.sheet;
    return [clip(Math.min(x0, x1), width), clip(Math.min(y0, y1), height), clip(Math.max(x0, x1), width), clip(Math.max(y0, y1), height)];
  }

  #moved() {
    if (!this.#open) return;
    const view = this.#lie();
    this.overlay.moved(view);
    const { scale, x, y } = view;
    this.stage.dataset.view = [scale, x, y].map((value) => value.toFixed(3)).join(" ");
  }

  #listen() {
    const { viewer, stage } = this;
    viewer.addHandler("update-viewport", () => this.#moved());
    viewer.addHandler("open", () => {
      viewer.viewport.fitBounds(this.#whole(), true);
      this.#moved();
    });
    viewer.addHandler("tile-loaded", () => stage.classList.remove("loading"));
    viewer.addHandler("tile-load-failed", () => stage.classList.contains("loading") && this.hooks.onError(this.sheet));
    viewer.addHandler("canvas-click", (event) => event.quick && this.#click(event.position));
    viewer.addHandler("canvas-double-click", (event) => this.mode === "pan" && this.#nearer(event.position));
    viewer.addHandler("canvas-press", (event) => (this.pressed = event.position));
    viewer.addHandler("canvas-drag", (event) => this.#drag(event));
    viewer.addHandler("canvas-drag-end", (event) => this.#dragEnd(event));
    stage.addEventListener("pointermove", (event) => this.#point(event));
    stage.addEventListener("pointerleave", () => this.#left());
    new ResizeObserver(() => this.overlay.resize(stage.clientWidth, stage.clientHeight)).observe(stage);
  }

  #whole() {
    const { width, height } = this.sheet;
    const gap = (MARGIN - 1) / 2;
    return new OpenSeadragon.Rect(-gap, (-gap * height) / width, MARGIN, (MARGIN * height) / width);
  }

  #nearer(position) {
    const { viewport } = this.viewer;
    viewport.zoomBy(2, viewport.pointFromPixel(position));
    viewport.applyConstraints();
  }

  #click({ x, y }) {
    if (!this.#open) return;
    if (this.mode === "line") return this.aim(this.#paper(x, y));
    const index = this.overlay.hit(x, y);
    if (index >= 0) this.hooks.onPlace(index);
    else if (this.overlay.area) this.hooks.onArea(null);
  }

  #drag(event) {
    if (this.mode !== "area" && !event.originalEvent.shiftKey && !this.drawing) return;
    event.preventDefaultAction = true;
    this.drawing = true;
    const [from, to] = [this.pressed, event.position].map(({ x, y }) => this.#paper(x, y));
    this.showArea(this.#onSheet([...from, ...to]));
  }

  #dragEnd(event) {
    if (!this.drawing) return;
    event.preventDefaultAction = true;
    this.drawing = false;
    const [x0, y0, x1, y1] = this.overlay.area ?? [0, 0, 0, 0];
    const large = x1 - x0 >= LEAST_AREA && y1 - y0 >= LEAST_AREA;
    this.hooks.onArea(large ? this.overlay.area : null);
  }

  #point(event) {
    if (!this.#open) return;
    const edge = this.stage.getBoundingClientRect();
    const [left, top] = [event.clientX - edge.left, event.clientY - edge.top];
    const [x, y] = this.#paper(left, top);
    this.hooks.onPoint(x >= 0 && y >= 0 && x <= this.sheet.width && y <= this.sheet.height ? { x, y } : null);
    const over = event.buttons ? -1 : this.overlay.hit(left, top);
    if (over !== this.over) this.hooks.onHover((this.over = over), { x: event.clientX, y: event.clientY });
    this.stage.classList.toggle("over", over >= 0);
  }

  #left() {
    this.over = -1;
    this.hooks.onPoint(null);
    this.hooks.onHover(-1);
  }
}
