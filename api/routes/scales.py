"""The scale of a sheet: what is printed, and what a user has confirmed or corrected by two points and a length."""

import json
from decimal import Decimal
from typing import Any

from litestar import Router, delete, get, put
from pydantic import Field
from sqlalchemy import delete as remove
from sqlmodel import col

from api.drawings import find_drawing
from api.models import Drawing, SheetScale
from api.parts import Parts
from api.problems import too_short_a_line
from api.routes.shared import Caller
from api.routes.sheets import in_child, keep, outline_of, page_size
from api.views import ScaleView
from tools.kit.given_scale import measured_ratio
from tools.kit.quantity import UNITS, shown_value
from tools.kit.result import Frozen

LENGTHS = ("mm", "cm", "m", "in", "ft")
Point = tuple[float, float]


class Measured(Frozen):
    """Two points of the sheet, in mm on paper, and the real length between them."""

    line: tuple[Point, Point]
    length: Decimal = Field(gt=0, le=10**9)
    unit: str = Field("mm", pattern="|".join(f"^{unit}$" for unit in LENGTHS))


@get("/")
async def one(drawing_id: str, page: int, caller: Caller, parts: Parts) -> ScaleView:
    drawing = await find_drawing(parts, caller.id, drawing_id)
    page_size(drawing, page)
    return await _view(parts, drawing, page)


@put("/")
async def confirm(drawing_id: str, page: int, data: Measured, caller: Caller, parts: Parts) -> ScaleView:
    """Confirms the printed scale where the measured one agrees with it within one per cent, else takes the measured one."""
    drawing = await find_drawing(parts, caller.id, drawing_id)
    page_size(drawing, page)
    known = await _view(parts, drawing, page)
    printed = [Decimal(ratio) for ratio in (*(note.ratio for note in known.notes), known.ratio) if ratio]
    metres = UNITS[data.unit].factor
    real = data.length * Decimal(metres.numerator) * 1000 / Decimal(metres.denominator)
    try:
        ratio = measured_ratio(data.line, real, printed)
    except ValueError:
        raise too_short_a_line() from None
    text = f"1:{shown_value(ratio, '')} ({data.length} {data.unit})"
    scale = SheetScale(
        drawing_id=drawing.id,
        page=page,
        ratio=f"{ratio:f}",
        text=text,
        line=[list(p) for p in data.line],
        by=caller.name,
    )
    async with parts.database.write() as session:
        await session.merge(scale)
    return await _view(parts, drawing, page)


@delete("/", status_code=200)
async def forget(drawing_id: str, page: int, caller: Caller, parts: Parts) -> ScaleView:
    """Takes the user's scale back; the printed one stays."""
    drawing = await find_drawing(parts, caller.id, drawing_id)
    mine = (col(SheetScale.drawing_id) == drawing.id, col(SheetScale.page) == page)
    async with parts.database.write() as session:
        await session.execute(remove(SheetScale).where(*mine))
    return await _view(parts, drawing, page)


async def _view(parts: Parts, drawing: Drawing, page: int) -> ScaleView:
    async with parts.database.read() as session:
        given = await session.get(SheetScale, (drawing.id, page))
    notes = (await outline_of(parts, drawing))[page - 1].notes
    found = await _found(parts, drawing, page)
    if given is None:
        return ScaleView(**found, source=found.pop("by"), text=notes[0].text if notes else "", notes=notes)
    return ScaleView(
        state="confirmed", source="user", ratio=given.ratio, text=given.text, by=given.by, notes=notes,
        printed=found["printed"], line=tuple((x, y) for x, y in given.line),
    )  # fmt: skip


async def _found(parts: Parts, drawing: Drawing, page: int) -> dict[str, Any]:
    """What the sheet itself says once it has been read, worked out once."""
    if drawing.sheets_done < page:
        return {"state": "unset", "by": "none", "printed": ""}
    kept = parts.storage.cache(drawing.id) / f"scale-{page}.json"
    if not kept.exists():
        keep(kept, json.dumps((await in_child(parts, drawing, "scale", {"page": page})).data).encode())
    found: dict[str, Any] = json.loads(kept.read_bytes())
    return found


router = Router(
    "/drawings/{drawing_id:str}/sheets/{page:int}/scale", route_handlers=[one, confirm, forget], tags=["drawings"]
)
