/** Puts the page together: sign-in, the three parts, and the address that keeps what is open. */

import { token } from "./api.js";
import { Chat } from "./chat.js";
import { Desk } from "./desk.js";
import { byId } from "./dom.js";
import { part, parts, problem, translate, whoAmI } from "./frame.js";
import { helpWithKeys } from "./keys.js";
import { Library } from "./library.js";
import { SheetList } from "./sheets.js";
import { say } from "./words.js";

const here = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

/** Keeps what is open in the address, so that a reload or a copied link opens it again. */
function remember(values) {
  const kept = Object.entries({ ...here(), ...values }).filter(([, value]) => value);
  history.replaceState(null, "", `#${new URLSearchParams(kept)}`);
}

class Page {
  constructor() {
    this.library = new Library({
      onOpen: (drawing) => this.open(drawing.id).catch(problem),
      onChange: (drawing) => this.#changed(drawing),
      onRemoved: (drawing) => drawing.id === here().drawing && this.#leave(),
      onProblem: problem,
    });
    this.sheets = new SheetList({
      onOpen: (sheet) => this.desk.open(sheet.drawing, sheet.page),
      onTitles: (drawing) => this.#titles(drawing),
    });
    this.desk = new Desk({
      drawingOf: this.library.get,
      onSheet: (sheet) => this.#onSheet(sheet),
      onArea: (area, question) => this.chat.take(area, question),
      onProblem: problem,
    });
    this.chat = new Chat({
      drawingOf: this.library.get,
      show: (places, label, go, figure) => this.#show(places, label, go, figure),
      others: () => this.library.drawings,
      onChat: (chat) => remember({ chat }),
      onProblem: problem,
    });
  }

  /** Opens what the address names, else the first drawing. */
  async start() {
    await this.library.load();
    const { drawing, chat, sheet, on } = here();
    if (drawing) await this.library.fetch(drawing).catch(() => null);
    const known = this.library.get(drawing) ?? this.library.drawings[0];
    if (!known) return this.#empty();
    await this.open(known.id, {
      chat: known.id === drawing ? chat : null,
      sheet: !on || on === known.id ? Number(sheet) || 1 : 1,
    });
  }

  async open(id, { chat = null, sheet = 1 } = {}) {
    this.library.choose(id);
    remember({ drawing: id, chat });
    this.desk.clear();
    this.desk.open(id, sheet);
    await this.chat.open(id, chat).catch((error) => {
      if (error.status !== 404) throw error;
      return this.chat.open(id);
    });
  }

  #onSheet(sheet) {
    if (sheet) remember({ sheet: sheet.page, on: sheet.drawing });
    this.sheets.show(sheet && this.library.get(sheet.drawing), sheet?.page);
  }

  #titles(drawing) {
    const { sheet } = this.desk;
    if (sheet?.drawing !== drawing.id) return;
    this.sheets.show(drawing, sheet.page);
    this.desk.titles(drawing);
  }

  /** On a phone one part is in view: a place on the sheet brings the sheet. */
  #show(places, label, go, figure) {
    if (places.length && go === true) part("desk"); // the answer itself is read first
    this.desk.show(places, places.length ? label : "", go, figure);
  }

  /** What was open is gone: opens what there is. */
  #leave() {
    remember({ drawing: "", chat: "", sheet: "", on: "" });
    this.start().catch(problem);
  }

  #empty() {
    this.desk.open(null);
    this.chat.fresh([]);
  }

  #changed(drawing) {
    if (drawing.id === here().drawing && !this.desk.sheet) this.desk.open(drawing.id);
    else if (drawing.id === this.desk.sheet?.drawing) this.sheets.show(drawing, this.desk.sheet.page);
    this.chat.draw();
  }
}

/** Who is signed in by password may also leave; who operates the service gets there. */
function account(me) {
  byId("to-operator").hidden = me.role !== "operator";
  const button = byId("account");
  button.hidden = me.local;
  button.textContent = `${me.user} · ${say("sign_out")}`;
  button.addEventListener("click", () => {
    token.set(null);
    location.reload();
  });
}

async function main() {
  translate();
  const me = await whoAmI();
  addEventListener("signed-out", () => location.reload());
  account(me);
  const provider = me.provider === "rules" ? say("rules") : [me.provider, me.model].filter(Boolean).join(" · ");
  byId("provider").textContent = provider;
  parts();
  helpWithKeys();
  await new Page().start();
  document.body.classList.add("ready");
}

main().catch(problem);
