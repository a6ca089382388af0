"""Batches: many questions at once, each a run of its own; what fails fails alone."""

import asyncio
import csv
import io
import json
from typing import Annotated, Any, Literal

from litestar import Response, Router, WebSocket, get, post, websocket
from litestar.params import Parameter
from pydantic import Field
from sqlalchemy import select
from sqlmodel import col

from agent.answer import Answer
from api.models import OVER, Drawing, Job, Run
from api.pair import line_of
from api.parts import Parts
from api.problems import bad_request, not_found
from api.routes.chats import LONGEST_TEXT, check_drawings
from api.routes.runs import NOT_FOUND, until_gone
from api.routes.shared import Caller
from api.runs import add_run, cancel_job, views_of
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


class NewBatch(Frozen):
    """Either pairs, or every question about every drawing."""

    pairs: list[Pair] = Field(default=[], max_length=MOST)
    drawing_ids: list[str] = Field(default=[], max_length=MOST)
    questions: list[Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]] = Field(default=[], max_length=MOST)

    def all(self) -> list[Pair]:
        crossed = [Pair(drawing_id=d, question=q) for d in self.drawing_ids for q in self.questions]
        pairs = [*self.pairs, *crossed]
        return [pair if pair.id else pair.model_copy(update={"id": str(at)}) for at, pair in enumerate(pairs, 1)]


@post("/", status_code=202)
async def new(data: NewBatch, caller: Caller, parts: Parts) -> BatchView:
    pairs = data.all()
    if not 0 < len(pairs) <= MOST:
        raise bad_request(f"a batch has 1 to {MOST} pairs, this one {len(pairs)}")
    if len({pair.id for pair in pairs}) < len(pairs):
        raise bad_request("two pairs have the same id")
    async with parts.database.write() as session:
        await check_drawings(session, caller.id, list({pair.drawing_id for pair in pairs}))
        # Nobody claims a batch: it is done with the last of its children.
        batch = Job(user_id=caller.id, kind="batch", queue="", status="running", total=len(pairs))
        session.add(batch)
        await session.flush()
        for pair in pairs:
            more = {"batch_id": batch.id, "item": pair.id, "page": pair.page}
            await add_run(session, caller.id, pair.question, [pair.drawing_id], **more)
    await parts.queue.wake("runs")
    return await _view(parts, batch)


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
        writer.writerow([_harmless(row.get(column)) for column in COLUMNS])
    return "\ufeff" + sink.getvalue()


def _harmless(value: Any) -> Any:
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _file(text: str, kind: str, name: str) -> Response[str]:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


router = Router("/batches", route_handlers=[new, one, cancel, results, events], tags=["batches"])
