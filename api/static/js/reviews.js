/** What the user made of the quantities of a chat: corrected, approved, struck and added places. */

import { get, put } from "./api.js";

const sameSpot = (a, b) => a.sheet === b.sheet && a.box.join() === b.box.join();

export class Reviews {
  /** `onChange()` is called when the rows are known or have changed. */
  constructor({ onChange, onProblem }) {
    Object.assign(this, { onChange, onProblem, chat: null, rows: [] });
  }

  async load(chat) {
    this.chat = chat;
    const rows = chat ? await get(`/chats/${chat}/quantities`).catch(() => []) : [];
    if (this.chat === chat) this.#take(rows);
  }

  row(run, quantity) {
    return this.rows.find((row) => row.run === run && row.quantity === quantity);
  }

  /** Sends what changes of a quantity; the rest of its review stays. */
  async change(run, quantity, values) {
    const row = this.row(run, quantity);
    if (!row) return;
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

  /** Strikes a place out of a count, or takes back what was struck or added. */
  async strike(run, quantity, spot, kind) {
    const { struck, added } = await this.#known(run, quantity);
    const without = (list) => list.filter((one) => !sameSpot(one, spot));
    const changes = { item: { struck: [...struck, spot] }, struck: { struck: without(struck) }, added: { added: without(added) } };
    await this.change(run, quantity, { value: null, approved: false, ...changes[kind] });
  }

  async add(run, quantity, spot) {
    const { added } = await this.#known(run, quantity);
    await this.change(run, quantity, { value: null, approved: false, added: [...added, spot] });
  }

  /** The row, which may not have come yet. */
  async #known(run, quantity) {
    if (!this.row(run, quantity)) await this.load(this.chat);
    return this.row(run, quantity);
  }

  isStruck(row, evidence) {
    return Boolean(row?.struck.some((spot) => evidence.box && sameSpot(spot, evidence)));
  }

  #take(rows) {
    this.rows = rows;
    this.onChange();
  }
}
