/** The work of a run while it happens: its steps and tools, folded away when it is done. */

import { el, icon } from "./dom.js";
import { placesOf } from "./figures.js";
import { draft, since, withoutCitations } from "./run.js";
import { progress, say, told } from "./words.js";

const seconds = (value) => say("seconds", { seconds: value < 9.95 ? value.toFixed(1) : Math.round(value) });

function stateIcon(status) {
  if (status === "done") return icon("check");
  if (status === "failed") return icon("close");
  return el("span", { class: "spinner", "aria-hidden": "true" });
}

/** One tool call: what it does, how far it is, what came of it. It is changed in place as events arrive. */
class CallRow {
  constructor(call, show) {
    this.show = show;
    this.mark = el("span", { class: "mark" });
    this.time = el("span", { class: "time" });
    this.doing = el("div", { class: "doing" });
    this.bar = el("progress", { hidden: true, "aria-label": told(call.title) });
    this.outcome = el("div", { class: "outcome" });
    this.node = el(
      "li",
      { class: "call" },
      this.mark,
      el(
        "div",
        { class: "body" },
        el("div", { class: "title" }, told(call.title) || call.tool),
        this.doing,
        this.bar,
        this.outcome,
      ),
      this.time,
    );
  }

  update(run, call) {
    if (this.status !== call.status) this.#turn(call);
    const running = call.status === "running";
    this.time.textContent = running
      ? seconds(since(run, call.at))
      : seconds(call.seconds ?? Math.max(0, (call.ended ?? call.at) - call.at));
    this.doing.textContent = running ? progress(call.doing) : "";
    this.bar.hidden = !(running && call.total > 0);
    if (call.total > 0) Object.assign(this.bar, { max: call.total, value: call.done });
  }

  #turn(call) {
    this.status = call.status;
    this.node.dataset.status = call.status;
    this.node.hidden = call.status === "left";
    this.mark.replaceChildren(stateIcon(call.status));
    this.outcome.replaceChildren(...(call.status === "failed" ? [told(call.message)] : this.#found(call)));
  }

  #found(call) {
    const evidence = [
      ...(call.items ?? []).map((item) => item.evidence),
      ...(call.quantities ?? []).flatMap((quantity) => quantity.sources),
    ];
    const places = placesOf(evidence);
    if (!places.length) return [];
    const text = places.length === 1 ? say("place") : say("places", { count: places.length });
    return [
      el(
        "button",
        { type: "button", class: "quiet-button", onclick: () => this.show(places, told(call.title)) },
        icon("place"),
        text,
      ),
    ];
  }
}

const settled = (step) => step.calls.every((call) => call.status !== "running");

/** What a run says about itself in one line. */
function headline(run) {
  if (run.finished) {
    const end = run.steps.flatMap((step) => step.calls).reduce((sum, call) => sum + (call.seconds ?? 0), 0);
    return say("work_done", {
      seconds: (run.answer?.seconds || end).toFixed(1),
      steps: run.answer?.steps || run.steps.length,
    });
  }
  if (run.stopping) return say("stopping");
  if (run.status === "waiting") return say("waits_for_you");
  if (run.status === "queued") return run.notice || say("waiting");
  if (run.answer || draft(run)) return say("writing");
  const step = run.steps.at(-1);
  const call = step?.calls.find((one) => one.status === "running");
  return told(call?.title) || told(step?.title) || say("thinking");
}

export class WorkView {
  /** `show(evidence, label)` marks places on the sheet; `replay()` is called when a finished run is unfolded empty. */
  constructor({ show, replay }) {
    this.show = show;
    this.rows = new Map();
    this.said = new Map();
    this.settled = 0; // steps at the start that will not change any more
    this.mark = el("span", { class: "mark" });
    this.title = el("span", { class: "now" });
    this.list = el("ol", { class: "calls" });
    this.node = el("details", { class: "work", open: true }, el("summary", {}, this.mark, this.title), this.list);
    this.node.addEventListener("toggle", () => this.node.open && this.folded && !this.rows.size && this.#replay(replay));
  }

  update(run) {
    this.title.textContent = headline(run);
    const status = run.finished ? (["failed", "cancelled"].includes(run.status) ? "failed" : "done") : run.status;
    if (this.status !== status) this.mark.replaceChildren(stateIcon(status));
    this.status = status;
    this.node.dataset.status = status;
    if (run.finished && !this.folded) this.settled = 0; // what was left unended is put away
    for (const step of run.steps.slice(this.settled)) this.#step(run, step);
    while (this.settled < run.steps.length - 1 && settled(run.steps[this.settled])) this.settled += 1;
    if (run.finished && !this.folded) this.#fold();
  }

  #replay(replay) {
    this.settled = 0;
    replay();
  }

  #fold() {
    this.folded = true;
    this.node.open = false;
  }

  #step(run, step) {
    if (step.calls.length && step.text) this.#say(step);
    for (const call of step.calls) {
      if (!this.rows.has(call.id)) this.#add(call);
      this.rows.get(call.id).update(run, call);
    }
  }

  #add(call) {
    const row = new CallRow(call, this.show);
    this.rows.set(call.id, row);
    this.list.append(row.node);
  }

  /** What the model wrote before it called a tool stays as a quiet remark. */
  #say(step) {
    if (!this.said.has(step.step)) {
      this.said.set(step.step, el("li", { class: "remark" }));
      const first = this.rows.get(step.calls[0].id)?.node ?? null;
      this.list.insertBefore(this.said.get(step.step), first);
    }
    this.said.get(step.step).textContent = withoutCitations(step.text);
  }
}
