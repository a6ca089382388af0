"""Batches: many questions at once, each a run of its own; what fails fails alone."""

import asyncio
import csv
import io
import json
from hashlib import sha256
from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, WebSocket, get, post, websocket
from litestar.params import Parameter
from pydantic import Field, ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from agent.answer import Answer
from api.models import OVER, Drawing, Job, Run
from api.outward import Unreachable, checked
from api.pair import line_of
from api.parts import Parts
from api.problems import bad_request, not_found, other_request
from api.routes.chats import LONGEST_TEXT, check_drawings
from api.routes.runs import NOT_FOUND, until_gone
from api.routes.shared import Caller
from api.runs import add_run, cancel_job, views_of
from api.spreadsheet import harmless
from api.views import BatchView
from tools.kit.result import Frozen

MOST = 5000
LOOK_SECONDS = 0.5
COLUMNS = ("id", "status", "answer", "value", "unit", "sheet", "box", "method", "text", "seconds")


class Pair(Frozen):
    """One question about one drawing. `id` is the sender's; it comes back with the result."""

    id: str = Field("", max_length=200)
    drawing_id: str
    question: str = Field(min_length=1, max_length=LONGEST_TEXT)
    page: str | None = Field(None, max_length=200)


class Webhook(Frozen):
    """Called once when the batch has ended; with a secret, signed in `Liangtu-Signature: t=…,v1=HMAC-SHA256("t.body")`."""

    url: str = Field(max_length=2000)
    secret: str = Field("", max_length=200)


class NewBatch(Frozen):
    """Either pairs, or every question about every drawing."""

    pairs: list[Pair] = Field(default=[], max_length=MOST)
    drawing_ids: list[str] = Field(default=[], max_length=MOST)
    questions: list[Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]] = Field(default=[], max_length=MOST)
    webhook: Webhook | None = None

    def all(self) -> list[Pair]:
        crossed = [Pair(drawing_id=d, question=q) for d in self.drawing_ids for q in self.questions]
        pairs = [*self.pairs, *crossed]
        return [pair if pair.id else pair.model_copy(update={"id": str(at)}) for at, pair in enumerate(pairs, 1)]


IdempotencyKey = Annotated[str | None, Parameter(header="Idempotency-Key", max_length=200)]


@post("/", status_code=202)
async def new(data: NewBatch, caller: Caller, parts: Parts, idempotency_key: IdempotencyKey = None) -> BatchView:
    """Start a batch. Sent again with the same Idempotency-Key, it gives the batch that was started the first time."""
    return await _view(parts, await _start(parts, caller.id, data, idempotency_key))


@post("/jsonl", status_code=202)
async def new_from_lines(
    request: Request[Any, Any, Any],
    caller: Caller,
    parts: Parts,
    idempotency_key: IdempotencyKey = None,
    webhook_url: str | None = None,
    webhook_secret: Annotated[str, Parameter(header="Webhook-Secret", max_length=200)] = "",
) -> BatchView:
    """The same from JSONL: one {"id", "drawing_id", "question", "page"?} a line."""
    hook = Webhook(url=webhook_url, secret=webhook_secret) if webhook_url else None
    data = NewBatch(pairs=_pairs(await request.body()), webhook=hook)
    return await _view(parts, await _start(parts, caller.id, data, idempotency_key))


