/** The service's answers as the values that the page works with. */

import { say } from "./words.js";

const sheetOf = (sheet) => ({
  page: sheet.page,
  name: sheet.name,
  width: sheet.width,
  height: sheet.height,
  paperKnown: sheet.paper_known,
  number: "",
  title: "",
  ...pyramidOf(sheet),
});

const TILE = 512;
const FINEST = 24; // pixels per mm of the last level, as in tools/kit/tiles.py

/** The levels of tiles that a sheet has. */
function pyramidOf({ width, height }) {
  const levels = 1 + Math.max(0, Math.ceil(Math.log2((FINEST * Math.max(width, height)) / TILE)));
  return { tile: TILE, levels: Math.min(12, levels) };
}

/** Takes numbers and titles over into the sheets of a drawing. */
export function withOutline(drawing, outline) {
  for (const { page, number, title } of outline) {
    const sheet = drawing.sheets.find((one) => one.page === page);
    if (sheet) Object.assign(sheet, { number, title });
  }
  return drawing;
}

/** A drawing of the library. `status` is queued | reading | ready | failed. */
export const drawingOf = (data) => ({
  id: data.id,
  name: data.name,
  sample: data.sample,
  status: data.status,
  sheets: data.sheets.map(sheetOf),
  done: data.sheets_done,
  total: data.sheets.length,
  ahead: 0,
  workers: true,
  doing: "",
  problem: data.error?.detail ?? "",
  unread: data.problems.filter((problem) => !problem.partial).length,
});

/** Takes the reading's progress over into a drawing. */
export const takeStatus = (drawing, data) =>
  Object.assign(drawing, {
    status: data.status,
    done: data.sheets_done,
    total: data.sheets,
    ahead: data.queue_position,
    workers: data.workers_alive > 0,
    doing: data.doing,
    problem: data.error?.detail ?? "",
  });

/** How far a drawing is, in words: {text, share?, bad?}; share null means that nobody knows how long it takes. */
export function progressOf(drawing) {
  const { status, done, total, ahead, sheets, unread } = drawing;
  if (status === "failed") return { text: drawing.problem || say("failed"), bad: true };
  if (status !== "ready" && !drawing.workers) return { text: say("no_worker"), bad: true };
  if (status === "queued") return { text: ahead ? say("queued_behind", { ahead }) : say("queued"), share: null };
  if (status === "reading") {
    return total
      ? { text: say("reading", { done: Math.min(done + 1, total), total }), share: done / total }
      : { text: say("reading_plain"), share: null };
  }
  const count = say(sheets.length === 1 ? "sheet_count" : "sheets_count", { count: sheets.length });
  return {
    text: [drawing.sample && say("sample"), count, unread > 0 && say("unread", { count: unread })]
      .filter(Boolean)
      .join(" · "),
  };
}

/** The number of every sheet of a chat, as the agent counts them: drawing by drawing, page by page. */
export function sheetNames(drawings) {
  const pages = drawings.flatMap((drawing) =>
    drawing.sheets.map((sheet) => ({ drawing: drawing.id, page: sheet.page })),
  );
  return pages.map((page, index) => ({ ...page, sheet: index + 1 }));
}
