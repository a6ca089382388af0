/** The line to type in, what the chat is about, and the area that goes with the next question. */

import { byId, el, iconButton } from "./dom.js";
import { areaIn, withArea } from "./region.js";
import { language, say } from "./words.js";

const HIGHEST = 180;

export class Composer {
  constructor(chat) {
    Object.assign(this, { chat, area: null, aboutState: "" });
    this.text = byId("text");
    this.text.lang = language;
    this.#listen();
  }

  focus() {
    this.text.focus({ preventScroll: true });
  }

  clear() {
    this.text.value = "";
    this.hold(null, false);
    this.#grow();
  }

  /** Puts an earlier question back to be changed and asked again. */
  edit(question) {
    const { text, area } = areaIn(question);
    this.text.value = text;
    this.hold(area);
    this.#grow();
  }

  /** Keeps an area ({sheet, box}) for the next question. */
  hold(area, focus = true) {
    this.area = area;
    const [x0, y0, x1, y1] = area?.box ?? [];
    const name = area && say("area_chip", { width: Math.round(x1 - x0), height: Math.round(y1 - y0), page: area.sheet });
    byId("region").hidden = !area;
    byId("region").replaceChildren(...(area ? [el("span", { class: "chip" }, name), iconButton("close", say("area_drop"), () => this.hold(null))] : []));
    if (focus) this.focus();
  }

  draw() {
    const { busy, drawings } = this.chat;
    byId("send").hidden = Boolean(busy) && !busy.waits;
    byId("stop").hidden = !busy;
    byId("stop").disabled = Boolean(busy?.run.stopping);
    this.text.disabled = !drawings.length;
    this.text.placeholder = say(!drawings.length ? "ask_none" : busy?.waits ? "ask_answer" : "ask");
    this.#drawAbout();
  }

  /** Which drawings the chat is about; while it is empty another one can be added. */
  #drawAbout() {
    const { chat } = this;
    const free = (drawing) => !chat.drawings.includes(drawing.id) && drawing.status === "ready";
    const others = chat.id ? [] : chat.others().filter(free);
    byId("about").hidden = chat.drawings.length < 2 && !others.length;
    const state = JSON.stringify([chat.drawings, others.map((drawing) => [drawing.id, drawing.name])]);
    if (this.aboutState === state) return;
    this.aboutState = state;
    const names = chat.drawings.map((id) => el("span", { class: "chip" }, chat.drawingOf(id)?.name ?? id));
    const add = (event) => chat.fresh([...chat.drawings, event.target.value]);
    const options = [el("option", { value: "" }, `+ ${say("also")}`), ...others.map(({ id, name }) => el("option", { value: id }, name))];
    const pick = others.length ? [el("select", { "aria-label": say("also"), onchange: add }, options)] : [];
    byId("about").replaceChildren(...names, ...pick);
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, HIGHEST)}px`;
  }

  #submit() {
    const text = this.text.value.trim();
    if (text) this.chat.send(this.area ? withArea(text, this.area.sheet, this.area.box) : text);
  }

  #listen() {
    this.text.addEventListener("input", () => this.#grow());
    this.text.addEventListener("keydown", (event) => {
      // Enter also ends the choice of a Chinese character in an input method: that one is not for us.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }
}
