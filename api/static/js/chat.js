/** The right of the page: the chats of a drawing, their messages, and the line to type in. */

import { get, post } from "./api.js";
import { byId, el } from "./dom.js";
import { Exchange } from "./exchange.js";
import { sheetNames } from "./shapes.js";
import { language, say } from "./words.js";

const NEAR_END = 80;
const SUGGESTIONS = {
  sample: ["suggest_columns", "suggest_doors", "suggest_scale", "suggest_title"],
  other: ["suggest_scale", "suggest_title"],
};

export class Chat {
  /** `drawingOf(id)`, `show(places, label, go)` marks places on the desk, `onChat(id)` when another chat is open. */
  constructor({ drawingOf, show, onChat, onProblem }) {
    Object.assign(this, {
      drawingOf,
      show,
      onChat,
      onProblem,
      id: null,
      drawings: [],
      exchanges: [],
      chats: [],
      sending: false,
      stuck: true,
    });
    this.#listen();
    setInterval(() => this.exchanges.forEach((exchange) => exchange.tick()), 500);
  }

  /** Opens a chat of that drawing: the one named, else its latest, else an empty one. */
  async open(drawingId, chatId = null) {
    this.chats = (await get("/chats")).filter((chat) => chat.drawing_ids.includes(drawingId));
    const wanted = chatId ?? this.chats[0]?.id;
    if (wanted) await this.#load(wanted);
    else this.fresh([drawingId]);
  }

  /** An empty chat about these drawings; the service learns of it with its first message. */
  fresh(drawingIds) {
    this.#clear();
    Object.assign(this, { id: null, drawings: drawingIds });
    this.onChat(null);
    this.draw();
    byId("text").focus({ preventScroll: true });
  }

