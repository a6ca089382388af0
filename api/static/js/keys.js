/** The list of keys, under the question mark. */

import { byId, el, iconButton } from "./dom.js";
import { say } from "./words.js";

const KEYS = [
  ["Enter", "key_send"],
  ["Shift Enter", "key_line"],
  ["← → ↑ ↓", "key_move"],
  ["+  −  0", "key_zoom"],
  ["R", "turn"],
  ["Page ↑  Page ↓", "key_sheet"],
  ["N  P", "key_places"],
  ["X", "key_strike"],
  ["B", "key_area"],
  ["M", "key_measure"],
  ["Esc", "key_leave"],
];

/** Makes the button and the key "?" open the list. */
export function helpWithKeys() {
  const dialog = byId("keys");
  const rows = KEYS.map(([key, name]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, say(name))]);
  const head = el("header", {}, el("h2", {}, say("keys")), el("span", { class: "spring" }), iconButton("close", say("dismiss"), () => dialog.close()));
  dialog.append(head, el("dl", {}, rows));
  byId("keys-open").addEventListener("click", () => dialog.showModal());
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    if (event.key === "?" && !typing && !dialog.open) dialog.showModal();
  });
}
