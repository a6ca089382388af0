/** What the user made of the quantities of a chat: corrected, approved, struck and added places. */

import { get, put } from "./api.js";

const sameSpot = (a, b) => a.sheet === b.sheet && a.box.join() === b.box.join();

export class Reviews {
  /** `onChange()` is called when the rows are known or have changed. */
  constructor({ onChange, onProblem }) {
    Object.assign(this, { onChange, onProblem, chat: null, rows: [], last: Promise.resolve() });
  }

  async load(chat) {
    this.chat = chat;
    const rows = chat ? await get(`/chats/${chat}/quantities`).catch(() => []) : [];
    if (this.chat === chat) this.#take(rows);
  }

  row(run, quantity) {
    return this.rows.find((row) => row.run === run && row.quantity === quantity);
  }

  /** Sends what changes of a quantity, a value or what follows from its row; the rest of its review stays. */
  change(run, quantity, values) {
    this.last = this.last.then(() => this.#send(run, quantity, values)); // one after the other: each builds on the last
    return this.last;
  }

  async #send(run, quantity, changes) {
    const row = await this.#known(run, quantity);
    if (!row) return;
    const values = typeof changes === "function" ? changes(row) : changes;
    const value = row.own && !row.struck.length && !row.added.length ? row.value : null;
    const { note, struck, added } = row;
    const kept = { value, note, struck, added, approved: row.state === "approved" };
    try {
      const rows = await put(`/runs/${run}/quantities/${quantity}`, { ...kept, ...values });
      const others = this.rows.filter((one) => one.run !== run);
      const at = this.rows.findIndex((one) => one.run === run);
      this.#take([...others.slice(0, at), ...rows, ...others.slice(at)]);
    } catch (error) {
      this.onProblem(error);
    }
  }

  /** Strikes a place out of a count, counts one that was withheld, or takes back what was struck or added. */
  strike(run, quantity, spot, kind) {
    const without = (list) => list.filter((one) => !sameSpot(one, spot));
    const changes = {
      item: ({ struck }) => ({ struck: [...struck, spot] }),
      struck: ({ struck }) => ({ struck: without(struck) }),
      added: ({ added }) => ({ added: without(added) }),
      withheld: ({ added }) => ({ added: [...added, spot] }),
    };
    const change = changes[kind] ?? changes.item;
    return this.change(run, quantity, (row) => ({ value: null, approved: false, ...change(row) }));
  }

  add(run, quantity, spot) {
    return this.change(run, quantity, ({ added }) => ({ value: null, approved: false, added: [...added, spot] }));
  }

  /** The row, which may not have come yet. */
  async #known(run, quantity) {
    if (!this.row(run, quantity)) await this.load(this.chat);
    return this.row(run, quantity);
  }

  isStruck(row, evidence) {
    return Boolean(row?.struck.some((spot) => evidence.box && sameSpot(spot, evidence)));
  }

  isAdded(row, evidence) {
    return Boolean(row?.added.some((spot) => evidence.box && sameSpot(spot, evidence)));
  }

  #take(rows) {
    this.rows = rows;
    this.onChange();
  }
}
