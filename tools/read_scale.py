"""Tool: the scales of the views of a sheet, as printed and as plotted."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.quantity import Quantity, shown_value
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.scale import ScaleNote, contradicting, scale_notes
from tools.kit.views import ViewScale, told, view_scales

TITLE = Message(en="Reading the scales", zh="读取比例")
MOST_ITEMS = 30
PLOTTED = ("user", "viewport", "dimensions", "bar")


def read_scale(drawing: Drawing, sheet: Annotated[int | None, Field(description="only this sheet")] = None) -> Result:
    """Read the printed scale notes, each with its view, and the plotted scale of each view as a quantity (100 for 1:100), by the
    file's viewports or by dimensions against the lines that they measure.

    Where a note and the dimensions differ, the sheet is printed smaller or the note was copied: dimensions win, tell the
    user both. Model space of a DXF is drawn at real size and has no plotted scale."""
    sheets = list(drawing.chosen(sheet))
    notes = [(one, note) for one in sheets for note in scale_notes(one.reading)]
    named = [pair for pair in notes if pair[1].named] or notes
    views = [(one, view) for one in sheets for view in _plotted(one)]
    return Result(
        summary=_summary(named, views, sheets),
        items=tuple(_item(*pair) for pair in named[:MOST_ITEMS]),
        total_items=len(named),
        quantities=tuple(_quantity(*pair) for pair in views[:MOST_ITEMS]),
        withheld=(
            *(_disputed(*pair) for pair in views if pair[1].disputed),
            *(_contradicted(one, note) for one in sheets for note in contradicting(scale_notes(one.reading))),
        ),
        coverage=_coverage(sheets, views),
    )


def _plotted(sheet: Sheet) -> Iterator[ViewScale]:
    """The views whose scale is more than a note, each scale and title once."""
    seen = set()
    for view in view_scales(sheet):
        key = view.title, shown_ratio(view), view.note
        if view.by in PLOTTED and not view.relative and key not in seen:
            seen.add(key)
            yield view


def shown_ratio(view: ViewScale) -> Decimal:
    """The ratio to four digits: a plot is not known more exactly."""
    return Decimal(f"{view.ratio:.4g}") if view.ratio < 10_000 else view.ratio.quantize(Decimal(1))


def _quantity(sheet: Sheet, view: ViewScale) -> Quantity:
    about = f" of {view.title}" if view.title else ""
    stretched = ", stretched in one direction" if view.distorted else ""
    said = told(view)
    kind = "given" if view.by == "user" else "read"
    return Quantity(
        value=shown_ratio(view), unit="", kind=kind, sources=view.evidence,
        label=f"plotted scale{about} on sheet {sheet.number}, {said.en.split(' ', 2)[2]}{stretched}",
        label_zh=f"第 {sheet.number} 张图{f'“{view.title}”' if view.title else ''}的出图比例，{said.zh.split('，', 1)[1]}"
        f"{'，单向拉伸' if view.distorted else ''}",
    )  # fmt: skip


def _summary(named: Sequence[tuple[Sheet, ScaleNote]], views: Sequence[tuple[Sheet, ViewScale]], sheets: Sequence[Sheet]) -> str:  # fmt: skip
    printed = "; ".join(_line(*pair) for pair in named[:MOST_ITEMS]) or "none"
    plotted = "; ".join(_told(*pair) for pair in views[:MOST_ITEMS]) or "none can be told"
    full = [str(one.number) for one in sheets if any(view.by == "units" for view in view_scales(one))]
    model = f" Sheets drawn at real size (model space): {', '.join(full)}." if full else ""
    return f"{len(named)} scale notes: {printed}. Plotted scales: {plotted}.{model}"


def _line(sheet: Sheet, note: ScaleNote) -> str:
    title = f" for {note.title!r}" if note.title else ""
    return f"{note.text} (1:{shown_value(note.ratio, '')}) on sheet {sheet.number}{title}"


def _told(sheet: Sheet, view: ViewScale) -> str:
    title = f" of {view.title!r}" if view.title else ""
    against = f", but 1:{shown_value(view.note, '')} is printed" if view.disputed and view.note else ""
    return f"1:{shown_ratio(view)}{title} on sheet {sheet.number} ({told(view).en}{against})"


def _item(sheet: Sheet, note: ScaleNote) -> Item:
    line = note.line
    evidence = Evidence(
        sheet=sheet.number, box=line.box, method=line.method, text=line.text, confidence=line.confidence
    )
    return Item(label=note.text, evidence=evidence, note=f"1:{shown_value(note.ratio, '')} {note.title}".strip())


def _disputed(sheet: Sheet, view: ViewScale) -> Withheld:
    printed, plotted = f"1:{shown_value(view.note or Decimal(0), '')}", f"1:{shown_ratio(view)}"
    reason = Message(
        en=f"The printed scale {printed} is not the plotted one, {plotted}. Do not measure by it.",
        zh=f"标注比例 {printed} 与实际出图比例 {plotted} 不符，不能按标注比例量取。",
    )
    return Withheld(label=printed, reason=reason, evidence=view.noted)


def _contradicted(sheet: Sheet, note: ScaleNote) -> Withheld:
    reason = Message(
        en=f"Another note of the same view contradicts {note.text}, so neither is taken. Calibrate by a known length.",
        zh=f"同一视图另有比例标注与 {note.text} 矛盾，两者均不采用。请用已知长度校准。",
    )
    return Withheld(label=note.text, reason=reason, evidence=_item(sheet, note).evidence)


def _coverage(sheets: Sequence[Sheet], views: Sequence[tuple[Sheet, ViewScale]]) -> Coverage:
    numbers = ", ".join(str(one.number) for one in sheets)
    checked = {sheet.number for sheet, view in views if view.by != "bar"}
    rest = ", ".join(str(one.number) for one in sheets if one.number not in checked)
    unchecked = Message(en=f"sheet {rest}: not checked against dimensions", zh=f"第 {rest} 张图未与尺寸标注核对")
    return Coverage(
        searched=(Message(en=f"scales of sheet {numbers}", zh=f"第 {numbers} 张图的比例"),),
        not_searched=(unchecked,) if rest else (),
    )
