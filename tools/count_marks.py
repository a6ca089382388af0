"""Tool: how often a mark stands on the views."""

from collections import Counter
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.enclosures import NAMES, Outline, is_clear, outlines_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.language import Message
from tools.kit.mark_hits import Hit, hits_of
from tools.kit.marks import marks_in, natural
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.unread import unread_messages

TITLE = Message(en="Counting the mark {mark}", zh="统计编号 {mark}")
MOST_ITEMS = 2000
MOST_NAMED = 8
MOST_KNOWN = 40


def count_marks(
    drawing: Drawing,
    mark: Annotated[str, Field(description='"D2", "KZ1", or a family: "FB*" (FB and digits)')],
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
) -> Result:
    """Count how often a mark is written on the views of each sheet.

    D2 never counts D20 or D2a. The same words in another outline than their kind (W3 in a triangle among windows in circles)
    are withheld. Marks in schedules, legends, notes, title block and in sentences are withheld, with the
    reason, not counted. One count per sheet is entered into the ledger: the same object may be marked on several sheets, so
    do not add sheets up unless you know that they show different objects. It counts marks, not the objects themselves."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    sheets = list(drawing.chosen(sheet))
    hits = [hit for one in sheets for hit in hits_of(one, mark, box)]
    counted = [hit for hit in hits if hit.reason is None]
    shown = counted[:MOST_ITEMS]
    return Result(
        summary=_summary(mark, counted, hits, sheets) + _by_outline(sheets, counted),
        quantities=tuple(_count(mark, number, counted) for number in sorted({hit.sheet for hit in counted})),
        items=tuple(Item(label=hit.mark, evidence=hit.evidence()) for hit in shown),
        total_items=len(counted),
        withheld=tuple(Withheld(label=h.mark, reason=h.reason, evidence=h.evidence()) for h in hits if h.reason),
        coverage=_coverage(sheets, box),
    )


def _by_outline(sheets: list[Sheet], counted: list[Hit]) -> str:
    """What to say where those that were counted stand in outlines of several kinds."""
    found: Counter[Outline] = Counter()
    for sheet in sheets:
        found.update(outlines_of(sheet, [hit.line.box for hit in counted if hit.sheet == sheet.number]))
    kinds = [f"{n} in {NAMES[outline].en}" for outline, n in found.most_common() if is_clear(outline)]
    return f" They stand in different outlines: {', '.join(kinds)}." if len(kinds) > 1 else ""


def _count(mark: str, sheet: int, counted: list[Hit]) -> Quantity:
    here = [hit for hit in counted if hit.sheet == sheet]
    return Quantity(
        value=Decimal(len(here)),
        unit="nos",
        label=f"{mark} marked on sheet {sheet}",
        label_zh=f"第 {sheet} 张图上标注的 {mark}",
        sources=tuple(hit.evidence() for hit in here),
    )


def _summary(mark: str, counted: list[Hit], hits: list[Hit], sheets: list[Sheet]) -> str:
    if not hits:
        known = Counter(found for one in sheets for line in one.reading.visible for found in marks_in(line.text))
        names = sorted((name for name, _ in known.most_common(MOST_KNOWN)), key=natural)
        near = sorted(
            (name for name in known if name.endswith(mark.upper()) or mark.upper().endswith(name)), key=natural
        )
        if mark.upper() in known:
            return f"{mark} is not marked in this region; it stands elsewhere on the sheet."
        alike = f" Did you mean {', '.join(near[:MOST_NAMED])}?" if near else ""
        return f"{mark} was not found.{alike} Marks that exist: {', '.join(names) or 'none'}."
    by_sheet = [_by_mark(one.number, [hit.mark for hit in counted if hit.sheet == one.number]) for one in sheets]
    return f"{len(counted)} counted, {len(hits) - len(counted)} withheld. " + "; ".join(filter(None, by_sheet))


def _by_mark(sheet: int, marks: list[str]) -> str:
    """sheet 1: FB1 × 2, FB3 × 4; 40 marks once each (FB2 … FB50)."""
    counts = Counter(marks)
    several = [f"{name} × {n}" for name, n in sorted(counts.items(), key=lambda e: natural(e[0])) if n > 1]
    once = sorted((name for name, n in counts.items() if n == 1), key=natural)
    if len(once) > MOST_NAMED:
        several.append(f"{len(once)} marks once each ({once[0]} … {once[-1]})")
    elif once:
        several.append(f"once each {', '.join(once)}")
    cut = f" and {len(several) - MOST_KNOWN} more" if len(several) > MOST_KNOWN else ""
    return f"sheet {sheet}: {', '.join(several[:MOST_KNOWN])}{cut}" if several else ""


def _coverage(sheets: list[Sheet], box: Box | None) -> Coverage:
    numbers = ", ".join(str(one.number) for one in sheets)
    part_en, part_zh = (" (only the given region)", "（仅指定区域）") if box else ("", "")
    searched = Message(en=f"text of sheet {numbers}{part_en}", zh=f"第 {numbers} 张图的文字{part_zh}")
    not_searched = Message(en="objects drawn without a mark are not counted", zh="没有标注编号的构件未计入")
    return Coverage(searched=(searched,), not_searched=(not_searched, *unread_messages(sheets)))
