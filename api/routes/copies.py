"""Copies of an answer to take along: the sheets with its places marked, and a link that others may read."""

import secrets
from typing import Any

from litestar import Request, Response, Router, delete, get, post
from sqlalchemy import delete as remove
from sqlalchemy import select
from sqlmodel import col

from agent.answer import Answer
from api.markup import found_in, legend_of, marks_of
from api.models import Drawing, Run, Share
from api.parts import Parts
from api.problems import not_answered, not_found, refused
from api.review import Row
from api.routes.reviews import rows_of_run
from api.routes.shared import Caller
from api.routes.sheets import image_of, tile_of
from api.runs import find_run, view_of
from api.views import DrawingView, RunView, drawing_view
from tools.kit.errors import Refused
from tools.kit.language import Language
from tools.kit.result import Frozen

Http = Request[Any, Any, Any]


class Link(Frozen):
    """`path` is to be opened under the service's own address."""

    token: str
    path: str


class Copy(Frozen):
    """A read-only copy: the run, its drawings, and what its user made of its quantities."""

    run: RunView
    drawings: list[DrawingView]
    quantities: list[Row]


@get("/runs/{run_id:str}/marked", tags=["runs"], media_type="application/pdf")
async def marked(run_id: str, caller: Caller, parts: Parts) -> Response[bytes]:
    """A PDF of the sheets that the answer rests on, each place numbered, with a legend."""
    run, _ = await find_run(parts, caller.id, run_id)
    answer = _answer(run)
    rows = await rows_of_run(parts, run)
    found = found_in(answer, rows)
    files = await _files(parts, run)
    request = {
        "files": [[path, cache] for path, cache in files.values()],
        "marks": [mark.model_dump() for mark in marks_of(answer, found, list(files))],
        "legend": legend_of(run.question, answer, found, rows).model_dump(),
    }
    try:
        done = await parts.pool.run("tools.kit.tasks:marked", request, prefer=run.drawing_ids[0])
    except Refused as error:
        raise refused(error.code, error.message) from None
    name = {"Content-Disposition": f'attachment; filename="marked-{run_id[:8]}.pdf"'}
    return Response(done.blob, media_type="application/pdf", headers=name)


def _answer(run: Run) -> Answer:
    """The run's answer with the names of its sheets. Raises Problem where it has none."""
    if not run.answer:
        raise not_answered()
    return Answer.model_validate(run.answer)


async def _drawings(parts: Parts, run: Run) -> list[Drawing]:
    async with parts.database.read() as session:
        found = (await session.execute(select(Drawing).where(col(Drawing.id).in_(run.drawing_ids)))).scalars().all()
    return sorted(found, key=lambda drawing: run.drawing_ids.index(drawing.id))


async def _files(parts: Parts, run: Run) -> dict[str, tuple[str, str]]:
    return {
        drawing.id: (str(await parts.storage.local(drawing.key)), str(parts.storage.cache(drawing.id)))
        for drawing in await _drawings(parts, run)
    }


@post("/runs/{run_id:str}/share", tags=["runs"])
async def share(run_id: str, caller: Caller, parts: Parts) -> Link:
    """A link to a read-only copy of the answer: whoever has it sees the answer and the sheets it rests on."""
    run, _ = await find_run(parts, caller.id, run_id)
    _answer(run)
    async with parts.database.write() as session:
        known = (await session.execute(select(Share).where(col(Share.run_id) == run_id))).scalars().first()
        if known is None:
            known = Share(token=secrets.token_urlsafe(24), run_id=run_id, user_id=caller.id)
            session.add(known)
        token = known.token
    return Link(token=token, path=f"/share/{token}")


@delete("/runs/{run_id:str}/share", tags=["runs"])
async def unshare(run_id: str, caller: Caller, parts: Parts) -> None:
    """The links to this answer stop to work."""
    await find_run(parts, caller.id, run_id)
    async with parts.database.write() as session:
        await session.execute(remove(Share).where(col(Share.run_id) == run_id))


@get("/shared/{token:str}", exclude_from_auth=True, tags=["runs"])
async def copy(token: str, parts: Parts, language: Language) -> Copy:
    """The copy that a link stands for."""
    share = await _share(parts, token)
    run, _ = await find_run(parts, share.user_id, share.run_id)
    return Copy(
        run=await view_of(parts, share.user_id, share.run_id),
        drawings=[drawing_view(drawing, language) for drawing in await _drawings(parts, run)],
        quantities=await rows_of_run(parts, run),
    )


@get("/shared/{token:str}/{drawing_id:str}/{page:int}/tiles/{level:int}/{column:int}/{row:int}", exclude_from_auth=True)
async def tile(
    request: Http, token: str, drawing_id: str, page: int, level: int, column: int, row: int, parts: Parts
) -> Response[bytes]:
    """A tile of a sheet of a shared answer."""
    return await tile_of(request, parts, await _shared_drawing(parts, token, drawing_id), page, (level, column, row))


@get("/shared/{token:str}/{drawing_id:str}/{page:int}/image", exclude_from_auth=True)
async def image(
    request: Http, token: str, drawing_id: str, page: int, parts: Parts, box: str | None = None, width: int = 800
) -> Response[bytes]:
    """A picture of a sheet of a shared answer."""
    drawing = await _shared_drawing(parts, token, drawing_id)
    return await image_of(request, parts, drawing, page, box, max(16, min(width, 2048)))


async def _share(parts: Parts, token: str) -> Share:
    async with parts.database.read() as session:
        found = await session.get(Share, token)
    if found is None:
        raise not_found("link", "链接")
    return found


async def _shared_drawing(parts: Parts, token: str, drawing_id: str) -> Drawing:
    share = await _share(parts, token)
    run, _ = await find_run(parts, share.user_id, share.run_id)
    drawing = next((each for each in await _drawings(parts, run) if each.id == drawing_id), None)
    if drawing is None:
        raise not_found("drawing", "图纸")
    return drawing


router = Router("/", route_handlers=[marked, share, unshare, copy, tile, image])
