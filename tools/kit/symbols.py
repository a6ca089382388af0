"""Symbols: every copy of an example on a sheet, by its linework, by the blocks of a CAD file, or by its picture."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tools.kit.drawing import Sheet
from tools.kit.entities import Insert, entities_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Method
from tools.kit.geometry import inside, overlap, rounded
from tools.kit.language import Message
from tools.kit.matches import HELD, SURE, Match, matched
from tools.kit.memo import per_sheet
from tools.kit.raster_symbols import Template, pictured
from tools.kit.shapes import Lines, Shape, lines_of, shape_in
from tools.kit.strokes import Traced, strokes_of
from tools.kit.surroundings import Sheetwork
from tools.kit.sweep import MOST_POSES, can_vote, ink_of, swept, tolerance_of
from tools.kit.text import TextLine
from tools.kit.titleblock import strip_of
from tools.kit.zones import zone_at, zones_of

MOST_LINES = 1500
"""Of one symbol: beyond that it is a picture made of dots, not a sign."""
SAME_INSERT = 0.5
WIDEST_TEXT = 1.3


class Example(NamedTuple):
    """What is looked for: the lines of the box and the texts that they enclose, or the block that it is a copy of, or a piece
    of a scan's picture."""

    sheet: Sheet
    box: Box
    shape: Shape | None
    texts: tuple[str, ...] = ()
    block: str = ""
    picture: bool = False


class Found(NamedTuple):
    """All places on one sheet, the best first; `withheld` are those that only may be the symbol."""

    sheet: Sheet
    method: Method
    counted: tuple[Match, ...]
    withheld: tuple[Match, ...]
    searched: Message
    left_out: tuple[Message, ...] = ()


@per_sheet
def sheet_lines(sheet: Sheet) -> Lines:
    return lines_of(strokes_of(sheet))


def has_vectors(sheet: Sheet) -> bool:
    """Whether the sheet is drawn in lines; a scan in a PDF has next to none."""
    return isinstance(sheet.source, Traced) and len(sheet_lines(sheet).segments) + len(sheet_lines(sheet).circles) > 0


def example_at(sheet: Sheet, box: Box) -> Example:
    """The symbol in that box. Raises Correctable with what to try where there is none to look for."""
    insert = _insert_at(sheet, box)
    if insert:
        return Example(sheet, insert.box, None, block=insert.block)
    if not has_vectors(sheet):
        Template(sheet, _on_sheet(sheet, box), 1.0)
        return Example(sheet, box, None, picture=True)
    try:
        shape = shape_in(sheet_lines(sheet), box)
    except Correctable as error:
        written = [line.text for line in sheet.reading.visible if inside(line.box, box)]
        if not written or "cuts through" in str(error):
            raise
        raise Correctable(
            f"The box {rounded(box)} holds nothing but text (“{' '.join(written)[:60]}”). Count texts with count_marks or "
            "count_labels; for a symbol, box its lines."
        ) from error
    if len(shape.lines.segments) > MOST_LINES or not can_vote(shape):
        raise Correctable(
            f"What is in the box {rounded(box)} is drawn as {len(shape.lines.segments)} tiny lines, which look alike everywhere. "
            "Box a part of it with longer lines or a circle, or count its label instead."
        )
    return Example(sheet, shape.box, shape, texts=_texts(sheet.reading.visible, shape.box, shape))


