/** An area drawn on the sheet: what to do with it. */

import { byId, el, refill } from "./dom.js";
import { say } from "./words.js";

const QUESTIONS = ["area_count", "area_what", "area_text"];

export class AreaCard {
  /** `onArea({drawing, page, box}, question)` takes it into the chat; the question is "" where it is still to be typed. */
  constructor(desk, onArea) {
    Object.assign(this, { desk, onArea, box: null, node: byId("area-card") });
  }

  show(box) {
    this.box = box;
    this.desk.view.showArea(box);
    this.node.hidden = !box;
    if (!box) return;
    if (this.desk.view.mode === "area") {
      this.desk.tool("area");
      this.box = box;
      this.desk.view.showArea(box);
      this.node.hidden = false;
    }
    this.#draw();
    this.node.querySelector("button").focus();
  }

  #draw() {
    const [x0, y0, x1, y1] = this.box;
    const size = say("area_size", { width: (x1 - x0).toFixed(0), height: (y1 - y0).toFixed(0) });
    const { figure } = this.desk;
    refill(
      this.node,
      el("span", { class: "quiet" }, size),
      figure?.add && this.#button(say("add_to_figure"), () => figure.add(this.#area()), "primary small"),
      ...QUESTIONS.map((name) => this.#button(say(name), () => this.#ask(say(name)))),
      this.#button(say("area_own"), () => this.#ask("")),
      this.#button(say("dismiss"), () => {}),
    );
  }

  #button(text, act, kind = "quiet-button") {
    const onclick = () => {
      act();
      this.show(null);
    };
    return el("button", { type: "button", class: kind, onclick }, text);
  }

  #area() {
    const { drawing, page } = this.desk.sheet;
    return { drawing, page, box: this.box };
  }

  #ask(question) {
    this.onArea(this.#area(), question);
  }
}
