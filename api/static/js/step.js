/** Keeps windows in step: others of this browser are told at once, other devices are asked after every few seconds. */

import { get } from "./api.js";

const ASK_EVERY = 3000;
const channel = new BroadcastChannel("liangtu");

/** Tells the other windows that something has happened in a chat, or with the drawings. */
export const tellOthers = (what) => channel.postMessage(what);

/** Calls `act(what)` when another window of this browser has told something. */
export const whenTold = (act) => channel.addEventListener("message", ({ data }) => act(data));

export class InStep {
  /** `chatId()` is the open chat; `onMoved()` is called when it has moved on elsewhere. */
  constructor(chatId, onMoved) {
    Object.assign(this, { chatId, onMoved, known: "" });
    whenTold((what) => what === this.chatId() && this.#ask());
    setInterval(() => document.visibilityState === "visible" && this.#ask(), ASK_EVERY);
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#ask());
  }

  async #ask() {
    const id = this.chatId();
    const { version } = (id && (await get(`/chats/${id}/version`).catch(() => null))) || {};
    if (!version || id !== this.chatId()) return;
    const state = `${id} ${version}`;
    const moved = this.known !== state;
    this.known = state;
    if (moved) this.onMoved();
  }
}