def _pairs(body: bytes) -> list[Pair]:
    """Raises Problem with the number of the line that does not fit."""
    pairs = []
    for number, line in enumerate(body.splitlines(), 1):
        if line.strip():
            try:
                pairs.append(Pair.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                raise bad_request(f"line {number}: {'.'.join(map(str, first['loc']))} {first['msg']}".strip()) from None
    return pairs


async def _start(parts: Parts, user: str, data: NewBatch, idempotency_key: str | None) -> Job:
    pairs = _fitting(data)
    key = f"batch:{user}:{idempotency_key}" if idempotency_key else None
    request = {"sha256": sha256(data.model_dump_json().encode()).hexdigest(), "pairs": len(pairs)}
    if data.webhook:
        request["webhook"] = data.webhook.model_dump()
    if key and (known := await _known(parts, key, request)):
        return known
    try:
        batch = await _add(parts, user, pairs, key, request)
    except IntegrityError:
        # The same request arrived twice at once: the other one has made the batch.
        if key and (known := await _known(parts, key, request)):
            return known
        raise
    await parts.queue.wake("runs")
    return batch


def _fitting(data: NewBatch) -> list[Pair]:
    """Raises Problem where the batch is empty, too large, ambiguous, or its webhook no address that may be called."""
    pairs = data.all()
    if not 0 < len(pairs) <= MOST:
        raise bad_request(f"a batch has 1 to {MOST} pairs, this one {len(pairs)}")
    if len({pair.id for pair in pairs}) < len(pairs):
        raise bad_request("two pairs have the same id")
    if data.webhook:
        try:
            checked(data.webhook.url)
        except Unreachable as error:
            raise bad_request(f"the webhook's url: {error}") from None
    return pairs


async def _known(parts: Parts, key: str, request: dict[str, Any]) -> Job | None:
    """The batch that was started under this key. Raises Problem where it was another one."""
    async with parts.database.read() as session:
        batch = (await session.execute(select(Job).where(col(Job.key) == key))).scalar_one_or_none()
    if batch and batch.request.get("sha256") != request["sha256"]:
        raise other_request()
    return batch


async def _add(parts: Parts, user: str, pairs: list[Pair], key: str | None, request: dict[str, Any]) -> Job:
    async with parts.database.write() as session:
        await check_drawings(session, user, list({pair.drawing_id for pair in pairs}))
        # Nobody claims a batch: it is done with the last of its children.
        batch = Job(user_id=user, kind="batch", queue="", status="running", total=len(pairs), key=key, request=request)
        session.add(batch)
        await session.flush()
        for pair in pairs:
            more = {"batch_id": batch.id, "item": pair.id, "page": pair.page}
            await add_run(session, user, pair.question, [pair.drawing_id], **more)
    return batch


@get("/{batch_id:str}")
async def one(batch_id: str, caller: Caller, parts: Parts) -> BatchView:
    return await _view(parts, await _find(parts, caller.id, batch_id))


@post("/{batch_id:str}/cancel", status_code=202)
async def cancel(batch_id: str, caller: Caller, parts: Parts) -> BatchView:
    """Stops the batch and every run of it that has not ended."""
    await cancel_job(parts, await _find(parts, caller.id, batch_id))
    return await _view(parts, await _find(parts, caller.id, batch_id))


@get("/{batch_id:str}/results")
async def results(
    batch_id: str,
    caller: Caller,
    parts: Parts,
    kind: Annotated[Literal["jsonl", "csv"], Parameter(query="format")] = "jsonl",
) -> Response[str]:
    """The results so far, one line a finished run."""
    await _find(parts, caller.id, batch_id)
    lines = [_line(run, drawings) for run, drawings in await _finished(parts, batch_id, 0)]
    if kind == "csv":
        return _file(_csv(lines), "text/csv; charset=utf-8", f"{batch_id}.csv")
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return _file(text, "application/jsonl; charset=utf-8", f"{batch_id}.jsonl")


@websocket("/{batch_id:str}/events")
async def events(socket: WebSocket[Any, Any, Any], batch_id: str, after: Annotated[int, Parameter(ge=0)] = 0) -> None:
    """One message for each finished run: {seq, type: "item", data: result}, then {type: "batch_finished"}."""
    parts: Parts = socket.app.state.parts
    await socket.accept()
    try:
        await _find(parts, socket.user.id, batch_id)
    except Exception:
        await socket.close(code=NOT_FOUND)
        raise

    async def send() -> None:
        seq = after
        while True:
            batch = await _find(parts, socket.user.id, batch_id)
            for run, drawings in await _finished(parts, batch_id, seq):
                seq += 1
                await socket.send_json({"seq": seq, "type": "item", "data": _line(run, drawings)})
            if batch.status in OVER and seq >= (await _view(parts, batch)).done:
                data = (await _view(parts, batch)).model_dump(mode="json")
                await socket.send_json({"seq": seq + 1, "type": "batch_finished", "data": data})
                return
            await asyncio.sleep(LOOK_SECONDS)

    await until_gone(socket, send())


async def _find(parts: Parts, user: str, batch_id: str) -> Job:
    async with parts.database.read() as session:
        job = await session.get(Job, batch_id)
    if job is None or job.user_id != user or job.kind != "batch":
        raise not_found("batch", "批次")
    return job


async def _view(parts: Parts, batch: Job) -> BatchView:
    async with parts.database.read() as session:
        runs = (await session.execute(select(Run).where(col(Run.batch_id) == batch.id))).scalars().all()
        views = await views_of(session, runs)
    counts: dict[str, int] = {}
    for view in views:
        counts[view.status] = counts.get(view.status, 0) + 1
    return BatchView(
        id=batch.id, status=batch.status, total=batch.total, done=sum(view.over for view in views), counts=counts,
        created_at=batch.created_at, finished_at=batch.finished_at,
    )  # fmt: skip


async def _finished(parts: Parts, batch_id: str, skip: int) -> list[tuple[Run, dict[str, str]]]:
    """Finished runs in the order of their ends, with the names of their drawings."""
    over = select(Run).join(Job, col(Job.id) == col(Run.id)).where(col(Job.status).in_(OVER))
    mine = over.where(col(Run.batch_id) == batch_id).order_by(col(Job.finished_at), col(Run.id)).offset(skip)
    async with parts.database.read() as session:
        runs = (await session.execute(mine)).scalars().all()
        ids = {drawing for run in runs for drawing in run.drawing_ids}
        named = select(Drawing).where(col(Drawing.id).in_(ids))
        names = {drawing.id: drawing.name for drawing in (await session.execute(named)).scalars()}
    return [(run, names) for run in runs]


def _line(run: Run, drawings: dict[str, str]) -> dict[str, Any]:
    assert run.answer
    answer = Answer.model_validate(run.answer)
    which = {"drawing_id": run.drawing_ids[0], "drawing": drawings.get(run.drawing_ids[0], ""), "run_id": run.id}
    return {"id": run.item, **line_of(answer), "seconds": round(answer.seconds, 2), **which}


def _csv(lines: list[dict[str, Any]]) -> str:
    """One row a result, with its first evidence. A spreadsheet takes what starts with = + - @ for a formula."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(COLUMNS)
    for line in lines:
        place = (line["evidence"] or [{}])[0]
        row = {**{k: place.get(k, "") for k in ("sheet", "box", "method", "text")}, **line}
        writer.writerow([harmless(row.get(column)) for column in COLUMNS])
    return "\ufeff" + sink.getvalue()


def _file(text: str, kind: str, name: str) -> Response[str]:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


router = Router("/batches", route_handlers=[new, new_from_lines, one, cancel, results, events], tags=["batches"])
