/** An area of a sheet within a question, as text that people, models and rules can all read. Pure functions. */

import { language } from "./words.js";

const AREA = /\s*[[【](?:sheet|第)\s*(\d+)\s*(?:张)?[,，]\s*(?:area|区域)\s*([\d.]+(?:\s*,\s*[\d.]+){3})\s*mm[\]】]\s*$/i;

/** The question with its area behind it: "How many? [sheet 2, area 10,20,30,40 mm]". */
export function withArea(text, sheet, box) {
  const place = box.map((value) => Math.round(value * 10) / 10).join(",");
  return language === "zh" ? `${text} [第 ${sheet} 张，区域 ${place} mm]` : `${text} [sheet ${sheet}, area ${place} mm]`;
}

/** The question without its area, and the area: {text, area: {sheet, box} | null}. */
export function areaIn(question) {
  const found = question.match(AREA);
  if (!found) return { text: question, area: null };
  return { text: question.slice(0, found.index), area: { sheet: Number(found[1]), box: found[2].split(",").map(Number) } };
}