  async #load(chatId) {
    const chat = await get(`/chats/${chatId}`);
    this.#clear();
    Object.assign(this, { id: chatId, drawings: chat.drawing_ids });
    for (const run of chat.runs) {
      const said = chat.messages.filter((message) => message.role === "user" && message.run_id === run.id).slice(1);
      this.#add(run.text, run.id).resume(
        run,
        said.map((message) => message.content),
      );
    }
    this.onChat(chatId);
    this.draw();
    this.#toEnd();
  }

  #clear() {
    this.exchanges.forEach((exchange) => exchange.leave());
    this.exchanges = [];
    byId("messages").replaceChildren();
  }

  #add(question, runId) {
    const exchange = new Exchange(question, runId, {
      places: (evidence, sheets) => this.#places(evidence, sheets),
      show: this.show,
      changed: () => this.#changed(),
      ended: (which) => this.stuck && requestAnimationFrame(() => which.node.scrollIntoView({ block: "start" })),
      answer: (which, text) => this.#reply(which, text),
      askAgain: (which) => this.#again(which),
    });
    this.exchanges.push(exchange);
    byId("messages").append(exchange.node);
    return exchange;
  }

  /** Evidence names sheets by the run's numbers; the desk wants drawings and pages. */
  #places(evidence, sheets) {
    const known = sheets?.length ? sheets : sheetNames(this.drawings.map(this.drawingOf).filter(Boolean));
    return evidence.flatMap((one) => {
      const at = known.find((name) => name.sheet === one.sheet);
      return at
        ? [{ drawing: at.drawing, page: at.page, box: one.box, kind: "item", title: one.text, evidence: one }]
        : [];
    });
  }

  get busy() {
    return this.exchanges.find((exchange) => exchange.busy);
  }

  async send(text) {
    const { busy } = this;
    if (busy?.waits) return this.#reply(busy, text);
    if (busy || this.sending || !this.drawings.length) return;
    this.sending = true;
    try {
      this.id ??= await this.#begin(text);
      const { run } = await post(`/chats/${this.id}/messages`, { text });
      byId("text").value = "";
      this.#grow();
      this.#add(text, run.id).follow();
      this.#toEnd();
    } catch (error) {
      this.onProblem(error);
    } finally {
      this.sending = false;
      this.draw();
    }
  }

  /** Takes up a run that failed or was stopped, from its last step. */
  async #again(exchange) {
    try {
      const run = await post(`/runs/${exchange.run.id}/retry`);
      this.#add(exchange.question, run.id).follow();
      this.#toEnd();
      this.draw();
    } catch (error) {
      this.onProblem(error);
    }
  }

  async #begin(text) {
    const chat = await post("/chats", { drawing_ids: this.drawings, title: Array.from(text).slice(0, 60).join("") });
    this.chats.unshift({ ...chat, drawing_ids: this.drawings });
    this.onChat(chat.id);
    return chat.id;
  }

  async #reply(exchange, text) {
    try {
      await exchange.reply(text);
      byId("text").value = "";
      this.#grow();
    } catch (error) {
      this.onProblem(error);
    }
  }

  #changed() {
    this.draw();
    if (this.stuck) this.#toEnd();
  }

  #toEnd() {
    const box = byId("scroll");
    box.scrollTop = box.scrollHeight;
  }

  /** Draws what surrounds the messages: the start, the drawings asked about, the list of chats, the buttons. */
  draw() {
    const { busy } = this;
    const ready = this.drawings.length > 0;
    byId("start").hidden = this.exchanges.length > 0 || !ready;
    byId("chat-pick").hidden = this.chats.length === 0;
    byId("send").hidden = Boolean(busy) && !busy.waits;
    byId("stop").hidden = !busy;
    byId("stop").disabled = Boolean(busy?.run.stopping);
    byId("text").disabled = !ready;
    byId("text").placeholder = say(!ready ? "ask_none" : busy?.waits ? "ask_answer" : "ask");
    this.#drawPick();
    this.#drawAbout();
    this.#drawSuggestions();
  }

  #drawPick() {
    const state = JSON.stringify([this.id, this.chats.map((chat) => chat.id)]);
    if (this.picked === state) return;
    this.picked = state;
    const options = this.chats.map((chat) =>
      el("option", { value: chat.id, selected: chat.id === this.id }, chat.title || say("untitled")),
    );
    if (!this.id) options.unshift(el("option", { value: "", selected: true }, say("new_chat")));
    byId("chat-pick").replaceChildren(...options);
  }

  /** Which drawings the chat is about; while it is empty another one can be added. */
  #drawAbout() {
    const others = this.id
      ? []
      : this.others().filter((drawing) => !this.drawings.includes(drawing.id) && drawing.status === "ready");
    byId("about").hidden = this.drawings.length < 2 && !others.length;
    const state = JSON.stringify([this.drawings, others.map((drawing) => drawing.id)]);
    if (this.aboutState === state) return;
    this.aboutState = state;
    const names = this.drawings.map((id) => el("span", { class: "chip" }, this.drawingOf(id)?.name ?? id));
    const pick =
      others.length > 0 &&
      el(
        "select",
        { "aria-label": say("also"), onchange: (event) => this.fresh([...this.drawings, event.target.value]) },
        el("option", { value: "" }, `+ ${say("also")}`),
        others.map((drawing) => el("option", { value: drawing.id }, drawing.name)),
      );
    byId("about").replaceChildren(...names, ...(pick ? [pick] : []));
  }

  #drawSuggestions() {
    const sample = this.drawings.some((id) => this.drawingOf(id)?.sample);
    const state = `${sample} ${this.drawings}`;
    if (this.suggested === state) return;
    this.suggested = state;
    const names = SUGGESTIONS[sample ? "sample" : "other"];
    byId("suggestions").replaceChildren(
      ...names.map((name) =>
        el("button", { type: "button", class: "choice", onclick: () => this.send(say(name)) }, say(name)),
      ),
    );
  }

  #grow() {
    const text = byId("text");
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 180)}px`;
  }

  #listen() {
    const text = byId("text");
    const submit = () => text.value.trim() && this.send(text.value.trim());
    text.lang = language;
    // Follows what is being written until the reader scrolls up, and again once he is back at the end.
    byId("scroll").addEventListener(
      "scroll",
      ({ target }) => {
        this.stuck = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_END;
      },
      { passive: true },
    );
    text.addEventListener("input", () => this.#grow());
    text.addEventListener("keydown", (event) => {
      // Enter also ends the choice of a Chinese character in an input method: that one is not for us.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    });
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    byId("stop").addEventListener("click", () => this.busy?.stop().catch(this.onProblem));
    byId("new-chat").addEventListener("click", () => this.drawings.length && this.fresh(this.drawings.slice(0, 1)));
    byId("chat-pick").addEventListener(
      "change",
      (event) => event.target.value && this.open(this.drawings[0], event.target.value).catch(this.onProblem),
    );
  }
}
