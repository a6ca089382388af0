/** One tooltip for the page: what a figure rests on, on hover and on keyboard focus. */

import { byId } from "./dom.js";

const GAP = 8;

function lay(tip, at) {
  const left = Math.min(innerWidth - tip.offsetWidth - GAP, Math.max(GAP, at.left + at.width / 2 - tip.offsetWidth / 2));
  const above = at.top - tip.offsetHeight - GAP;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > GAP ? above : at.bottom + GAP}px`;
}

function show(content, at) {
  const tip = byId("tip");
  tip.replaceChildren(...content);
  tip.hidden = false;
  lay(tip, at);
}

export function hideTip() {
  byId("tip").hidden = true;
}

/** Shows nodes beside a point of the window. */
export const tipAt = ({ x, y }, content) => show(content, { left: x, width: 0, top: y - 6, bottom: y + 14 });

/** Shows `content()` (nodes) beside the target while it is pointed at or has the focus. */
export function withTip(target, content) {
  const open = () => show(content(), target.getClientRects()[0] ?? target.getBoundingClientRect());
  target.setAttribute("aria-describedby", "tip");
  for (const name of ["pointerenter", "focus"]) target.addEventListener(name, open);
  for (const name of ["pointerleave", "blur", "click"]) target.addEventListener(name, hideTip);
  return target;
}

addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
addEventListener("scroll", hideTip, { capture: true, passive: true });
