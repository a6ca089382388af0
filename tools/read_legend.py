"""Tool: what the legends of symbols list."""

from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.legends import Entry, entries_of, has_symbol
from tools.kit.result import Coverage, Item, Result

TITLE = Message(en="Reading the legends of symbols", zh="读取符号图例")
MOST_ITEMS = 200


def read_legend(drawing: Drawing, sheet: Annotated[int | None, Field(description="only this sheet")] = None) -> Result:
    """List the rows of legends that have a drawn symbol beside their text, each with its place. Count one on the plans with
    find_symbol(sheet, legend=its text)."""
    entries = [entry for one in drawing.chosen(sheet) for entry in entries_of(one) if has_symbol(entry)]
    listed = "; ".join(f"“{entry.text[:40]}” (sheet {entry.sheet.number})" for entry in entries[:60])
    numbers = ", ".join(str(one.number) for one in drawing.chosen(sheet))
    return Result(
        summary=f"{len(entries)} symbols in legends. {listed}" if entries else "No legend with symbols was found.",
        items=tuple(map(_item, entries[:MOST_ITEMS])),
        total_items=len(entries),
        coverage=Coverage(searched=(Message(en=f"legends of sheet {numbers}", zh=f"第 {numbers} 张图的图例"),)),
    )


def _item(entry: Entry) -> Item:
    evidence = Evidence(sheet=entry.sheet.number, box=entry.place, method="schedule", text=entry.text)
    return Item(label="symbol of a legend", evidence=evidence, note=f"{entry.stated.value:f}" if entry.stated else "")
