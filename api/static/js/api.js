/** The service over HTTP. Every failure is a Problem that says what happened and what to do. */

import { language, say } from "./words.js";

const BASE = "/api/v1";

export class Problem extends Error {
  constructor({ code = "unknown", title, detail, do: todo, status = 0 }) {
    super(detail || title || say("went_wrong"));
    Object.assign(this, { code, todo: todo ?? "", status });
  }
}

export const token = {
  get: () => localStorage.getItem("liangtu.token"),
  set: (value) => (value ? localStorage.setItem("liangtu.token", value) : localStorage.removeItem("liangtu.token")),
};

function headers(extra = {}) {
  const known = token.get();
  return { "Accept-Language": language, ...(known ? { Authorization: `Bearer ${known}` } : {}), ...extra };
}

function problemOf(status, text) {
  // A token that was good until now: whoever shows the page has to ask for a new one.
  if (status === 401 && token.get()) {
    token.set(null);
    dispatchEvent(new Event("signed-out"));
  }
  try {
    return new Problem({ status, ...JSON.parse(text) });
  } catch {
    return new Problem({ status, detail: `${say("went_wrong")} (${status})` });
  }
}

async function request(method, path, { body, signal } = {}) {
  const options = { method, signal, headers: headers(body ? { "Content-Type": "application/json" } : {}) };
  if (body) options.body = JSON.stringify(body);
  let response;
  try {
    response = await fetch(BASE + path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ code: "offline", detail: say("offline") });
  }
  if (!response.ok) throw problemOf(response.status, await response.text());
  return response;
}

const json = async (response) => (response.status === 204 ? null : response.json());

export const get = async (path, signal) => json(await request("GET", path, { signal }));
export const post = async (path, body = {}) => json(await request("POST", path, { body }));
export const put = async (path, body) => json(await request("PUT", path, { body }));
export const patch = async (path, body) => json(await request("PATCH", path, { body }));
export const remove = async (path) => json(await request("DELETE", path));

/** An image by its path, as an object URL; whoever asked revokes it. */
export async function image(path, signal) {
  const response = await request("GET", path, { signal });
  return URL.createObjectURL(await response.blob());
}

/** Sends a file; `onProgress` gets a share from 0 to 1. XMLHttpRequest, because fetch tells nothing of an upload. */
export function upload(file, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", `${BASE}/drawings/upload`);
    for (const [name, value] of Object.entries(headers())) call.setRequestHeader(name, value);
    call.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    call.onload = () =>
      call.status < 300 ? resolve(JSON.parse(call.responseText)) : reject(problemOf(call.status, call.responseText));
    call.onerror = () => reject(new Problem({ code: "offline", detail: say("offline") }));
    call.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal?.addEventListener("abort", () => call.abort());
    const form = new FormData();
    form.append("file", file);
    call.send(form);
  });
}

/** The address of a WebSocket. A signed-in user needs a ticket, because browsers send no headers with a socket. */
export async function socketAddress(path, values) {
  const address = new URL(BASE + path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
  if (token.get()) address.searchParams.set("ticket", (await post("/auth/ticket")).ticket);
  return address.href;
}

/** Fetches a file with the caller's token and hands it to the browser to keep. */
export async function download(path, name) {
  const response = await request("GET", path);
  const said = response.headers.get("Content-Disposition")?.match(/filename\*=UTF-8''([^;]+)/)?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = said ? decodeURIComponent(said) : name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
