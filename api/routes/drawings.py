"""Drawings: uploading, following their reading, looking at their sheets."""

from typing import Any

from litestar import Request, Router, delete, get, patch, post
from litestar.exceptions import ClientException
from pydantic import Field
from sqlalchemy import delete as remove
from sqlalchemy import select
from sqlmodel import col

from api.accounts import reading_job
from api.audit import note
from api.drawings import find_drawing
from api.fleet import alive
from api.logs import logger
from api.models import ChatDrawing, Drawing, Job, SheetScale, new_id
from api.parts import Parts
from api.problems import cut_off, still_running
from api.routes.shared import Caller, Upload, receive, shown_name
from api.runs import cancel_job, forget_runs, runs_of_drawing
from api.views import DrawingView, JobView, StatusView, drawing_view, job_view, reason_of
from tools.kit.language import Language
from tools.kit.result import Frozen

log = logger("drawings")


class NewName(Frozen):
    name: str = Field(min_length=1, max_length=200)


class Uploaded(Frozen):
    """The new drawing and the job that reads it."""

    drawing: DrawingView
    job: JobView


@post("/upload", status_code=202, request_max_body_size=None)
async def upload(request: Request[Any, Any, Any], caller: Caller, parts: Parts, language: Language) -> Uploaded:
    """Send one file as multipart/form-data in a part named `file`. Its reading begins at once."""
    path, most = parts.storage.new_file(), parts.settings.upload_mb << 20
    try:
        sent = await receive(request.stream(), request.headers.get("content-type", ""), path, most)
    except ClientException:
        raise cut_off() from None
    drawing, job = await _add(parts, caller.id, sent)
    await parts.queue.wake("tools")
    view = job_view(job, await parts.queue.position(job), await alive(parts.queue.redis, "tools"), language)
    return Uploaded(drawing=drawing_view(drawing, language), job=view)


async def _add(parts: Parts, user: str, sent: Upload) -> tuple[Drawing, Job]:
    """Storage first, then drawing and job in one transaction: no drawing is ever left without its job."""
    drawing = Drawing(user_id=user, name=sent.name, key=new_id(), size=sent.size, sha256=sent.sha256)
    job = reading_job(drawing)
    try:
        await parts.storage.keep(sent.path, drawing.key)
        async with parts.database.write() as session:
            session.add_all([drawing, job])
    except BaseException:
        sent.path.unlink(missing_ok=True)
        await parts.storage.forget(drawing.key, drawing.id)
        raise
    log.info("uploaded", drawing=drawing.id, size=sent.size, user=user)
    log.info("dispatched", job=job.id, kind="read", drawing=drawing.id)
    return drawing, job


@get("/")
async def all_drawings(caller: Caller, parts: Parts, language: Language) -> list[DrawingView]:
    mine = select(Drawing).where(col(Drawing.user_id) == caller.id).order_by(col(Drawing.created_at))
    async with parts.database.read() as session:
        return [drawing_view(drawing, language) for drawing in (await session.execute(mine)).scalars()]


@get("/{drawing_id:str}")
async def one(drawing_id: str, caller: Caller, parts: Parts, language: Language) -> DrawingView:
    return drawing_view(await find_drawing(parts, caller.id, drawing_id), language)


@delete("/{drawing_id:str}")
async def forget(drawing_id: str, caller: Caller, parts: Parts) -> None:
    """Deletes the file and all that was made from it: readings, runs, answers. Refused while a run looks at it."""
    drawing = await find_drawing(parts, caller.id, drawing_id)
    if going := await runs_of_drawing(parts, drawing):
        raise still_running(going)
    async with parts.database.read() as session:
        job = await session.get(Job, drawing.job_id)
    if job:
        await cancel_job(parts, job)
    async with parts.database.write() as session:
        await session.execute(remove(ChatDrawing).where(col(ChatDrawing.drawing_id) == drawing.id))
        await session.execute(remove(SheetScale).where(col(SheetScale.drawing_id) == drawing.id))
        await session.execute(remove(Drawing).where(col(Drawing.id) == drawing.id))
        await forget_runs(session, drawing)
        note(session, "drawing_deleted", user=caller.id, target=drawing.id, client=caller.client)
    await parts.queue.wake("runs")
    await parts.storage.forget(drawing.key, drawing.id)
    log.info("deleted", drawing=drawing.id)


@get("/{drawing_id:str}/status")
async def status(drawing_id: str, caller: Caller, parts: Parts, language: Language) -> StatusView:
    """How far the reading is, how many are read before, and whether any worker is alive."""
    drawing = await find_drawing(parts, caller.id, drawing_id)
    async with parts.database.read() as session:
        job = await session.get(Job, drawing.job_id)
    return StatusView(
        id=drawing.id, status=drawing.status, stage=drawing.status, doing=job.doing if job else "",
        sheets=len(drawing.pages or []), sheets_done=drawing.sheets_done, attempt=job.attempt if job else 0,
        queue_position=await parts.queue.position(job) if job else 0,
        workers_alive=await alive(parts.queue.redis, "tools"), problems=drawing.problems or [],
        error=reason_of(drawing.error, language),
    )  # fmt: skip


@patch("/{drawing_id:str}")
async def rename(drawing_id: str, data: NewName, caller: Caller, parts: Parts, language: Language) -> DrawingView:
    await find_drawing(parts, caller.id, drawing_id)
    async with parts.database.write() as session:
        drawing = await session.get_one(Drawing, drawing_id)
        drawing.name = shown_name(data.name) or drawing.name
    return drawing_view(drawing, language)


router = Router("/drawings", route_handlers=[upload, all_drawings, one, forget, rename, status], tags=["drawings"])
