/** The foot of an answer: who gave it at what cost, and what can be done with it. */

import { download, post, remove } from "./api.js";
import { byId, el, icon, iconButton } from "./dom.js";
import { say } from "./words.js";

export class AnswerActions {
  constructor({ answer, act, run, question }) {
    Object.assign(this, { answer, act, run, question });
    this.unshare = iconButton("unlink", say("unshare"), () => this.#unshare(), { hidden: !act?.shared, class: "icon-button unshare" });
  }

  render() {
    const { answer, act } = this;
    const unfinished = ["failed", "cancelled"].includes(answer.status);
    return el(
      "footer",
      {},
      el("span", {}, this.#account()),
      act && unfinished && el("button", { type: "button", class: "quiet-button", onclick: act.takeUp }, say("ask_again")),
      act && !unfinished && iconButton("again", say("regenerate"), act.again),
      act && answer.sheets.length > 0 && iconButton("marked", say("marked"), () => this.#marked()),
      act && !unfinished && iconButton("link", say("share"), (event) => this.#share(event.currentTarget)),
      this.unshare,
      answer.text && iconButton("copy", say("copy"), (event) => this.#copied(event.currentTarget, answer.text, say("copied"))),
    );
  }

  /** Who answered, how long it took, what it cost. */
  #account() {
    const { answer } = this;
    const rules = answer.provider === "rules";
    const provider = [rules ? say("rules") : answer.provider, rules ? "" : answer.model].filter(Boolean).join(" · ");
    const tokens = answer.usage.prompt_tokens + answer.usage.completion_tokens;
    return [
      answer.provider && say("answered_by", { provider }),
      answer.seconds ? say("seconds", { seconds: answer.seconds.toFixed(1) }) : "",
      tokens ? say("tokens", { count: tokens.toLocaleString() }) : "",
      answer.usage.cost_usd ? `$${answer.usage.cost_usd.toFixed(4)}` : "",
    ]
      .filter(Boolean)
      .join(" · ");
  }

  async #marked() {
    await download(`/runs/${this.run}/marked`, "marked.pdf").catch(this.act.problem);
  }

  async #share(button) {
    try {
      const { path } = await post(`/runs/${this.run}/share`);
      const address = new URL(path, location.href).href;
      this.#shared(true);
      await this.#copied(button, address, say("shared"));
    } catch (error) {
      this.act.problem(error);
    }
  }

  #shared(works) {
    this.act.shared = works;
    this.unshare.hidden = !works;
  }

  /** The links that were given away stop to work. */
  async #unshare() {
    try {
      await remove(`/runs/${this.run}/share`);
      this.#shared(false);
      byId("announce").textContent = say("unshared");
    } catch (error) {
      this.act.problem(error);
    }
  }

  /** Puts a text on the clipboard; where that is forbidden, shows it to be copied by hand. */
  async #copied(button, text, name) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      prompt(name, text);
    }
    button.replaceChildren(icon("check"));
    button.setAttribute("aria-label", name);
    button.title = name;
  }
}
