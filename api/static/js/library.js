/** The left of the page: the drawings, how far each has been read, and the upload. */

import { get, patch, remove, upload } from "./api.js";
import { byId, el, icon, iconButton } from "./dom.js";
import { drawingOf, progressOf, takeStatus } from "./shapes.js";
import { tellOthers, whenTold } from "./step.js";
import { say } from "./words.js";

const ASK_EVERY = 700;

const bar = (share) => el("progress", share === null ? { max: 1 } : { max: 1, value: share });

export class Library {
  /** `onOpen(drawing)` is called when one is chosen, `onChange(drawing)` when its reading has moved on. */
  constructor({ onOpen, onChange, onRemoved, onProblem }) {
    Object.assign(this, { onOpen, onChange, onRemoved, onProblem, drawings: [], uploads: new Map(), open: null });
    this.#listen();
  }

  get = (id) => this.drawings.find((drawing) => drawing.id === id);

  async load() {
    this.drawings = (await get("/drawings")).map(drawingOf);
    for (const drawing of this.drawings) this.#watch(drawing);
    this.#draw();
  }

  /** Takes over what another window or device did to the list. */
  async #catchUp() {
    const found = (await get("/drawings").catch(() => null))?.map(drawingOf);
    if (!found) return;
    for (const drawing of found) {
      const known = this.get(drawing.id);
      if (known) known.name = drawing.name;
      else this.#watch(this.drawings[this.drawings.push(drawing) - 1]);
    }
    this.drawings = this.drawings.filter((drawing) => found.some((one) => one.id === drawing.id));
    this.#draw();
  }

  choose(id) {
    this.open = id;
    this.#draw();
  }

  /** Adds a drawing that the chat or the address named and that is not in the list. */
  async fetch(id) {
    if (!this.get(id)) this.drawings.push(drawingOf(await get(`/drawings/${id}`)));
    this.#draw();
    return this.get(id);
  }

  /** Asks for the status until the drawing is read or has failed. */
  async #watch(drawing) {
    while (["queued", "reading"].includes(drawing.status) && this.drawings.includes(drawing)) {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
      const before = JSON.stringify(drawing);
      try {
        await this.#ask(drawing);
      } catch (error) {
        if (error.status === 404) this.drawings = this.drawings.filter((one) => one !== drawing);
      }
      if (JSON.stringify(drawing) === before) continue;
      this.#draw();
      this.onChange(drawing);
    }
  }

  async #ask(drawing) {
    takeStatus(drawing, await get(`/drawings/${drawing.id}/status`));
    if (drawing.status === "ready" || drawing.sheets.length < drawing.total) {
      const { sheets, unread } = drawingOf(await get(`/drawings/${drawing.id}`));
      Object.assign(drawing, { sheets, unread });
    }
  }

  /** Sends all of them at once; the first that arrives is opened, the others wait in the list. */
  async send(files) {
    const batch = { opened: false };
    await Promise.all([...files].map((file) => this.#sendOne(file, batch)));
  }

  async #sendOne(file, batch) {
    const entry = { name: file.name, share: 0, stop: new AbortController() };
    this.uploads.set(entry, entry);
    this.#draw();
    try {
      const answer = await upload(file, (share) => this.#sent(entry, share), entry.stop.signal);
      this.#arrived(drawingOf(answer.drawing), !batch.opened);
      batch.opened = true;
    } catch (error) {
      if (error.name !== "AbortError") this.onProblem(error, file.name);
    } finally {
      this.uploads.delete(entry);
      this.#draw();
    }
  }

  #sent(entry, share) {
    entry.share = share;
    this.#draw();
  }

  #arrived(drawing, first) {
    this.drawings.unshift(drawing);
    tellOthers("drawings");
    this.#watch(drawing);
    if (first) this.onOpen(drawing);
  }

  async #rename(drawing) {
    const name = prompt(say("rename"), drawing.name)?.trim();
    if (!name) return;
    try {
      drawing.name = (await patch(`/drawings/${drawing.id}`, { name })).name;
      this.#draw();
      this.onChange(drawing);
      tellOthers("drawings");
    } catch (error) {
      this.onProblem(error, drawing.name);
    }
  }

  async #remove(drawing) {
    if (!confirm(say("remove_sure", { name: drawing.name }))) return;
    try {
      await remove(`/drawings/${drawing.id}`);
      this.drawings = this.drawings.filter((one) => one !== drawing);
      this.#draw();
      tellOthers("drawings");
      this.onRemoved(drawing);
    } catch (error) {
      this.onProblem(error, drawing.name);
    }
  }

  #draw() {
    const focused = document.activeElement?.dataset?.drawing;
    const rows = [
      ...[...this.uploads.keys()].map((entry) => this.#uploadRow(entry)),
      ...this.drawings.map((drawing) => this.#row(drawing)),
    ];
    byId("drawings").replaceChildren(...rows);
    byId("no-drawings").hidden = rows.length > 0;
    if (focused)
      byId("drawings")
        .querySelector(`[data-drawing="${CSS.escape(focused)}"]`)
        ?.focus();
  }

  #row(drawing) {
    const { text, share, bad } = progressOf(drawing);
    const state = el("span", { class: `state ${bad ? "bad" : ""}` }, text);
    const choose = el(
      "button",
      {
        type: "button",
        class: "drawing",
        "data-drawing": drawing.id,
        "aria-current": drawing.id === this.open ? "true" : null,
        onclick: () => this.onOpen(drawing),
      },
      icon("file"),
      el(
        "span",
        { class: "lines" },
        el("span", { class: "name", title: drawing.name }, drawing.name),
        state,
        share !== undefined && bar(share),
      ),
    );
    return el(
      "li",
      { "data-status": drawing.status },
      choose,
      el(
        "span",
        { class: "acts" },
        iconButton("edit", `${say("rename")}: ${drawing.name}`, () => this.#rename(drawing), {
          title: say("rename"),
          "data-act": "rename",
        }),
        iconButton("close", `${say("remove")}: ${drawing.name}`, () => this.#remove(drawing), {
          title: say("remove"),
          "data-act": "remove",
        }),
      ),
    );
  }

  #uploadRow(entry) {
    const text = say("uploading", { percent: Math.floor(entry.share * 100) });
    const body = el(
      "div",
      { class: "drawing" },
      icon("upload"),
      el(
        "span",
        { class: "lines" },
        el("span", { class: "name" }, entry.name),
        el("span", { class: "state" }, text),
        bar(entry.share),
      ),
    );
    return el(
      "li",
      { "data-status": "uploading" },
      body,
      el("span", { class: "acts" }, iconButton("close", say("cancel_upload"), () => entry.stop.abort())),
    );
  }

  #listen() {
    const input = byId("file");
    byId("upload").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.send(input.files);
      input.value = "";
    });
    whenTold((what) => what === "drawings" && this.#catchUp());
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#catchUp());
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      document.body.classList.add("dropping");
    });
    addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dropping"));
    addEventListener("drop", (event) => {
      document.body.classList.remove("dropping");
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.send(event.dataTransfer.files);
    });
  }
}
