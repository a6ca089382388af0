/** One question and its run in the chat: the work, the text being written, a question back, the answer. */

import { get, image, post } from "./api.js";
import { AnswerView } from "./answer.js";
import { Asking } from "./asking.js";
import { areaIn } from "./region.js";
import { sheetPath } from "./desk.js";
import { byId, el, iconButton } from "./dom.js";
import { Follower } from "./follow.js";
import { apply, draft, isOver, newRun, takeSnapshot } from "./run.js";
import { say, told } from "./words.js";
import { WorkView } from "./work.js";

const LONG_WAIT = 4000;

export class Exchange {
  /**
   * `places(evidence, sheets)` turns evidence into places of drawings; `show(places, label, go, figure)` marks them;
   * `sheetOf(area)` is the run's number of a sheet; `changed()` is called after every change, `ended(exchange)` when a watched run is over; `answer(exchange, text)`
   * answers what it asks; `takeUp`, `again` and `edit(exchange)` ask anew; `reviews` keep what the user corrected.
   */
  constructor(question, runId, hooks) {
    Object.assign(this, { question, hooks, run: newRun(runId), live: false, frame: 0, said: [] });
    this.places = (evidence) => hooks.places(evidence, this.run.answer?.sheets);
    this.mark = (evidence, label) => hooks.show(this.places(evidence), label);
    this.work = new WorkView({ show: this.mark, replay: () => this.#follow(0) });
    this.draft = el("div", { class: "draft prose" });
    this.back = el("div", { class: "back" });
    this.end = el("div", { class: "end" });
    this.lost = el("div", { class: "quiet lost", hidden: true }, say("reconnecting"));
    this.node = el(
      "article",
      { class: "exchange" },
      this.#bubble(question),
      el("div", { class: "reply" }, this.work.node, this.draft, this.back, this.lost, this.end),
    );
  }

  /** What was asked, its area as a chip, and a button to ask it in other words. */
  #bubble(question) {
    const { text, area } = areaIn(question);
    const edit = iconButton("edit", say("edit"), () => this.hooks.edit(this));
    const chip = area && el("span", { class: "chip" }, say("area_on", { sheet: area.sheet }));
    return el("div", { class: "asked-row" }, edit, el("div", { class: "question" }, text, chip));
  }

  /** Marks what a figure of the answer rests on. */
  showFigure(id) {
    this.view?.showFigure(id);
  }

  /** The figures have been corrected: draws the answer anew, with the same parts open. */
  refresh() {
    if (!this.view) return;
    const open = [...this.end.querySelectorAll("details")].map((node) => node.open);
    this.end.replaceChildren(this.view.render());
    this.end.querySelectorAll("details").forEach((node, index) => (node.open = open[index] ?? node.open));
  }

  /** Shows a run that the service already knows: at its end as it is, else joined from its first event. */
  resume(snapshot, said = []) {
    this.said = said;
    takeSnapshot(this.run, snapshot);
    if (this.run.finished) this.#draw();
    else this.follow();
  }

  follow() {
    this.live = true;
    this.#follow(0);
    this.waiting = setTimeout(() => this.#explainWait(), LONG_WAIT);
    this.#draw();
  }

  get busy() {
    return !this.run.finished;
  }

  get waits() {
    return this.run.status === "waiting";
  }

  async stop() {
    this.run.stopping = true;
    this.#draw();
    await post(`/runs/${this.run.id}/cancel`);
  }

  async reply(text) {
    this.back.querySelectorAll("button").forEach((button) => (button.disabled = true));
    await post(`/runs/${this.run.id}/answer`, { text });
    this.said.push(text);
  }

  leave() {
    this.follower?.stop();
    clearTimeout(this.waiting);
    cancelAnimationFrame(this.frame);
  }

  /** Refreshes the running times. */
  tick() {
    if (this.busy) this.work.update(this.run);
  }

  #follow(after) {
    this.follower?.stop();
    this.follower = new Follower(this.run.id, {
      after,
      take: (event) => apply(this.run, event) && this.#soon(event),
      notice: (connected) => (this.lost.hidden = connected || this.run.finished),
    });
  }

  /** After run_queued nothing came for a while: says why. */
  async #explainWait() {
    if (this.run.status !== "queued" || this.run.finished) return;
    const queue = await get("/queue").catch(() => null);
    const runs = queue?.runs ?? queue ?? {};
    if (runs.workers_alive === false || runs.workers_alive === 0 || runs.workers === 0)
      this.run.notice = say("waiting_worker");
    else if (runs.queued > 1) this.run.notice = say("waiting_long", { ahead: runs.queued - 1 });
    this.#draw();
    this.waiting = setTimeout(() => this.#explainWait(), LONG_WAIT);
  }

  /** One drawing a frame, however many tokens arrive in it; the end is drawn at once, also in a hidden tab. */
  #soon(event) {
    if (["answer", "run_finished", "question", "resync"].includes(event.type)) return this.#draw();
    this.frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.work.update(this.run);
    this.draft.textContent = this.run.finished ? "" : draft(this.run);
    this.#drawBack();
    this.#drawEnd();
    this.hooks.changed(this);
  }

  #drawBack() {
    const { question } = this.run;
    const state = question ? JSON.stringify(question) : this.said.join();
    if (this.asked === state) return;
    this.asked = state;
    if (!question)
      return this.back.replaceChildren(...this.said.map((text) => el("div", { class: "question said" }, text)));
    const asking = new Asking(question, {
      places: this.places,
      show: this.hooks.show,
      sheetOf: this.hooks.sheetOf,
      answer: (text) => this.hooks.answer(this, text),
    });
    this.back.replaceChildren(asking.node);
  }

  #drawEnd() {
    const { answer, finished } = this.run;
    if (!finished || this.ended) return;
    this.ended = true;
    clearTimeout(this.waiting);
    this.lost.hidden = true;
    this.view = this.#answer(answer ?? this.#withoutAnswer());
    this.end.replaceChildren(this.view.render());
    if (!this.live) return;
    this.hooks.ended(this);
    this.view.showEvidence("answer");
    byId("announce").textContent = `${say("answer_ready")} ${answer?.text ?? ""}`;
  }

  #answer(answer) {
    const { hooks, run, question, places } = this;
    return new AnswerView(answer, {
      question,
      run: run.id,
      places,
      show: hooks.show,
      picture: (place, box, pixels) => image(`${sheetPath(place)}/image?box=${box.join(",")}&width=${pixels}`),
      reviews: hooks.reviews,
      act: { shared: run.shared, takeUp: () => hooks.takeUp(this), again: () => hooks.again(this), problem: hooks.problem },
    });
  }

  /** A run may end without an answer: cancelled before it began, or failed for good. */
  #withoutAnswer() {
    const { status, reason, provider, model } = this.run;
    return {
      status: isOver(status) ? status : "failed",
      language: "en",
      text: told(reason) || "",
      headline: null,
      claims: [],
      quantities: [],
      items: [],
      assumptions: [],
      withheld: [],
      coverage: { searched: [], not_searched: [] },
      notes: [],
      sheets: [],
      provider,
      model,
      seconds: 0,
      usage: { prompt_tokens: 0, completion_tokens: 0, cost_usd: 0 },
    };
  }
}