def _insert_at(sheet: Sheet, box: Box) -> Insert | None:
    """The block reference that fills the box best."""
    entities = entities_of(sheet)
    if entities is None:
        return None
    fitting = [(_shared(one.box, box), one) for one in entities.inserts if one.inked and not one.hidden]
    share, best = max(fitting, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= SAME_INSERT else None


def _shared(a: Box, b: Box) -> float:
    """Intersection over union."""
    across, down = overlap(a[0], a[2], b[0], b[2]), overlap(a[1], a[3], b[1], b[3])
    if across <= 0 or down <= 0:
        return 0.0
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return across * down / (areas - across * down)


def found_on(sheet: Sheet, example: Example, ratio: float | None = 1.0) -> Found:
    """Every place of the example on a sheet. `ratio` is the size over the example's; None takes any size."""
    if example.block:
        return _copies(sheet, example)
    if example.picture or example.shape is None:
        return _pictured(sheet, example, ratio or 1.0)
    lines, shape = sheet_lines(sheet), example.shape
    if not len(lines.segments) and not len(lines.circles):
        raise Correctable(f"Sheet {sheet.number} is a picture without lines, and the example is drawn in lines.")
    cell = tolerance_of(shape, ratio or 0.5)
    ink = ink_of(lines, cell)
    found = swept(shape, lines, ink, ratio)
    matches = matched(shape, found, Sheetwork(lines, ink, shape.reach * (ratio or 1.0)))
    checked = [_checked(sheet, match, example) for match in matches]
    left_out = () if found.complete else (_not_all(sheet),)
    return _sorted(sheet, "vector", checked, _searched(sheet, lines, found.tried), left_out)


def _sorted(
    sheet: Sheet, method: Method, matches: Sequence[Match], searched: Message, left_out: tuple[Message, ...] = ()
) -> Found:
    counted = tuple(match for match in matches if match.why is None)
    withheld = tuple(match for match in matches if match.why is not None)
    return Found(sheet, method, counted, withheld, searched, left_out)


def _searched(sheet: Sheet, lines: Lines, tried: int) -> Message:
    count = len(lines.segments) + len(lines.circles)
    return Message(
        en=f"all {count} lines of sheet {sheet.number}, at every angle and mirrored ({tried} placements tried)",
        zh=f"第 {sheet.number} 张图的全部 {count} 条线，任意角度及镜像（试了 {tried} 个位置）",
    )


def _not_all(sheet: Sheet) -> Message:
    return Message(
        en=f"the example's lines are so common on sheet {sheet.number} that only {MOST_POSES} placements were tried; box a "
        "part with rarer lines",
        zh=f"样例的线条在第 {sheet.number} 张图上过于常见，只试了 {MOST_POSES} 个位置；请框选更有特征的部分",
    )


def _checked(sheet: Sheet, match: Match, example: Example) -> Match:
    """With the reason not to count it where it stands beside the views, or where it encloses another text."""
    if match.why is not None:
        return match
    why = beside_the_views(sheet, match.box)
    if why is None and example.shape is not None:
        texts = _texts(sheet.reading.visible, match.box, example.shape, match)
        why = _other_text(texts) if texts != example.texts else None
    return match if why is None else replace(match, why=why, share=min(match.share, HELD))


def beside_the_views(sheet: Sheet, box: Box) -> Message | None:
    """Why what stands there is none of the building: in a legend, a schedule, notes or the title block."""
    zone, strip = zone_at(zones_of(sheet.reading), box), strip_of(sheet.reading)
    if zone is not None:
        words = {"schedule": "表格", "legend": "图例", "notes": "说明"}
        return Message(en=f"stands in the {zone.kind} “{zone.title}”", zh=f"位于{words[zone.kind]}“{zone.title}”中")
    if strip is not None and inside(box, strip):
        return Message(en="stands in the title block", zh="位于图签栏中")
    return None


def _other_text(texts: Sequence[str]) -> Message:
    if not texts:
        return Message(en="the example's text is missing in it", zh="其中没有样例中的文字")
    return Message(en=f"the same shape around “{' '.join(texts)}”", zh=f"形状相同，但其中写有“{' '.join(texts)}”")


def _texts(lines: Sequence[TextLine], box: Box, shape: Shape, match: Match | None = None) -> tuple[str, ...]:
    """The texts that the shape encloses at a place, as the circle of a tag does. A door's swing encloses none."""
    width = WIDEST_TEXT * max(box[2] - box[0], box[3] - box[1])
    near = [one for one in lines if one.method == "text" and inside(one.box, box) and one.box[2] - one.box[0] < width]
    return tuple(sorted(line.text for line in near if _encloses(shape, line.box, box, match)))


def _encloses(shape: Shape, text: Box, box: Box, match: Match | None) -> bool:
    x = (text[0] + text[2]) / 2 - (match.x if match else shape.centre[0])
    y = (text[1] + text[3]) / 2 - (match.y if match else shape.centre[1])
    if match:
        turn, flip = np.radians(match.angle), -1.0 if match.mirrored else 1.0
        along, across = np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y
        x, y = flip * along / match.scale, across / match.scale
    circles = shape.lines.circles
    if (np.hypot(circles[:, 0] - x, circles[:, 1] - y) < circles[:, 2]).any():
        return True
    return _walled_in(shape, x, y)


def _walled_in(shape: Shape, x: float, y: float) -> bool:
    """Whether a line of the shape stands on each of the four sides of a point."""
    x0, y0, x1, y1 = shape.lines.segments.T
    sides = []
    for a0, b0, a1, b1, a, b in ((x0, y0, x1, y1, x, y), (y0, x0, y1, x1, y, x)):
        crosses = (np.minimum(b0, b1) <= b) & (np.maximum(b0, b1) > b)
        t = (b - b0[crosses]) / (b1 - b0)[crosses]
        at = a0[crosses] + t * (a1 - a0)[crosses]
        sides += [(at < a).any(), (at > a).any()]
    return all(sides)


def _on_sheet(sheet: Sheet, box: Box) -> Box:
    page = sheet.source.pages[sheet.page - 1]
    if not (0 <= box[0] < box[2] <= page.width and 0 <= box[1] < box[3] <= page.height):
        raise Correctable(
            f"The box {rounded(box)} lies off sheet {sheet.number}, {page.width:.0f} x {page.height:.0f} mm."
        )
    return box


def _pictured(sheet: Sheet, example: Example, ratio: float) -> Found:
    """The copies of a piece of a scan."""
    template = Template(example.sheet, example.box, ratio)
    matches, whole = pictured(sheet, template)
    checked = [
        match if match.why or not (why := beside_the_views(sheet, match.box)) else replace(match, why=why, share=HELD)
        for match in matches
    ]
    searched = Message(
        en=f"the whole picture of sheet {sheet.number}, upright, turned by quarters and mirrored",
        zh=f"第 {sheet.number} 张图的整幅图像，正放、四个方向及镜像",
    )
    left = [Message(en="copies turned by other angles, or at another size", zh="以其他角度或大小绘制的同类符号")]
    if not whole:
        left.append(Message(en="the weakest of very many candidates", zh="数量过多的候选位置中得分最低的部分"))
    return _sorted(sheet, "raster", checked, searched, tuple(left))


def _copies(sheet: Sheet, example: Example) -> Found:
    """The references to the example's block."""
    entities = entities_of(sheet)
    inserts = [one for one in entities.inserts if one.block == example.block and one.inked] if entities else []
    matches = [_copy(sheet, one) for one in inserts]
    searched = Message(
        en=f"references to the block {example.block} on sheet {sheet.number}, nested ones too",
        zh=f"第 {sheet.number} 张图上对图块 {example.block} 的全部引用（含嵌套）",
    )
    exploded = Message(
        en=f"copies of {example.block} that were exploded into lines, or drawn by another block",
        zh=f"已炸开成线条的 {example.block}，以及用其他图块画的同类符号",
    )
    return _sorted(sheet, "vector", matches, searched, (exploded,))


def _copy(sheet: Sheet, one: Insert) -> Match:
    why = Message(en="its layer is off", zh="所在图层已关闭") if one.hidden else beside_the_views(sheet, one.box)
    x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
    return Match(
        x=x, y=y, angle=one.rotation, mirrored=one.scale[0] * one.scale[1] < 0, scale=abs(one.scale[0]),
        share=1.0 if why is None else HELD, box=one.box, why=why,
    )  # fmt: skip


def is_sure(match: Match) -> bool:
    return match.why is None and match.share >= SURE
