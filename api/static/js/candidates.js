/** Numbered places to strike out and to put back: the same numbers as on the sheet. */

import { el } from "./dom.js";
import { sourceLine } from "./figures.js";
import { say } from "./words.js";

const MOST = 80;

/** Places with the numbers under which the sheet shows them, unless they have their own. */
export const numbered = (places) =>
  places.map((place, index) => ({ ...place, number: place.number ?? (places.length > 1 ? String(index + 1) : "") }));

/** A row of buttons, one a place, pressed as long as it counts; `toggle(place)` strikes it or puts it back. */
export function candidateRow(places, toggle) {
  const shown = numbered(places);
  const button = (place) => {
    const counts = ["candidate", "item", "added"].includes(place.kind);
    const name = `${place.number || 1}, ${say(`kind_${place.kind}`, { count: "" }).trim()}`;
    const title = place.evidence ? sourceLine(place.evidence) : "";
    return el("button", { type: "button", class: `spot ${place.kind}`, "aria-pressed": String(counts), "aria-label": name, title, onclick: () => toggle(place) }, place.number || "1");
  };
  const more = shown.length > MOST && el("span", { class: "quiet" }, say("more_places", { count: shown.length - MOST }));
  return el("div", { class: "candidates", role: "group", "aria-label": say("candidates") }, shown.slice(0, MOST).map(button), more);
}
