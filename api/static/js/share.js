/** A read-only copy of an answer: the sheets it rests on, and how its figures came about. */

import { get, image } from "./api.js";
import { AnswerView } from "./answer.js";
import { Desk } from "./desk.js";
import { byId, el } from "./dom.js";
import { parts, problem, translate } from "./frame.js";
import { areaIn } from "./region.js";
import { drawingOf } from "./shapes.js";
import { say } from "./words.js";

const token = location.pathname.split("/").pop();
const base = `/shared/${token}`;

/** The reviews of the copy: known, never changed. */
const kept = (rows) => ({
  row: (run, quantity) => rows.find((row) => row.run === run && row.quantity === quantity),
  isAdded: (row, { sheet, box }) => Boolean(row?.added.some((spot) => spot.sheet === sheet && spot.box.join() === box?.join())),
  isStruck: (row, { sheet, box }) => Boolean(row?.struck.some((spot) => spot.sheet === sheet && spot.box.join() === box?.join())),
});

function shown({ run, drawings, quantities }) {
  const known = drawings.map(drawingOf);
  const drawing = (id) => known.find((one) => one.id === id);
  const addressOf = (sheet) => `/api/v1${base}/${sheet.drawing}/${sheet.page}`;
  const desk = new Desk({ drawingOf: drawing, onSheet: () => {}, onProblem: problem, addressOf, readOnly: true });
  const { answer } = run;
  const places = (evidence) =>
    evidence.flatMap((one) => {
      const at = answer.sheets.find((name) => name.sheet === one.sheet);
      const size = drawing(at?.drawing)?.sheets.find((sheet) => sheet.page === at.page);
      return size ? [{ drawing: at.drawing, page: at.page, box: one.box, kind: "item", title: one.text, evidence: one, size }] : [];
    });
  const view = new AnswerView(answer, {
    question: run.text,
    run: run.id,
    places,
    show: (found, label, go) => desk.show(found, label, go),
    picture: (place, box, pixels) => image(`${base}/${place.drawing}/${place.page}/image?box=${box.join(",")}&width=${pixels}`),
    reviews: kept(quantities),
  });
  const question = el("div", { class: "asked-row" }, el("div", { class: "question" }, areaIn(run.text).text));
  byId("messages").append(el("article", { class: "exchange" }, question, el("div", { class: "reply" }, view.render())));
  desk.open(known[0]?.id);
  view.showEvidence(true);
  document.title = `${run.text} · Liangtu 量图`;
}

async function main() {
  translate();
  parts();
  try {
    shown(await get(base));
  } catch (error) {
    if (error.status !== 404) throw error;
    byId("messages").append(el("p", { class: "banner" }, say("gone")));
  }
  document.body.classList.add("ready");
}

main().catch(problem);
