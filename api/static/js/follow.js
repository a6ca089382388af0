/** Follows a run's events over WebSocket until its end, through any number of lost connections. */

import { get, socketAddress } from "./api.js";

const FIRST_WAIT = 250;
const LONGEST_WAIT = 8000;
const NO_SUCH_RUN = 4404;

export class Follower {
  /** `take(event)` gets each event once and in order; `notice(connected)` tells the state of the connection. */
  constructor(runId, { after = 0, take, notice = () => {} }) {
    Object.assign(this, { runId, last: after, take, notice, wait: FIRST_WAIT, socket: null, stopped: false, timer: 0 });
    this.retryNow = () => this.timer && this.#reconnect(0);
    addEventListener("online", this.retryNow);
    this.#connect();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.retryNow);
    this.socket?.close();
  }

  async #connect() {
    this.timer = 0;
    try {
      const address = await socketAddress(`/runs/${this.runId}/events`, { after: this.last });
      if (this.stopped) return;
      this.#listen(new WebSocket(address));
    } catch {
      this.#lost();
    }
  }

  #listen(socket) {
    this.socket = socket;
    socket.onopen = () => this.notice(true);
    socket.onmessage = (message) => this.socket === socket && this.#receive(JSON.parse(message.data));
    socket.onclose = ({ code }) => {
      if (code === NO_SUCH_RUN) this.stop();
      else if (this.socket === socket && !this.stopped) this.#lost();
    };
  }

  #receive(event) {
    if (this.stopped || !event.type) return;
    if (event.seq > this.last + 1 && event.type !== "resync") {
      this.#reconnect(0); // one was lost on the way: the service replays from the last seen
      return;
    }
    this.wait = FIRST_WAIT;
    this.last = event.type === "resync" ? event.seq : Math.max(this.last, event.seq ?? 0);
    this.take(event);
    if (event.type === "run_finished" || snapshotIsOver(event)) this.stop();
  }

  #lost() {
    this.notice(false);
    this.#reconnect(this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    if (this.wait >= FIRST_WAIT * 8) this.#askInstead();
  }

  #reconnect(wait) {
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = null;
    old?.close();
    if (!this.stopped) this.timer = setTimeout(() => this.#connect(), wait);
  }

  /** Where no socket gets through (some proxies), plain HTTP still tells the end. */
  async #askInstead() {
    const run = await get(`/runs/${this.runId}`).catch(() => null);
    if (!run?.over || this.stopped) return;
    this.take({ type: "resync", seq: run.last_seq, data: { snapshot: run } });
    this.stop();
  }
}

const snapshotIsOver = (event) => event.type === "resync" && event.data.snapshot.over;
