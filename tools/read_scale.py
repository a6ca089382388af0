"""Tool: the printed scale notes."""

from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.quantity import shown_value
from tools.kit.result import Coverage, Item, Result
from tools.kit.scale import ScaleNote, scale_notes

TITLE = Message(en="Reading the scale notes", zh="读取比例标注")
MOST_ITEMS = 30


def read_scale(drawing: Drawing, sheet: Annotated[int | None, Field(description="only this sheet")] = None) -> Result:
    """Read the scale notes that are printed on a sheet, or on all, each with the title of its view where one is near.

    A printed scale is not proof of the plotted one: drawings are often printed smaller or copied. Do not measure by it."""
    sheets = list(drawing.chosen(sheet))
    notes = [(one, note) for one in sheets for note in scale_notes(one.reading)]
    named = [pair for pair in notes if pair[1].named] or notes
    numbers = ", ".join(str(one.number) for one in sheets)
    return Result(
        summary=f"{len(named)} scale notes: {'; '.join(_line(*pair) for pair in named[:MOST_ITEMS]) or 'none'}.",
        items=tuple(_item(*pair) for pair in named[:MOST_ITEMS]),
        total_items=len(named),
        coverage=Coverage(
            searched=(Message(en=f"printed scale notes of sheet {numbers}", zh=f"第 {numbers} 张图的比例标注"),),
            not_searched=(Message(en="not checked against dimensions", zh="未与尺寸标注核对"),),
        ),
    )


def _line(sheet: Sheet, note: ScaleNote) -> str:
    title = f" for {note.title!r}" if note.title else ""
    return f"{note.text} (1:{shown_value(note.ratio, '')}) on sheet {sheet.number}{title}"


def _item(sheet: Sheet, note: ScaleNote) -> Item:
    line = note.line
    evidence = Evidence(
        sheet=sheet.number, box=line.box, method=line.method, text=line.text, confidence=line.confidence
    )
    return Item(label=note.text, evidence=evidence, note=f"1:{shown_value(note.ratio, '')} {note.title}".strip())
