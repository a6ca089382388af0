"""Tool: what sheets there are."""

from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Evidence
from tools.kit.geometry import rounded
from tools.kit.language import Message
from tools.kit.result import Coverage, Item, Result
from tools.kit.titleblock import fields_of
from tools.kit.zones import zones_of

TITLE = Message(en="Looking over the sheets", zh="浏览图纸")
MOST_SHEETS = 40


def list_sheets(drawing: Drawing) -> Result:
    """List the sheets of the drawing: number, name, paper size in mm, how the text was read, title block number and
    title, and the schedules, legends and notes that stand on it. Call this first when you do not know the drawing."""
    shown = drawing.sheets[:MOST_SHEETS]
    return Result(
        summary=f"{len(drawing.sheets)} sheets.\n" + "\n".join(_line(sheet) for sheet in shown),
        items=tuple(_item(sheet) for sheet in shown),
        total_items=len(drawing.sheets),
        coverage=Coverage(),
    )


def _line(sheet: Sheet) -> str:
    reading = sheet.reading
    fields = fields_of(reading)
    titles = [f"{name} {fields[name].text!r}" for name in ("number", "title") if name in fields]
    zones = [f"{zone.kind} {zone.title!r} {list(rounded(zone.box))}" for zone in zones_of(reading)[:8]]
    paper = "" if reading.paper_known else ", paper size not stated in the file"
    return (
        f"sheet {sheet.number} ({sheet.name}): {reading.width:.0f} x {reading.height:.0f} mm{paper}, "
        f"{len(reading.visible)} lines of text by {reading.method}; " + "; ".join(titles + zones)
    )


def _item(sheet: Sheet) -> Item:
    reading = sheet.reading
    box = (0.0, 0.0, reading.width, reading.height)
    method = "ocr" if reading.method == "ocr" else "text"
    return Item(
        label=f"sheet {sheet.number}", evidence=Evidence(sheet=sheet.number, box=box, method=method, text=sheet.name)
    )
