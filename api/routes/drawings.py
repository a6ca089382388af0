"""Drawings: uploading, following their reading, looking at their sheets."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, Router, delete, get, post
from litestar.exceptions import ClientException
from litestar.params import Parameter
from sqlalchemy import delete as remove
from sqlalchemy import select
from sqlmodel import col

from api.accounts import reading_job
from api.audit import note
from api.fleet import alive
from api.logs import logger
from api.models import ChatDrawing, Drawing, Job, new_id
from api.parts import Parts
from api.problems import bad_box, cut_off, not_found, not_read_yet, refused, still_running
from api.routes.shared import Caller, Upload, receive
from api.runs import cancel_job, forget_runs, runs_of_drawing
from api.views import DrawingView, JobView, StatusView, drawing_view, job_view, reason_of
from tools.kit.errors import Refused
from tools.kit.language import Language
from tools.kit.result import Frozen
from tools.kit.text import SheetReading

log = logger("drawings")
WIDTHS = (16, 4096)
KEPT = "private, max-age=86400, immutable"


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
    return drawing_view(await find(parts, caller.id, drawing_id), language)


@delete("/{drawing_id:str}")
async def forget(drawing_id: str, caller: Caller, parts: Parts) -> None:
    """Deletes the file and all that was made from it: readings, runs, answers. Refused while a run looks at it."""
    drawing = await find(parts, caller.id, drawing_id)
    if going := await runs_of_drawing(parts, drawing):
        raise still_running(going)
    async with parts.database.read() as session:
        job = await session.get(Job, drawing.job_id)
    if job:
        await cancel_job(parts, job)
    async with parts.database.write() as session:
        await session.execute(remove(ChatDrawing).where(col(ChatDrawing.drawing_id) == drawing.id))
        await session.execute(remove(Drawing).where(col(Drawing.id) == drawing.id))
        await forget_runs(session, drawing)
        note(session, "drawing_deleted", user=caller.id, target=drawing.id, client=caller.client)
    await parts.queue.wake("runs")
    await parts.storage.forget(drawing.key, drawing.id)
    log.info("deleted", drawing=drawing.id)


@get("/{drawing_id:str}/status")
async def status(drawing_id: str, caller: Caller, parts: Parts, language: Language) -> StatusView:
    """How far the reading is, how many are read before, and whether any worker is alive."""
    drawing = await find(parts, caller.id, drawing_id)
    async with parts.database.read() as session:
        job = await session.get(Job, drawing.job_id)
    return StatusView(
        id=drawing.id, status=drawing.status, stage=drawing.status, doing=job.doing if job else "",
        sheets=len(drawing.pages or []), sheets_done=drawing.sheets_done, attempt=job.attempt if job else 0,
        queue_position=await parts.queue.position(job) if job else 0,
        workers_alive=await alive(parts.queue.redis, "tools"), error=reason_of(drawing.error, language),
    )  # fmt: skip


@get("/{drawing_id:str}/sheets/{page:int}/image", media_type="image/png")
async def image(
    drawing_id: str,
    page: int,
    caller: Caller,
    parts: Parts,
    box: str | None = None,
    width: Annotated[int, Parameter(ge=WIDTHS[0], le=WIDTHS[1])] = 1600,
) -> Response[bytes]:
    """A PNG of the sheet, or of box=x0,y0,x1,y1 (mm on paper)."""
    drawing = await find(parts, caller.id, drawing_id)
    corners = _box(box)
    _page(drawing, page)
    name = sha256(json.dumps([page, corners, width]).encode()).hexdigest()[:32]
    kept = parts.storage.cache(drawing.id) / f"image-{name}.png"
    data = kept.read_bytes() if kept.exists() else await _render(parts, drawing, page, corners, width, kept)
    return Response(data, media_type="image/png", headers={"Cache-Control": KEPT, "ETag": f'"{name}"'})


async def _render(parts: Parts, drawing: Drawing, page: int, box: list[float] | None, width: int, kept: Path) -> bytes:
    path = await parts.storage.local(drawing.key)
    request = {"path": str(path), "cache": str(kept.parent), "page": page, "box": box, "width": width}
    try:
        done = await parts.pool.run("tools.kit.tasks:render", request, prefer=drawing.id)
    except Refused as error:
        raise refused(error.code, error.message) from None
    half = kept.with_suffix(f".{new_id()}")
    half.write_bytes(done.blob)
    half.replace(kept)
    return done.blob


@get("/{drawing_id:str}/sheets/{page:int}/text")
async def text(drawing_id: str, page: int, caller: Caller, parts: Parts) -> SheetReading:
    """The text lines of a sheet with their boxes, once it has been read."""
    drawing = await find(parts, caller.id, drawing_id)
    _page(drawing, page)
    if drawing.sheets_done < page:
        raise not_read_yet()
    path, cache = await parts.storage.local(drawing.key), await parts.storage.shared(drawing.id)
    request = {"path": str(path), "cache": str(cache), "page": page}
    try:
        done = await parts.pool.run("tools.kit.tasks:read", request, prefer=drawing.id)
    except Refused as error:
        raise refused(error.code, error.message) from None
    return SheetReading.model_validate(done.data)


async def find(parts: Parts, user: str, drawing_id: str) -> Drawing:
    """Raises Problem where this user has no such drawing."""
    async with parts.database.read() as session:
        drawing = await session.get(Drawing, drawing_id)
    if drawing is None or drawing.user_id != user:
        raise not_found("drawing", "图纸")
    return drawing


def _page(drawing: Drawing, page: int) -> None:
    if drawing.pages is None:
        raise not_read_yet()
    if not 1 <= page <= len(drawing.pages):
        raise not_found("sheet", "图纸页")


def _box(text: str | None) -> list[float] | None:
    """Raises Problem for what is no box."""
    if text is None:
        return None
    try:
        box = [round(float(value), 3) for value in text.split(",")]
    except ValueError:
        raise bad_box() from None
    if len(box) != 4 or not all(abs(value) < 1e6 for value in box) or box[0] >= box[2] or box[1] >= box[3]:
        raise bad_box()
    return box


router = Router("/drawings", route_handlers=[upload, all_drawings, one, forget, status, image, text], tags=["drawings"])
