"""Sheets of a drawing: their pictures by tile or box, their text, their titles, and what is found in them."""

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, Router, get
from litestar.params import Parameter

from api.drawings import find_drawing
from api.models import Drawing, new_id
from api.parts import Parts
from api.problems import bad_box, not_found, not_read_yet, refused
from api.routes.shared import Caller
from api.views import FoundView, OutlineView
from tools.kit.errors import Refused
from tools.kit.sandbox import ChildFailed, Done
from tools.kit.text import SheetReading
from tools.kit.tiles import TILE, box_of, levels_of, sides_of, tile_name

WIDTHS = (16, 4096)
KEPT = "private, max-age=86400, immutable"
MOST_FOUND = 2000
Http = Request[Any, Any, Any]


@get("/{drawing_id:str}/sheets")
async def outline(drawing_id: str, caller: Caller, parts: Parts) -> list[OutlineView]:
    """The sheets with the numbers, titles and scale notes that stand on those which have been read."""
    return await outline_of(parts, await find_drawing(parts, caller.id, drawing_id))


async def outline_of(parts: Parts, drawing: Drawing) -> list[OutlineView]:
    """Kept by how many sheets were read: a reading that goes on makes a new outline."""
    kept = parts.storage.cache(drawing.id) / f"outline-{drawing.sheets_done}.json"
    if not kept.exists():
        done = await in_child(parts, drawing, "outline", {"pages": drawing.sheets_done})
        keep(kept, json.dumps(done.data["sheets"]).encode())
    printed = {each["page"]: each for each in json.loads(kept.read_bytes())}
    return [
        OutlineView.model_validate(
            {
                **page,
                "page": page["number"],
                "number": "",
                "levels": levels_of(page["width"], page["height"]),
                "tile": TILE,
            }
            | printed.get(page["number"], {})
        )
        for page in drawing.pages or []
    ]


@get("/{drawing_id:str}/sheets/{page:int}/tiles/{level:int}/{column:int}/{row:int}", media_type="image/png")
async def tile(
    request: Http, drawing_id: str, page: int, level: int, column: int, row: int, caller: Caller, parts: Parts
) -> Response[bytes]:
    """A PNG tile: level 0 holds the whole sheet in one, and each further level has twice the resolution."""
    return await tile_of(request, parts, await find_drawing(parts, caller.id, drawing_id), page, (level, column, row))


async def tile_of(
    request: Http, parts: Parts, drawing: Drawing, page: int, place: tuple[int, int, int]
) -> Response[bytes]:
    size = page_size(drawing, page)
    box = box_of(size, *place)
    if box is None:
        raise not_found("tile", "图块")
    return await _picture(request, parts, drawing, page, box, sides_of(box, size, place[0])[0], tile_name(page, *place))


@get("/{drawing_id:str}/sheets/{page:int}/image", media_type="image/png")
async def image(
    request: Http,
    drawing_id: str,
    page: int,
    caller: Caller,
    parts: Parts,
    box: str | None = None,
    width: Annotated[int, Parameter(ge=WIDTHS[0], le=WIDTHS[1])] = 1600,
) -> Response[bytes]:
    """A PNG of the sheet, or of box=x0,y0,x1,y1 (mm on paper)."""
    return await image_of(request, parts, await find_drawing(parts, caller.id, drawing_id), page, box, width)


async def image_of(
    request: Http, parts: Parts, drawing: Drawing, page: int, box: str | None, width: int
) -> Response[bytes]:
    corners = _box(box)
    page_size(drawing, page)
    name = sha256(json.dumps([page, corners, width]).encode()).hexdigest()[:32]
    return await _picture(request, parts, drawing, page, corners, width, f"image-{name}")


async def _picture(
    request: Http, parts: Parts, drawing: Drawing, page: int, box: Any, width: int, name: str
) -> Response[bytes]:
    """From the cache or rendered anew; nothing but its headers where the browser has it already."""
    headers = {"Cache-Control": KEPT, "ETag": f'"{drawing.id}-{name}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers)
    data = parts.storage.pictures.get(drawing.id, name) or await _render(parts, drawing, page, box, width, name)
    return Response(data, media_type="image/png", headers=headers)


async def _render(parts: Parts, drawing: Drawing, page: int, box: Any, width: int, name: str) -> bytes:
    done = await in_child(parts, drawing, "render", {"page": page, "box": box, "width": width})
    await parts.storage.pictures.keep(drawing.id, name, done.blob)
    return done.blob


def keep(kept: Path, data: bytes) -> None:
    half = kept.with_suffix(f".{new_id()}")
    with suppress(FileNotFoundError):  # the drawing was deleted meanwhile
        half.write_bytes(data)
        half.replace(kept)


async def in_child(parts: Parts, drawing: Drawing, task: str, request: dict[str, Any]) -> Done:
    """Raises Problem with the reason where the file itself refuses, or where it was deleted meanwhile."""
    try:
        path = await parts.storage.local(drawing.key)
    except FileNotFoundError:
        raise not_found("drawing", "图纸") from None
    given = {"path": str(path), "cache": str(await parts.storage.shared(drawing.id)), **request}
    try:
        return await parts.pool.run(f"tools.kit.tasks:{task}", given, prefer=drawing.id)
    except Refused as error:
        raise refused(error.code, error.message) from None
    except ChildFailed:
        if path.exists():
            raise
        raise not_found("drawing", "图纸") from None


@get("/{drawing_id:str}/sheets/{page:int}/text")
async def text(drawing_id: str, page: int, caller: Caller, parts: Parts) -> SheetReading:
    """The text lines of a sheet with their boxes, once it has been read."""
    drawing = await find_drawing(parts, caller.id, drawing_id)
    page_size(drawing, page)
    if drawing.sheets_done < page:
        raise not_read_yet()
    return SheetReading.model_validate((await in_child(parts, drawing, "read", {"page": page})).data)


@get("/{drawing_id:str}/find")
async def find(drawing_id: str, text: str, caller: Caller, parts: Parts) -> FoundView:
    """Where a text stands on the sheets that have been read; blanks and the size of letters do not matter."""
    drawing = await find_drawing(parts, caller.id, drawing_id)
    request = {"pages": drawing.sheets_done, "text": text[:200], "most": MOST_FOUND}
    return FoundView.model_validate((await in_child(parts, drawing, "find", request)).data)


@get("/{drawing_id:str}/suggestions")
async def suggestions(drawing_id: str, caller: Caller, parts: Parts) -> list[dict[str, str]]:
    """Questions in both languages that this drawing can answer, by what stands on its first sheets."""
    drawing = await find_drawing(parts, caller.id, drawing_id)
    done = await in_child(parts, drawing, "suggest", {"pages": drawing.sheets_done})
    found: list[dict[str, str]] = done.data["questions"]
    return found


def page_size(drawing: Drawing, page: int) -> tuple[float, float]:
    """Width and height in mm. Raises Problem where there is no such page, or where it is not known yet."""
    if drawing.pages is None:
        raise not_read_yet()
    if not 1 <= page <= len(drawing.pages):
        raise not_found("sheet", "图纸页")
    found = drawing.pages[page - 1]
    return found["width"], found["height"]


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


router = Router("/drawings", route_handlers=[outline, tile, image, text, find, suggestions], tags=["drawings"])
