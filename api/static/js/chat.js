/** The right of the page: the chats of a drawing, their messages, and the line to type in. */

import { get, patch, post, remove } from "./api.js";
import { Composer } from "./composer.js";
import { byId, el } from "./dom.js";
import { Exchange } from "./exchange.js";
import { Quantities } from "./quantities.js";
import { withArea } from "./region.js";
import { Reviews } from "./reviews.js";
import { sheetNames } from "./shapes.js";
import { InStep, tellOthers } from "./step.js";
import { told, say } from "./words.js";

const NEAR_END = 80;

export class Chat {
  /** `drawingOf(id)`, `show(places, label, go, figure)` marks places on the desk, `onChat(id)` when another chat is open. */
  constructor({ drawingOf, others, show, onChat, onProblem }) {
    Object.assign(this, { drawingOf, others, show, onChat, onProblem, id: null, drawings: [] });
    Object.assign(this, { exchanges: [], chats: [], sending: false, stuck: true, suggested: "", opening: null });
    this.reviews = new Reviews({ onChange: () => this.#reviewed(), onProblem });
    this.table = new Quantities({ reviews: this.reviews, chatId: () => this.id, show: (run, id) => this.#showFigure(run, id), onProblem });
    this.composer = new Composer(this);
    this.inStep = new InStep(() => this.id, () => this.#catchUp());
    this.#listen();
    setInterval(() => this.exchanges.forEach((exchange) => exchange.tick()), 500);
  }

  /** Opens a chat of that drawing: the one named, else its latest, else an empty one. */
  open(drawingId, chatId = null) {
    this.opening = this.#open(drawingId, chatId);
    return this.opening;
  }

  /** A question that is sent while a chat opens is about that one, not the one before it. */
  async #opened() {
    for (let opening = null; opening !== this.opening; ) await (opening = this.opening)?.catch(() => null);
  }

  async #open(drawingId, chatId) {
    this.chats = (await get("/chats")).filter((chat) => chat.drawing_ids.includes(drawingId));
    const wanted = chatId ?? this.chats[0]?.id;
    if (wanted) await this.#load(wanted);
    else this.fresh([drawingId]);
  }

  /** An empty chat about these drawings; the service learns of it with its first message. */
  fresh(drawingIds) {
    this.#clear();
    Object.assign(this, { id: null, drawings: drawingIds });
    this.reviews.load(null);
    this.onChat(null);
    this.draw();
    this.composer.focus();
  }

  async #load(chatId) {
    const chat = await get(`/chats/${chatId}`);
    this.#clear();
    Object.assign(this, { id: chatId, drawings: chat.drawing_ids });
    this.#take(chat);
    this.reviews.load(chatId);
    this.onChat(chatId);
    this.draw();
    this.#toEnd();
  }

  /** Adds the runs of a chat that are not there yet. */
  #take(chat) {
    for (const run of chat.runs) {
      if (this.exchanges.some((exchange) => exchange.run.id === run.id)) continue;
      const said = chat.messages.filter((message) => message.role === "user" && message.run_id === run.id).slice(1);
      this.#add(run.text, run.id).resume(
        run,
        said.map((message) => message.content),
      );
    }
  }

