/** The page of batches: every question about every drawing, watched in a grid. */

import { download, get, image, post } from "./api.js";
import { AnswerView } from "./answer.js";
import { sheetPath } from "./desk.js";
import { byId, el, iconButton } from "./dom.js";
import { shown } from "./figures.js";
import { problem, translate, whoAmI } from "./frame.js";
import { drawingOf } from "./shapes.js";
import { hideTip } from "./tip.js";
import { say } from "./words.js";

const ASK_EVERY = 1000;
const lines = () => byId("batch-questions").value.split("\n").map((line) => line.trim()).filter(Boolean);
const chosen = () => [...byId("batch-drawings").querySelectorAll("input:checked")].map((input) => input.value);

class BatchPage {
  drawings = [];
  id = location.hash.slice(1);
  cells = [];

  async start() {
    this.drawings = (await get("/drawings")).map(drawingOf);
    byId("batch-drawings").replaceChildren(
      ...this.drawings.map(({ id, name }) =>
        el("label", {}, el("input", { type: "checkbox", value: id, onchange: () => this.#count() }), el("span", { title: name }, name)),
      ),
    );
    this.#listen();
    this.#count();
    await this.#list();
    if (this.id) await this.open(this.id);
  }

  #count() {
    const [drawings, questions] = [chosen().length, lines().length];
    byId("batch-count").textContent = say("batch_count", { drawings, questions, runs: drawings * questions });
    byId("batch-form").querySelector("button").disabled = !(drawings * questions);
  }

  async #list() {
    const batches = await get("/batches");
    byId("batch-list").replaceChildren(
      ...batches.map((batch) => {
        const text = `${new Date(batch.created_at * 1000).toLocaleString()} · ${say("batch_runs", { count: batch.total })}`;
        const current = batch.id === this.id ? "true" : null;
        return el("li", {}, el("button", { type: "button", "aria-current": current, onclick: () => this.open(batch.id).catch(problem) }, text));
      }),
    );
  }

  async #begin() {
    const batch = await post("/batches", { drawing_ids: chosen(), questions: lines() });
    await this.open(batch.id);
  }

  async open(id) {
    this.id = id;
    history.replaceState(null, "", `#${id}`);
    await this.#list();
    for (const name of ["grid-csv", "grid-jsonl", "grid-progress"]) byId(name).hidden = false;
    this.drawn = "";
    while (this.id === id && !(await this.#refresh(id))) await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }

  /** Draws what has changed; true once every pair is over. */
  async #refresh(id) {
    const cells = await get(`/batches/${id}/runs`);
    if (this.id !== id) return true;
    const done = cells.filter((cell) => cell.over).length;
    byId("grid-title").textContent = say("batch_runs", { count: cells.length });
    byId("grid-state").textContent = say("batch_done", { done, total: cells.length });
    byId("grid-progress").value = cells.length ? done / cells.length : 0;
    byId("grid-stop").hidden = done === cells.length;
    this.#draw(cells);
    return done === cells.length;
  }

  /** Drawings down, questions across; only cells that have changed are made anew. */
  #draw(cells) {
    const questions = [...new Set(cells.map((cell) => cell.question))];
    const drawings = new Map(cells.map((cell) => [cell.drawing, cell.name]));
    const shape = JSON.stringify([questions, [...drawings]]);
    if (this.drawn !== shape) this.#lay(questions, drawings);
    this.drawn = shape;
    for (const cell of cells) {
      const place = this.places.get(`${cell.drawing} ${cell.question}`);
      const state = JSON.stringify(cell);
      if (place.dataset.state !== state) place.replaceChildren(this.#cell(cell));
      place.dataset.state = state;
    }
  }

  #lay(questions, drawings) {
    this.places = new Map();
    const place = (drawing, question) => {
      const cell = el("td", {});
      this.places.set(`${drawing} ${question}`, cell);
      return cell;
    };
    const rows = [...drawings].map(([id, name]) => el("tr", {}, el("th", { scope: "row" }, name), questions.map((question) => place(id, question))));
    const head = el("tr", {}, el("td", {}), questions.map((question) => el("th", { scope: "col" }, question)));
    byId("grid").replaceChildren(el("table", {}, el("thead", {}, head), el("tbody", {}, rows)));
  }

  #cell(cell) {
    const state = el("span", { class: "state" }, say(`run_${cell.status}`));
    const value = cell.value !== null && cell.status === "answered" && el("strong", {}, shown(cell));
    if (!cell.over) return el("div", { class: "cell", "data-status": cell.status }, state);
    const what = el("span", { class: "what" }, cell.text);
    return el("button", { type: "button", class: "cell", "data-status": cell.status, onclick: () => this.#show(cell).catch(problem) }, value, what, state);
  }

  /** The answer of a pair, with the crops that prove it. */
  async #show(cell) {
    const { answer } = await get(`/runs/${cell.run}`);
    if (!answer) return;
    const dialog = byId("cell");
    const view = new AnswerView(answer, {
      question: cell.question,
      run: cell.run,
      places: (evidence) => this.#places(evidence, answer.sheets),
      show: ([place]) => place && open(`/#drawing=${place.drawing}&on=${place.drawing}&sheet=${place.page}`),
      picture: (place, box, pixels) => image(`${sheetPath(place)}/image?box=${box.join(",")}&width=${pixels}`),
    });
    const close = iconButton("close", say("dismiss"), () => dialog.close());
    const head = el("header", {}, el("h2", {}, `${cell.name} · ${cell.question}`), el("span", { class: "spring" }), close);
    dialog.replaceChildren(head, el("div", { class: "body" }, view.render()));
    hideTip();
    dialog.showModal();
    for (const part of dialog.querySelectorAll(".how")) part.open = true;
  }

  #places(evidence, sheets) {
    return evidence.flatMap((one) => {
      const at = sheets.find((name) => name.sheet === one.sheet);
      const size = this.drawings.find((drawing) => drawing.id === at?.drawing)?.sheets.find((sheet) => sheet.page === at.page);
      return at && size ? [{ drawing: at.drawing, page: at.page, box: one.box, kind: "item", title: one.text, evidence: one, size }] : [];
    });
  }

  #listen() {
    const form = byId("batch-form");
    byId("batch-questions").addEventListener("input", () => this.#count());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#begin().catch(problem);
    });
    byId("grid-stop").addEventListener("click", () => post(`/batches/${this.id}/cancel`).catch(problem));
    for (const kind of ["csv", "jsonl"]) {
      const save = () => download(`/batches/${this.id}/results?format=${kind}`, `batch.${kind}`).catch(problem);
      byId(`grid-${kind}`).addEventListener("click", save);
    }
  }
}

async function main() {
  translate();
  await whoAmI();
  const page = new BatchPage();
  document.body.classList.add("ready");
  await page.start();
}

main().catch(problem);
