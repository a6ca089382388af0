/** The operator's page: what goes on in the whole service, every two seconds, and doing something about it. */

import { get, post } from "./api.js";
import { language } from "./words.js";

const EVERY_MS = 2000;
const WORDS = {
  title: ["Operating Liangtu", "量图运维"],
  back: ["To the drawings", "返回图纸"],
  queues: ["Queues", "队列"],
  workers: ["Workers", "工作进程"],
  users: ["Open jobs by user", "各用户未结束的任务"],
  jobs: ["Jobs", "任务"],
  audit: ["Audit trail", "审计记录"],
  status: ["State", "状态"],
  user: ["User", "用户"],
  queue: ["Queue", "队列"],
  queued: ["Waiting", "排队"],
  running: ["Running", "运行中"],
  waiting: ["Asking", "等待回答"],
  failed: ["Failed in 24 h", "24 小时内失败"],
  oldest: ["Waits longest", "最长等待"],
  host: ["Host", "主机"],
  version: ["Version", "版本"],
  slots: ["Slots", "并发"],
  does: ["Works on", "正在处理"],
  idle: ["idle", "空闲"],
  kind: ["Kind", "类型"],
  age: ["Age", "时长"],
  attempt: ["Attempt", "次数"],
  progress: ["Progress", "进度"],
  about: ["About", "内容"],
  requeue: ["Requeue", "重新排队"],
  cancel: ["Stop", "停止"],
  at: ["When", "时间"],
  action: ["Action", "操作"],
  target: ["Target", "对象"],
  client: ["From", "来源"],
  nothing: ["nothing", "无"],
  seconds: ["{n} s", "{n} 秒"],
};
const say = (name, n) => (WORDS[name] ?? [name, name])[language === "zh" ? 1 : 0].replace("{n}", n);
const find = (id) => document.getElementById(id);

function element(tag, { text, className, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Replaces a table: `columns` are [name, cell of a row] pairs, where a cell is text, a number or an element. */
function fill(id, columns, rows) {
  const head = element("tr", {}, ...columns.map(([name]) => element("th", { scope: "col", text: name ? say(name) : "" })));
  const body = rows.map((row) => element("tr", {}, ...columns.map(([name, cell]) => cellOf(name, cell(row)))));
  const empty = element("tr", {}, element("td", { colspan: columns.length, text: say("nothing") }));
  find(id).replaceChildren(element("thead", {}, head), element("tbody", {}, ...(body.length ? body : [empty])));
}

function cellOf(name, value) {
  if (value instanceof Node) return element("td", {}, value);
  return element("td", { text: value, className: typeof value === "number" ? "number" : name === "failed" ? "failed" : "" });
}

const when = (at) => new Date(at * 1000).toLocaleString(language === "zh" ? "zh-CN" : "en-GB");
const lasted = (seconds) => say("seconds", Math.round(seconds));

function actions(job) {
  const able = { requeue: ["failed", "cancelled"].includes(job.status) && job.kind !== "tool" && job.kind !== "batch",
    cancel: ["queued", "running", "waiting"].includes(job.status) };
  const buttons = Object.keys(able).filter((name) => able[name]).map((name) => {
    const button = element("button", { type: "button", text: say(name) });
    button.addEventListener("click", () => act(`/operator/jobs/${job.id}/${name}`));
    return button;
  });
  return element("span", {}, ...buttons);
}

async function act(path) {
  await shown(() => post(path));
  await refresh();
}

/** Does it, and shows the sentence of the problem where it fails. */
async function shown(work) {
  try {
    const found = await work();
    find("problem").hidden = true;
    return found;
  } catch (error) {
    find("problem").textContent = `${error.message} ${error.todo ?? ""}`;
    find("problem").hidden = false;
    return null;
  }
}

function about(job) {
  const words = job.reason || job.question || job.doing;
  return element("span", {}, element("span", { text: words }), element("br"), element("span", { className: "id", text: job.id }));
}

async function refresh() {
  const filter = new URLSearchParams([...new FormData(find("filter"))].filter(([, value]) => value));
  const found = await shown(() => Promise.all([get("/operator/overview"), get(`/operator/jobs?${filter}`), get("/operator/audit")]));
  if (!found) return;
  const [seen, jobs, audit] = found;
  fill("queues", [["queue", (r) => r[0]], ...["queued", "running", "waiting", "failed"].map((name) => [name, (r) => r[1][name]]),
    ["oldest", (r) => lasted(r[1].oldest)]], Object.entries(seen.queues));
  fill("workers", [["queue", (w) => w.queue], ["host", (w) => w.host], ["version", (w) => w.version], ["slots", (w) => w.slots],
    ["does", (w) => w.jobs.join(", ") || say("idle")], ["age", (w) => lasted(Date.now() / 1000 - w.started_at)]], seen.workers);
  fill("users", [["user", (r) => r[0]], ...["queued", "running", "waiting"].map((name) => [name, (r) => r[1][name] ?? 0])],
    Object.entries(seen.users));
  fill("jobs", [["user", (j) => j.user], ["kind", (j) => j.kind], ["status", (j) => j.status], ["attempt", (j) => j.attempt],
    ["progress", (j) => (j.total ? `${j.done}/${j.total}` : "")], ["age", (j) => lasted(j.age)], ["about", about], ["", actions]], jobs);
  fill("audit", [["at", (a) => when(a.at)], ["user", (a) => a.user], ["action", (a) => a.action], ["target", (a) => a.target],
    ["client", (a) => a.client]], audit);
}

for (const marked of document.querySelectorAll("[data-say]")) marked.textContent = say(marked.dataset.say);
document.documentElement.lang = language;
document.title = say("title");
find("filter").addEventListener("input", refresh);
find("filter").addEventListener("submit", (event) => event.preventDefault());
await refresh();
setInterval(() => document.hidden || refresh(), EVERY_MS);
