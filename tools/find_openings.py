"""Tool: the doors or the windows of a plan, found by how they are drawn."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Evidence
from tools.kit.geometry import grown, union
from tools.kit.language import Message
from tools.kit.openings import SOUND, Opening, OpeningKind, OpeningSearch, openings_of
from tools.kit.plan_ink import plan_ink
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.room_names import RoomName, names_any, names_of
from tools.kit.strokes import Traced, strokes_of
from tools.kit.vectors import NONE, Linework
from tools.kit.view_titles import view_titles
from tools.kit.vision import Progress
from tools.kit.zones import plan_labels

TITLE = Message(en="Finding each {kind} on sheet {sheet}", zh="在第 {sheet} 张图上查找：{kind}")
LONG = True
CHINESE: dict[OpeningKind, str] = {"door": "门", "window": "窗"}
MOST_WITHHELD = 60
MOST_PARTS = 4
AROUND = 0.15
"""Of the larger side of what the openings span: what was missed often stands outside of it."""
PLAN = re.compile(r"\bPLANS?\b|\bLAYOUT\b|GRUNDRISS|PELAN|DENAH|PIANTA|平面", re.IGNORECASE)
CONVENTION = {
    "door": Message(
        en="Hinged doors are counted by their swing, leaves that close one opening as one door; garage, sliding and folding doors are not.",
        zh="按开启弧线统计平开门，同一洞口的多扇门计一樘；车库门、推拉门和折叠门不计。",
    ),
    "window": Message(
        en="Windows are counted as glazed bays of the outer walls; panes in one opening count as one, sliding glazing as a window.",
        zh="按外墙上的玻璃洞口统计窗，同一洞口的多扇计一樘，推拉玻璃门按窗计。",
    ),
}
DOUBT = {
    "door": Message(en="resembles a door swing, too little to count it", zh="像门的开启线，但把握不足，未计入"),
    "window": Message(en="resembles a window, too little to count it", zh="像窗，但把握不足，未计入"),
}


def find_openings(
    drawing: Drawing,
    progress: Progress,
    kind: OpeningKind,
    sheet: Annotated[int, Field(description="number of the sheet")],
) -> Result:
    """Count the doors or the windows that a plan draws, without a mark: hinged doors by their swing, windows by their lines in the
    outer walls. For scans, pictures and vector sheets.

    Every hit has its box and its score; doubtful ones are withheld. The summary says how sure the count is: below "sound", show
    the candidates to the user instead of stating the number. Where a schedule or marks name the doors, use those first. Else check it by look(count=its id) on
    the parts that the summary names, one call each, then one strike with all wrong numbers and all that were missed."""
    one = drawing.sheet(sheet)
    progress(0, 2, "reading")
    plan = plan_ink(one)
    progress(1, 2, "searching")
    search = openings_of(plan, kind, _vectors(one))
    found = [_evidence(opening, sheet, kind) for opening in search.counted]
    page = Evidence(sheet=sheet, box=(0, 0, plan.width, plan.height), method="raster", text=f"no {kind} found")
    quantity = Quantity(
        value=Decimal(len(found)), unit="nos", label=f"{kind}s drawn on sheet {sheet}",
        label_zh=f"第 {sheet} 张图上画出的{CHINESE[kind]}", sources=tuple(found) or (page,),
    )  # fmt: skip
    return Result(
        summary=f"{len(found)} {kind}s, {len(search.doubtful)} doubtful withheld. {_soundness(one, kind, search)}"
        f"{_parts(search)}",
        quantities=(quantity,),
        items=tuple(Item(label=kind, evidence=evidence, note=_note(kind, opening))
                    for evidence, opening in zip(found, search.counted, strict=True)),
        withheld=tuple(Withheld(label=kind, reason=DOUBT[kind], evidence=_evidence(opening, sheet, kind))
                       for opening in search.doubtful[:MOST_WITHHELD]),
        assumptions=(CONVENTION[kind],),
        coverage=_coverage(sheet, kind),
    )  # fmt: skip


def _soundness(sheet: Sheet, kind: OpeningKind, search: OpeningSearch) -> str:
    """Whether the count may be given as an answer, and if not, why."""
    rooms = _rooms_with(sheet, kind)
    if search.sound(rooms) and _one_plan(sheet):
        return f"The count is sound (chance of being exact {search.chance:.2f})."
    why = (
        f"{rooms} rooms that must have one are named" if len(search.counted) < rooms
        else f"chance of being exact {search.chance:.2f}" if search.chance < SOUND or not search.counted
        else "the sheet shows several plans, or none that is known as one, so others may be missed"
    )  # fmt: skip
    return f"The count is NOT sound: {why}."


def _parts(search: OpeningSearch) -> str:
    """Regions around the plan that show it large when they are looked at: twice as wide as high, side by side or stacked."""
    if not search.counted:
        return ""
    spanned = union(opening.box for opening in (*search.counted, *search.doubtful))
    x0, y0, x1, y1 = grown(spanned, AROUND * max(spanned[2] - spanned[0], spanned[3] - spanned[1]))
    rows = min(max(round((y1 - y0) / max((x1 - x0) / 2, 1)), 1), MOST_PARTS)
    high = (y1 - y0) / rows
    parts = [(max(x0, 0), max(y0 + n * high, 0), x1, y0 + (n + 1) * high) for n in range(rows)]
    listed = ", ".join(f"[{','.join(f'{v:.0f}' for v in part)}]" for part in parts)
    return f" Parts to look at: {listed}."


def _vectors(sheet: Sheet) -> Linework:
    return strokes_of(sheet) if isinstance(sheet.source, Traced) else NONE


def _one_plan(sheet: Sheet) -> bool:
    """Whether the sheet shows a plan, and one only: the floor plan and the electrical plan draw the same doors twice."""
    plans = [title for title in view_titles(sheet.reading) if PLAN.search(title)]
    return len(plans) < 2 and bool(plans or names_any(sheet.reading.visible))


def _rooms_with(sheet: Sheet, kind: OpeningKind) -> int:
    """How many rooms with one the sheet names: bedrooms have a window, they and bathrooms a door."""
    labels = plan_labels(sheet.reading)
    kinds: tuple[RoomName, ...] = ("bedroom", "bathroom") if kind == "door" else ("bedroom",)
    return sum(len(names_of(room, labels).rooms) for room in kinds)


def _evidence(opening: Opening, sheet: int, kind: OpeningKind) -> Evidence:
    return Evidence(sheet=sheet, box=opening.box, method="raster", text=kind, confidence=round(opening.score, 3))


def _note(kind: OpeningKind, opening: Opening) -> str:
    if kind == "window":
        return f"{opening.parts} parallel lines"
    return "double door" if opening.parts == 2 else "single door"


def _coverage(sheet: int, kind: OpeningKind) -> Coverage:
    searched = Message(en=f"the picture of all of sheet {sheet}", zh=f"第 {sheet} 张图的全部图面")
    missed = {
        "door": Message(en="doors drawn without a swing arc", zh="没有画开启弧线的门"),
        "window": Message(en="windows in slanted or curved walls and in inner walls", zh="斜墙、弧墙和内墙上的窗"),
    }
    return Coverage(searched=(searched,), not_searched=(missed[kind],))
