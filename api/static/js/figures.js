/** Quantities as the page shows them, and the places that they rest on. Pure functions. */

import { language, say } from "./words.js";

// Decimals of each unit as in tools/kit/quantity.py: the page rounds where it shows, and nowhere else.
const PLACES = {
  "": 3,
  "%": 1,
  nos: 0,
  mm: 0,
  cm: 1,
  m: 3,
  in: 2,
  ft: 2,
  yd: 2,
  mm2: 0,
  cm2: 1,
  m2: 2,
  ft2: 2,
  yd2: 2,
  m3: 3,
  ft3: 2,
  yd3: 2,
  L: 1,
  kg: 1,
  t: 3,
  lb: 1,
  "kg/m": 3,
  "kg/m2": 2,
  "kg/m3": 1,
};

const LONGEST = 90;
const POWERS = { 2: "²", 3: "³" };

function expanded(value) {
  const [, sign, whole, fraction = "", exponent = "0"] =
    String(value).match(/^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/) ?? [];
  if (whole === undefined) return null;
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded =
    point > digits.length ? digits.padEnd(point, "0") : digits.padStart(digits.length + Math.max(0, 1 - point), "0");
  const cut = Math.max(1, point);
  return { sign: sign === "-" ? "-" : "", whole: padded.slice(0, cut), fraction: padded.slice(cut) };
}

/** A decimal string rounded half up to `places`, without zeros that say nothing. */
export function rounded(value, places) {
  const parts = expanded(value);
  if (!parts) return String(value);
  const kept = BigInt(parts.whole + parts.fraction.padEnd(places + 1, "0").slice(0, places + 1));
  const digits = ((kept + 5n) / 10n).toString().padStart(places + 1, "0");
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, "") : digits;
  return text === "0" ? "0" : parts.sign + text;
}

export function unitName(unit) {
  if (unit === "nos") return language === "zh" ? "个" : "nos";
  return unit.replace(/2$/, "²").replace(/3$/, "³");
}

/** Units in a text as people write them: 3.2 m3 becomes 3.2 m³. */
export const withPowers = (text) =>
  text.replace(/(\d\s?(?:mm|cm|m|ft|yd))([23])\b/g, (_, unit, power) => unit + POWERS[power]);

/** Value and unit of a quantity, as text. */
export function shown(quantity) {
  const value = rounded(quantity.value, PLACES[quantity.unit] ?? 3);
  const unit = unitName(quantity.unit);
  return unit && unit !== "%" ? `${value} ${unit}` : value + unit;
}

/** What a quantity is called in the language of its answer; an answer of an earlier version has one label for both. */
export const labelOf = (answer, quantity) => (answer.language === "zh" && quantity.label_zh) || quantity.label;

export const quantityOf = (answer, id) => answer.quantities.find((quantity) => quantity.id === id);
export const itemOf = (answer, id) => answer.items.find((item) => item.id === id);

/** The quantity and all that it was computed from, each once; what uses comes before what is used. */
export function walk(answer, id) {
  const seen = new Map();
  const waiting = [id];
  while (waiting.length) {
    const quantity = seen.has(waiting[0]) ? null : quantityOf(answer, waiting[0]);
    waiting.shift();
    if (!quantity) continue;
    seen.set(quantity.id, quantity);
    waiting.push(...quantity.inputs);
  }
  return [...seen.values()];
}

/** All evidence that an id of the ledger rests on. */
export function evidenceOf(answer, id) {
  const item = itemOf(answer, id);
  if (item) return [item.evidence];
  return walk(answer, id).flatMap((quantity) => quantity.sources);
}

/** The evidence that has a place on a sheet, each place once. */
export function placesOf(evidence) {
  const seen = new Set();
  return evidence.filter((one) => {
    const key = JSON.stringify([one.sheet, one.box]);
    return one.box && one.sheet && !seen.has(key) && seen.add(key);
  });
}

/** What a piece of evidence says, in one line: “12 KZ1” · sheet 2 · text on the drawing. */
export function sourceLine(evidence) {
  const short = evidence.text.length > LONGEST ? `${evidence.text.slice(0, LONGEST)}…` : evidence.text;
  const text = short && `“${short}”`;
  const sheet = evidence.sheet ? say("sheet_at", { sheet: evidence.sheet }) : "";
  return [text, sheet, say(`m_${evidence.method}`)].filter(Boolean).join(" · ");
}

/** Pieces of evidence in lines, those that read the same in one: [“KZ1” · sheet 1 · text on the drawing · 6 places] */
export function sourceLines(evidence) {
  const counts = new Map();
  for (const line of evidence.map(sourceLine)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => (count > 1 ? `${line} · ${say("places", { count })}` : line));
}

/** The text cut at its claims: [{text, claim?}]. Offsets count characters, not the UTF-16 units of JavaScript. */
export function pieces(text, claims) {
  const characters = Array.from(text);
  const cut = (start, end) => characters.slice(start, end).join("");
  const result = [];
  let at = 0;
  for (const claim of [...claims].sort((a, b) => a.start - b.start)) {
    if (claim.start < at || claim.end <= claim.start) continue;
    if (claim.start > at) result.push({ text: cut(at, claim.start) });
    result.push({ text: cut(claim.start, claim.end), claim });
    at = claim.end;
  }
  if (at < characters.length) result.push({ text: cut(at) });
  return result;
}

/** An expression cut at the ids that it uses, with signs that people write: [{text} | {id}]. */
export function expressionPieces(expression) {
  return expression
    .replaceAll(/\b(q\d+)(?=\s*\*\*)/g, "($1)") // the square of 0.4 m is no 0.4 m²
    .replaceAll(/\s*\*\*\s*/g, "**")
    .split(/\b(q\d+)\b/)
    .map((part, index) =>
      index % 2
        ? { id: part }
        : {
            text: part
              .replaceAll("**2", "²")
              .replaceAll("**3", "³")
              .replaceAll("**", "^")
              .replaceAll("*", "×")
              .replaceAll("/", "÷"),
          },
    )
    .filter((part) => part.id || part.text);
}
