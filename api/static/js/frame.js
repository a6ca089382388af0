/** What all pages of the service share: languages, problems, sign-in, and the parts of a narrow window. */

import { get, post, token } from "./api.js";
import { byId, el, iconButton } from "./dom.js";
import { language, say, switchLanguage } from "./words.js";

const RETRY = 2000;

/** Tells what went wrong and what to do, until it is dismissed. */
export function problem(error, about = "") {
  if (error.name === "AbortError") return;
  const text = [about, error.message].filter(Boolean).join(": ");
  const note = el(
    "div",
    { class: "problem", role: "alert" },
    el("div", {}, el("div", {}, text), error.todo && el("div", { class: "quiet" }, error.todo)),
  );
  note.append(iconButton("close", say("dismiss"), () => note.remove()));
  byId("problems").append(note);
}

export function translate() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    if (node.tagName === "BUTTON") node.title = say(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = say(node.dataset.placeholder);
  byId("language").addEventListener("click", switchLanguage);
}

/** Resolves when the user has signed in. */
function signIn() {
  if (!byId("sign-in")) return location.replace("/");
  byId("sign-in").hidden = false;
  byId("user").focus();
  return new Promise((resolve) => {
    byId("sign-in-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await post("/auth/token", { username: byId("user").value, password: byId("password").value });
        token.set(answer.access_token);
        byId("sign-in").hidden = true;
        resolve();
      } catch (error) {
        byId("sign-in-problem").textContent = [error.message, error.todo].filter(Boolean).join(" ");
      }
    });
  });
}

/** Who is using the page. Waits for a service that does not answer yet, and for a user who has to sign in. */
export async function whoAmI() {
  for (;;) {
    try {
      return await get("/me");
    } catch (error) {
      if (error.status === 401) {
        await signIn();
      } else {
        if (byId("offline")) byId("offline").hidden = false;
        await new Promise((resolve) => setTimeout(resolve, RETRY));
      }
    } finally {
      if (navigator.onLine && byId("offline")) byId("offline").hidden = true;
    }
  }
}

/** Which part a narrow window shows. */
export function part(name) {
  document.body.dataset.part = name;
  for (const button of byId("parts").children) button.setAttribute("aria-current", button.dataset.part === name);
}

/** Makes the buttons of the parts work. */
export function parts(first = "desk") {
  for (const button of byId("parts").children) button.addEventListener("click", () => part(button.dataset.part));
  part(first);
}