  /** Another window or device has done something in this chat. */
  async #catchUp() {
    const { id } = this;
    const chat = await get(`/chats/${id}`).catch(() => null);
    if (!chat || id !== this.id || this.sending) return;
    const known = this.chats.find((one) => one.id === id);
    if (known) known.title = chat.title;
    this.#take(chat);
    this.reviews.load(id);
    this.draw();
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
      sheetOf: (area) => this.#sheetOf(area),
      changed: () => this.#changed(),
      ended: (which) => this.#ended(which),
      answer: (which, text) => this.#reply(which, text),
      takeUp: (which) => this.#takeUp(which),
      again: (which) => this.send(which.question),
      edit: (which) => this.composer.edit(which.question),
      reviews: this.reviews,
      problem: this.onProblem,
    });
    this.exchanges.push(exchange);
    byId("messages").append(exchange.node);
    return exchange;
  }

  #ended(which) {
    if (this.stuck) requestAnimationFrame(() => which.node.scrollIntoView({ block: "start" }));
    this.reviews.load(this.id);
    tellOthers(this.id);
  }

  #showFigure(run, id) {
    this.exchanges.find((exchange) => exchange.run.id === run)?.showFigure(id);
  }

  /** Evidence names sheets by the run's numbers; the desk wants drawings and pages. */
  #places(evidence, sheets) {
    const known = sheets?.length ? sheets : this.#sheets();
    return evidence.flatMap((one) => {
      const at = known.find((name) => name.sheet === one.sheet);
      if (!at) return [];
      const size = this.drawingOf(at.drawing)?.sheets.find((sheet) => sheet.page === at.page);
      return [{ drawing: at.drawing, page: at.page, box: one.box, kind: "item", title: one.text, evidence: one, size }];
    });
  }

  #sheets() {
    return sheetNames(this.drawings.map(this.drawingOf).filter(Boolean));
  }

  get busy() {
    return this.exchanges.find((exchange) => exchange.busy);
  }

  #sheetOf(area) {
    return this.#sheets().find((one) => one.drawing === area.drawing && one.page === area.page)?.sheet;
  }

  /** An area drawn on the sheet goes into the question: at once, or with what is typed next. */
  take(area, question) {
    const sheet = this.#sheetOf(area);
    if (!sheet) return;
    if (question) this.send(withArea(question, sheet, area.box));
    else this.composer.hold({ sheet, box: area.box });
  }

  async send(text) {
    await this.#opened();
    const { busy } = this;
    if (busy?.waits) return this.#reply(busy, text);
    if (busy || this.sending || !this.drawings.length) return;
    this.sending = true;
    try {
      this.id ??= await this.#begin(text);
      const { run } = await post(`/chats/${this.id}/messages`, { text });
      this.composer.clear();
      this.#add(text, run.id).follow();
      this.#toEnd();
      tellOthers(this.id);
    } catch (error) {
      this.onProblem(error);
    } finally {
      this.sending = false;
      this.draw();
    }
  }

  /** Takes up a run that failed or was stopped, from its last step. */
  async #takeUp(exchange) {
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
      this.composer.clear();
    } catch (error) {
      this.onProblem(error);
    }
  }

  async rename() {
    const chat = this.chats.find((one) => one.id === this.id);
    const title = prompt(say("rename_chat"), chat?.title ?? "")?.trim();
    if (!title || !chat) return;
    await patch(`/chats/${this.id}`, { title });
    chat.title = title;
    this.draw();
    tellOthers(this.id);
  }

  async forget() {
    if (!this.id || !confirm(say("remove_chat_sure"))) return;
    const { id, drawings } = this;
    await remove(`/chats/${id}`);
    tellOthers(id);
    await this.open(drawings[0]);
  }

  #changed() {
    this.draw();
    if (this.stuck) this.#toEnd();
  }

  #reviewed() {
    for (const exchange of this.exchanges) exchange.refresh();
    this.table.draw();
    byId("quantities-open").hidden = !this.reviews.rows.length;
  }

  #toEnd() {
    const box = byId("scroll");
    box.scrollTop = box.scrollHeight;
  }

  /** Draws what surrounds the messages: the start, the list of chats, the buttons, the line to type in. */
  draw() {
    const ready = this.drawings.length > 0;
    byId("start").hidden = this.exchanges.length > 0 || !ready;
    byId("chat-pick").hidden = this.chats.length === 0;
    byId("chat-rename").hidden = byId("chat-remove").hidden = !this.id;
    this.composer.draw();
    this.#drawPick();
    this.#drawSuggestions();
  }

  #drawPick() {
    const state = JSON.stringify([this.id, this.chats.map((chat) => [chat.id, chat.title])]);
    if (this.picked === state) return;
    this.picked = state;
    const options = this.chats.map((chat) =>
      el("option", { value: chat.id, selected: chat.id === this.id }, chat.title || say("untitled")),
    );
    if (!this.id) options.unshift(el("option", { value: "", selected: true }, say("new_chat")));
    byId("chat-pick").replaceChildren(...options);
  }

  /** Questions to begin with, by what the drawing holds; asked for once it has been read. */
  async #drawSuggestions() {
    const drawing = this.drawingOf(this.drawings[0]);
    const state = `${drawing?.id} ${drawing?.status}`;
    if (byId("start").hidden || this.suggested === state) return;
    this.suggested = state;
    byId("suggestions").replaceChildren();
    if (drawing?.status !== "ready") return;
    const questions = await get(`/drawings/${drawing.id}/suggestions`).catch(() => []);
    if (this.suggested !== state) return;
    byId("suggestions").replaceChildren(
      ...questions.map((question) =>
        el("button", { type: "button", class: "choice", onclick: () => this.send(told(question)) }, told(question)),
      ),
    );
  }

  #listen() {
    // Follows what is being written until the reader scrolls up, and again once he is back at the end.
    byId("scroll").addEventListener(
      "scroll",
      ({ target }) => {
        this.stuck = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_END;
      },
      { passive: true },
    );
    const on = (id, act) => byId(id).addEventListener("click", () => Promise.resolve(act()).catch(this.onProblem));
    on("stop", () => this.busy?.stop());
    on("new-chat", () => this.drawings.length && this.fresh(this.drawings.slice(0, 1)));
    on("chat-rename", () => this.rename());
    on("chat-remove", () => this.forget());
    on("quantities-open", () => this.table.open());
    byId("chat-pick").addEventListener(
      "change",
      (event) => event.target.value && this.open(this.drawings[0], event.target.value).catch(this.onProblem),
    );
  }
}
