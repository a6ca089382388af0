/** A run as its events tell it: a plain value and the function that carries it on by one event. */

// As agent/citations.py cuts them out: [q3], [q1, q2], [q3*], 【q3】. BEGUN is one of which the end has yet to come.
const CITATION = /\s*[[【［(]\s*[qe]\d+\*?(?:\s*[,，、;–-]\s*[qe]\d+\*?)*\s*[\]】］)]/gi;
const BEGUN = /\s*[[【［(]\s*(?:[qe][\d*qe,，、;–\-\s]*)?$/i;
const ENDED = new Set(["answered", "refused", "failed", "cancelled"]);

export const newRun = (id) => ({
  id,
  seq: 0,
  attempt: 0,
  status: "queued",
  provider: "",
  model: "",
  steps: [],
  calls: new Map(),
  question: null,
  answer: null,
  reason: null,
  finished: false,
  skew: Infinity,
  resumed: false,
});

export const isOver = (status) => ENDED.has(status);

function stepOf(run, number) {
  const last = run.steps.at(-1);
  let step = last?.step === number ? last : run.steps.find((known) => known.step === number);
  if (!step) {
    step = { step: number, title: null, text: "", calls: [] };
    run.steps.push(step);
  }
  return step;
}

const lastStep = (run) => run.steps.at(-1) ?? stepOf(run, 1);
const callOf = (run, id) => run.calls.get(id);

function addCall(run, call) {
  run.calls.set(call.id, call);
  lastStep(run).calls.push(call);
}

/** A newer attempt begins: what the abandoned one had written is void. */
function newAttempt(run, attempt) {
  run.resumed = run.resumed || run.attempt > 0;
  run.attempt = attempt;
  for (const step of run.steps) if (!step.calls.length) step.text = "";
}

const HANDLERS = {
  run_queued: () => {},
  run_started(run, data) {
    if ((data.attempt ?? 1) > run.attempt) newAttempt(run, data.attempt ?? 1);
    Object.assign(run, { status: "running", provider: data.provider, model: data.model });
  },
  step(run, data, at) {
    Object.assign(stepOf(run, data.step), { title: data.title, at });
    run.status = "running";
    run.question = null;
  },
  token(run, data) {
    const attempt = data.attempt ?? run.attempt;
    if (attempt < run.attempt) return;
    if (attempt > run.attempt) newAttempt(run, attempt);
    const step = stepOf(run, data.step);
    step.text = (data.restart ? "" : step.text) + data.text;
  },
  tool_started(run, data, at) {
    const known = callOf(run, data.call_id);
    if (known) Object.assign(known, { status: "running", at });
    else addCall(run, { ...data, id: data.call_id, status: "running", at, done: 0, total: 0, doing: "" });
  },
  tool_progress(run, data) {
    const call = callOf(run, data.call_id);
    if (call) Object.assign(call, { done: data.done, total: data.total, doing: data.doing ?? "" });
  },
  tool_finished(run, data, at) {
    const call = callOf(run, data.call_id);
    if (call) Object.assign(call, data, { status: "done", ended: at });
  },
  tool_failed(run, data, at) {
    const call = callOf(run, data.call_id);
    if (call) Object.assign(call, { status: "failed", message: data.message, final: data.final, ended: at });
  },
  question(run, data) {
    Object.assign(run, { question: data, status: "waiting" });
  },
  answer(run, data) {
    Object.assign(run, { answer: data, question: null });
  },
  run_finished(run, data) {
    Object.assign(run, { status: data.status, reason: data.reason ?? null, finished: true, question: null });
    leaveUnended(run);
  },
  resync(run, data) {
    for (const step of run.steps) step.text = "";
    takeSnapshot(run, data.snapshot);
  },
};

/** What an abandoned attempt had begun and no other went on with. */
function leaveUnended(run) {
  for (const call of run.calls.values()) if (call.status === "running") call.status = "left";
}

/** Takes over the run as the database has it. */
export function takeSnapshot(run, snapshot) {
  const { answer, question, reason, status, over, shared = false } = snapshot;
  return Object.assign(run, { answer, question, reason, status, shared, finished: over });
}

/** Carries the run on by one event. Returns false for an event that it has already taken in. */
export function apply(run, event, now = Date.now() / 1000) {
  const anew = event.type === "resync"; // the service says from where the numbers go on, which may be further back
  if (event.seq && event.seq <= run.seq && !anew) return false;
  run.seq = anew ? (event.seq ?? run.seq) : Math.max(run.seq, event.seq ?? 0);
  if (event.at) run.skew = Math.min(run.skew, now - event.at);
  HANDLERS[event.type]?.(run, event.data ?? {}, event.at);
  return true;
}

/** Seconds since `at` by the service's clock, as far as the events told it. */
export const since = (run, at, now = Date.now() / 1000) =>
  Math.max(0, now - at - (Number.isFinite(run.skew) ? run.skew : 0));

/** The text being written, without its citations and without one that has only begun. */
export const withoutCitations = (text) => text.replace(CITATION, "").replace(BEGUN, "");

/** What is being written now: the latest step's text as long as it has called no tool. */
export function draft(run) {
  const step = run.steps.at(-1);
  return step && !step.calls.length && !run.answer ? withoutCitations(step.text) : "";
}
