/** The text of an answer as elements: paragraphs, lists, simple tables and bold, with its claims as links. */

import { el } from "./dom.js";
import { pieces } from "./figures.js";

const BULLET = /^\s*[-*•]\s+/;

/** The pieces cut at line ends: one list of pieces a line. */
function lines(parts) {
  const result = [[]];
  for (const part of parts) {
    const [first, ...rest] = part.claim ? [part.text] : part.text.split("\n");
    result.at(-1).push({ ...part, text: first });
    for (const text of rest) result.push([{ text }]);
  }
  return result;
}

const plain = (line) => line.map((part) => part.text).join("");
const cutStart = (line, pattern) => [{ ...line[0], text: line[0].text.replace(pattern, "") }, ...line.slice(1)];

function kindOf(line) {
  const text = plain(line);
  if (!text.trim()) return "gap";
  if (/^\s*\|.*\|\s*$/.test(text)) return "table";
  if (BULLET.test(line[0].text)) return "list";
  if (/^#{1,6}\s/.test(line[0].text)) return "heading";
  return "text";
}

/** The pieces of a line as nodes; ** switches bold on and off, also around a claim. */
function inline(line, link) {
  const nodes = [];
  let bold = false;
  const push = (node) => nodes.push(bold ? el("strong", {}, node) : node);
  for (const part of line) {
    if (part.claim) push(link(part.claim, part.text));
    else {
      part.text.split("**").forEach((text, index) => {
        if (index) bold = !bold;
        if (text) push(text);
      });
    }
  }
  return nodes;
}

function cells(line) {
  const result = [[]];
  for (const part of line) {
    const [first, ...rest] = part.claim ? [part.text] : part.text.split("|");
    result.at(-1).push({ ...part, text: first });
    for (const text of rest) result.push([{ text }]);
  }
  return result.slice(1, -1);
}

function table(rows, link) {
  const ruled = rows.filter((row) => !/^[\s|:-]+$/.test(plain(row)));
  const line = (row, tag) =>
    el(
      "tr",
      {},
      cells(row).map((cell) => el(tag, {}, inline(cell, link))),
    );
  const body = el(
    "tbody",
    {},
    ruled.slice(1).map((row) => line(row, "td")),
  );
  return el("table", {}, el("thead", {}, line(ruled[0], "th")), body);
}

const BLOCKS = {
  gap: () => null,
  table,
  list: (rows, link) =>
    el(
      "ul",
      {},
      rows.map((row) => el("li", {}, inline(cutStart(row, BULLET), link))),
    ),
  heading: (rows, link) => rows.map((row) => el("h4", {}, inline(cutStart(row, /^#+\s/), link))),
  text: (rows, link) =>
    el(
      "p",
      {},
      rows.flatMap((row, index) => [index ? el("br") : null, ...inline(row, link)]),
    ),
};

/** `link(claim, text)` makes the element of a claim. */
export function prose(text, claims, link) {
  const groups = [];
  for (const line of lines(pieces(text, claims))) {
    const kind = kindOf(line);
    if (groups.at(-1)?.kind === kind) groups.at(-1).rows.push(line);
    else groups.push({ kind, rows: [line] });
  }
  return el(
    "div",
    { class: "prose" },
    groups.map((group) => BLOCKS[group.kind](group.rows, link)),
  );
}
