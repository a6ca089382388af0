/** The scale of the sheet on the desk: its state at the foot, and two clicks and a length to confirm or correct it. */

import { get, put, remove } from "./api.js";
import { byId, el, refill } from "./dom.js";
import { say } from "./words.js";

const UNITS = ["mm", "cm", "m", "in", "ft"];
const MM = { mm: 1, cm: 10, m: 1000, in: 25.4, ft: 304.8 };

const address = (sheet) => `/drawings/${sheet.drawing}/sheets/${sheet.page}/scale`;
const ratioText = (ratio) => `1 : ${Number(ratio).toLocaleString("en", { maximumFractionDigits: 1, useGrouping: false })}`;

/** Real mm of a length such as 6000, 6.5 or 12'6" in a unit; NaN where it is none. */
export function lengthOf(text, unit) {
  const plain = text.trim().replaceAll(",", "");
  const feet = plain.match(/^(\d+(?:\.\d+)?)\s*['′’](?:\s*-?\s*(\d+(?:\.\d+)?)\s*["″”]?)?$/);
  if (feet) return (Number(feet[1]) * 12 + Number(feet[2] ?? 0)) * MM.in;
  return plain ? Number(plain) * MM[unit] : NaN;
}

function scaleName({ state, source, disputed, relative }) {
  if (source === "user") return "user";
  if (relative) return source === "note" ? "paperless" : "relative";
  if (disputed) return "disputed";
  if (source === "dimensions" && state !== "confirmed") return "unsure";
  return source === "none" ? "unset" : source;
}

/** What is known of a scale in one line: its ratio, what proves it, and what is printed where the two differ. */
export function scaleText(view) {
  const { ratio, printed, others } = view;
  const values = { ratio: ratio && ratioText(ratio), printed: printed && ratioText(printed) };
  return say(`scale_${scaleName(view)}`, values) + (others ? ` · ${say("scale_others", { count: others })}` : "");
}

export class ScaleTool {
  constructor(desk, onProblem) {
    Object.assign(this, { desk, onProblem, sheet: null, view: null, line: [], unit: "mm" });
    byId("scale-state").addEventListener("click", () => desk.tool("line"));
    byId("line-card").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
  }

  /** Learns the scale of another sheet. */
  async open(sheet) {
    this.sheet = sheet;
    this.#take(null);
    if (!sheet) return;
    const view = await get(address(sheet)).catch(() => null);
    if (this.sheet === sheet) this.#take(view);
  }

  toggle(on) {
    this.line = [];
    byId("line-card").hidden = !on;
    if (on) this.#draw();
  }

  measure(line) {
    this.line = line;
    this.#draw();
  }

  #take(view) {
    this.view = view;
    const state = byId("scale-state");
    state.hidden = !view;
    if (!view) return;
    state.dataset.state = view.state;
    state.dataset.disputed = view.disputed;
    state.textContent = scaleText(view);
    state.title = [view.text, view.by && say("by", { name: view.by }), say("tool_line")].filter(Boolean).join(" · ");
  }

  #draw() {
    const two = this.line.length === 2;
    const card = byId("line-card");
    const length = el("input", { name: "real", autocomplete: "off", inputmode: "decimal", "aria-label": say("length"), placeholder: "6000", size: 9 });
    const unit = el("select", { name: "unit", "aria-label": say("unit") }, UNITS.map((name) => el("option", { value: name, selected: name === this.unit }, name)));
    const outcome = el("span", { class: "quiet", role: "status" });
    const tell = () => (outcome.textContent = this.#tell(length.value, unit.value));
    length.addEventListener("input", tell);
    unit.addEventListener("change", tell);
    refill(
      card,
      el("span", {}, say(two ? "line_length" : this.line.length ? "line_second" : "line_first")),
      two && length,
      two && unit,
      two && outcome,
      two && el("button", { class: "primary small" }, say("line_save")),
      this.view?.source === "user" && el("button", { type: "button", class: "quiet-button", onclick: () => this.#forget() }, say("line_forget")),
      el("button", { type: "button", class: "quiet-button", onclick: () => this.desk.tool("line") }, say("dismiss")),
    );
    if (two) length.focus();
  }

  get #paper() {
    const [[x0, y0], [x1, y1]] = this.line;
    return Math.hypot(x1 - x0, y1 - y0);
  }

  /** The scale that follows from the length, and whether the printed one agrees. */
  #tell(text, unit) {
    const ratio = lengthOf(text, unit) / this.#paper;
    if (!(ratio > 0)) return "";
    const printed = this.view?.ratio || this.view?.notes[0]?.ratio;
    const off = printed ? Math.abs(ratio / printed - 1) : 1;
    if (printed && off <= 0.01) return say("line_agrees", { ratio: ratioText(printed) });
    return printed ? say("line_differs", { ratio: ratioText(ratio), printed: ratioText(printed) }) : ratioText(ratio);
  }

  async #save() {
    const { real: length, unit } = byId("line-card").elements;
    const real = lengthOf(length.value, unit.value);
    if (!(real > 0)) return length.focus();
    this.unit = unit.value;
    await this.#change(() => put(address(this.sheet), { line: this.line, length: String(Number(real.toFixed(4))), unit: "mm" }));
  }

  async #forget() {
    await this.#change(() => remove(address(this.sheet)));
  }

  async #change(act) {
    try {
      this.#take(await act());
      this.desk.tool("line");
    } catch (error) {
      this.onProblem(error);
    }
  }
}
