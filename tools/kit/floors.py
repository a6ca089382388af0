"""The floors of a building: their plan views by title, the area that is printed with each and the outline that is drawn."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from tools.kit.drawing import Sheet
from tools.kit.entities import Outline, entities_of
from tools.kit.evidence import Box, Evidence
from tools.kit.figures import figures_in
from tools.kit.geometry import centre
from tools.kit.outlines import holds, once
from tools.kit.text import TextLine
from tools.kit.titleblock import strip_of
from tools.kit.zones import zone_at, zones_of

STOREY = (
    r"(?:(?:LOWER|UPPER|SUB)[\s-]+)?(?:GROUND|FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH|TENTH|\d{1,2}\s?(?:ST|ND|RD|TH)"
    r"|MEZZANINE|BASEMENT|ATTIC|TYPICAL|MAIN|PENTHOUSE|LEVEL\s*-?\d{1,2}|L\d{1,2})"
)
TITLE = re.compile(
    rf"^\W*(?:PROPOSED\s+)?(?P<en>{STOREY}(?:\s+(?:FLOOR|LEVEL|STOREY|STORY))?)\s+(?:FLOOR\s+)?(?:LAYOUT\s+)?PLAN\b(?!\s+NOTES)"
    r"|^\W*(?P<zh>(?:地下?(?:[一二三四五\d]+)?|[首底夹一二三四五六七八九十\d]{1,4}(?:\s*[~～\-至、]\s*[一二三四五六七八九十\d]{1,3})?|标准|阁楼|负[一二三\d]|屋顶机房)\s*层?)"
    r"\s*(?:建筑)?平\s*面\s*(?:布置)?图",
    re.I,
)
LONGEST_TITLE = 40
AREA_WORD = re.compile(r"\bAREA\b|面\s*积|\bG\.?F\.?A\b", re.I)
BELOW = 8.0
"""Heights of a title below it in which its area is printed."""
LEAST = 8.0
"""Square metres of a floor."""
REACH = 1.2
"""Of the height of an outline: how far below it the title may stand."""
RIVAL = 0.5
"""Of its area: a second outline as large as that makes it uncertain which is the floor."""
BUILDING = re.compile(
    r"build|外墙|墙|wall|轮廓|outline|gfa|\barea|建筑|面积|floor|slab|楼板|perim|外轮廓", re.I
)  # fmt: skip
AGREE = 0.01
FRAME = re.compile(r"title|frame|border|图框|图签|sheet|viewport|vport|defpoints|\bplot|print", re.I)
PAPERS = (1189.0, 841.0, 594.0, 420.0, 297.0)
SCALES = (1, 2, 5, 10, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 125, 150, 200, 250, 300, 400, 500, 1000)


class Floor(NamedTuple):
    """A plan view: its title, the area printed with it in m² and the outline of the floor, where they are there. `rivals`
    are outlines that may be meant as well."""

    sheet: int
    title: TextLine
    name: str
    printed: tuple[Decimal, Evidence] | None
    outline: Outline | None
    rivals: tuple[Outline, ...] = ()


def floors_of(sheet: Sheet) -> list[Floor]:
    """The floors of a sheet in reading order of their titles."""
    titles = list(_titles(sheet))
    printed = _printed(sheet, titles)
    known = entities_of(sheet)
    outlines = _candidates(known.outlines, titles) if known and titles else []
    return [_floor(sheet.number, title, titles, printed.get(title.box), outlines) for title in titles]


def name_of(text: str) -> str | None:
    """The storey that a title of a plan names."""
    match = TITLE.match(text.strip()) if len(text) <= LONGEST_TITLE else None
    name = (match["en"] or match["zh"]) if match else None
    return " ".join(name.split()) if name else None


def _titles(sheet: Sheet) -> Iterator[TextLine]:
    reading = sheet.reading
    zones, strip = zones_of(reading), strip_of(reading)
    for line in reading.visible:
        if name_of(line.text) and zone_at(zones, line.box) is None:
            x, y = centre(line.box)
            if strip is None or not (strip[0] <= x <= strip[2] and strip[1] <= y <= strip[3]):
                yield line


def _printed(sheet: Sheet, titles: Sequence[TextLine]) -> dict[Box, tuple[Decimal, Evidence]]:
    """The first area in m² below each title, as GROUND FLOOR PLAN / AREA 116.8 m²."""
    found: dict[Box, list[tuple[float, Decimal, TextLine]]] = {}
    for line in sheet.reading.visible:
        areas = [figure.value for figure in figures_in(line.text) if figure.unit == "m2"]
        if len(areas) == 1 and (AREA_WORD.search(line.text) or len(line.text) <= 14):
            near = [(gap, title) for title in titles if (gap := _below(title, line)) is not None]
            if near:
                gap, title = min(near, key=lambda pair: pair[0])
                found.setdefault(title.box, []).append((gap, areas[0], line))
    return {box: _nearest(sheet.number, lines) for box, lines in found.items()}


def _nearest(sheet: int, lines: list[tuple[float, Decimal, TextLine]]) -> tuple[Decimal, Evidence]:
    _, value, line = min(lines, key=lambda entry: entry[0])
    return value, Evidence(
        sheet=sheet, box=line.box, method=line.method, text=line.text, confidence=line.confidence
    )  # fmt: skip


def _below(title: TextLine, line: TextLine) -> float | None:
    """How far a line stands below a title (or on its level), or None."""
    height = title.height or title.box[3] - title.box[1]
    down = line.box[1] - title.box[1]
    width = title.box[2] - title.box[0]
    across = max(title.box[0] - line.box[2], line.box[0] - title.box[2], 0.0)
    return down + across if -0.5 * height <= down <= BELOW * height and across <= width else None


def _candidates(outlines: Sequence[Outline], titles: Sequence[TextLine]) -> list[Outline]:
    """Outlines that may be a floor: those that hold no title, as frames do."""
    large = [one for one in outlines if one.area >= LEAST * 1e6 and not one.hidden and not one.crossing]
    return once(one for one in large if not any(holds(one, centre(title.box)) for title in titles))


def _floor(
    sheet: int, title: TextLine, titles: Sequence[TextLine], printed: tuple[Decimal, Evidence] | None,
    outlines: Sequence[Outline],
) -> Floor:  # fmt: skip
    own = sorted((one for one in outlines if _own_title(one, titles) is title), key=lambda one: -one.area)
    chosen = _chosen(own, printed[0] if printed else None)
    rivals = tuple(one for one in own if chosen and one is not chosen and one.area >= RIVAL * chosen.area)
    return Floor(sheet, title, name_of(title.text) or title.text, printed, chosen, rivals)


def _chosen(outlines: Sequence[Outline], printed: Decimal | None) -> Outline | None:
    """The one that agrees with what is printed, else the largest on a layer of buildings, else the largest."""
    agreeing = [one for one in outlines if printed and abs(one.area / 1e6 / float(printed) - 1) <= AGREE]
    named = [one for one in outlines if BUILDING.search(one.layer)]
    return next(iter([*agreeing, *named, *outlines]), None)


def _own_title(outline: Outline, titles: Sequence[TextLine]) -> TextLine | None:
    """The title that an outline stands above, the nearest one."""
    x0, y0, x1, y1 = outline.box
    spare, reach = 0.15 * (x1 - x0), REACH * (y1 - y0)
    near = []
    for title in titles:
        x, down = centre(title.box)[0], title.box[1] - y1
        if x0 - spare <= x <= x1 + spare and -0.05 * (y1 - y0) <= down <= reach:
            near.append((down, title))
    return min(near, key=lambda pair: pair[0])[1] if near else None


def around_all(sheet: Sheet) -> Outline | None:
    """The outer outline of a single plan: the largest one that is no frame of the paper, where most of what is written on the
    sheet (or drawn, where nothing is written) lies within it."""
    known = entities_of(sheet)
    large = [one for one in known.outlines if one.area >= LEAST * 1e6 and not one.hidden] if known else []
    named = [line.box for line in sheet.reading.visible if re.search(r"[^\W\d_]{2}", line.text)]
    content = named or [one.box for one in (known.outlines if known else ())]
    strip, frames = strip_of(sheet.reading), [one for one in large if is_frame(one)]
    for one in sorted(once(large), key=lambda one: -one.area):
        framed = _framing(one, frames) or (strip is not None and holds(one, centre(strip)))
        if not (framed or one.crossing or one.kind in ("circle", "ellipse")):
            held = sum(holds(one, centre(box)) for box in content)
            return one if held >= 0.5 * len(content) else None
    return None


def _framing(outline: Outline, frames: Sequence[Outline]) -> bool:
    """A frame, or a line along one."""
    along = any(holds(frame, centre(outline.box)) and outline.area > 0.8 * frame.area for frame in frames)
    return along or outline in frames or bool(FRAME.search(outline.layer))


def is_frame(outline: Outline) -> bool:
    """Whether it is a sheet of paper at a round scale: a rectangle of A0 to A4."""
    long, short = outline.size
    if short <= 0 or abs(outline.area / (long * short) - 1) > 1e-3 or abs(long / short / 2**0.5 - 1) > AGREE:
        return False
    return any(abs(long / (paper * scale) - 1) < 0.006 for paper in PAPERS for scale in SCALES)
