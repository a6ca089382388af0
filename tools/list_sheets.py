"""Tool: what sheets there are."""

from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.plan_views import PlanView, plan_views
from tools.kit.result import Coverage, Item, Result
from tools.kit.titleblock import fields_of
from tools.kit.unread import partly_read
from tools.kit.view_titles import view_titles
from tools.kit.zones import zones_of

TITLE = Message(en="Looking over the sheets", zh="浏览图纸")
MOST_SHEETS = 40


def list_sheets(drawing: Drawing) -> Result:
    """List the sheets: number, name, title, views by their titles, schedules, legends and notes, paper size in mm, how it was read."""
    return Result(
        summary=f"{len(drawing.sheets)} sheets.",
        items=tuple(_item(sheet) for sheet in drawing.sheets[:MOST_SHEETS]),
        total_items=len(drawing.sheets),
        coverage=Coverage(not_searched=tuple(partly_read(drawing.sheets))),
    )


def _item(sheet: Sheet) -> Item:
    reading = sheet.reading
    box = (0.0, 0.0, reading.width, reading.height)
    method = "ocr" if reading.method == "ocr" else "text"
    evidence = Evidence(sheet=sheet.number, box=box, method=method, text=sheet.name)
    return Item(label="; ".join([f"sheet {sheet.number}", *_titles(sheet)]), evidence=evidence, note=_note(sheet))


def _titles(sheet: Sheet) -> list[str]:
    fields = fields_of(sheet.reading)
    named = [fields[name].text for name in ("number", "title") if name in fields]
    told = {view.title.text for view in _plans(sheet)}
    return [text for text in dict.fromkeys([*named, *view_titles(sheet.reading)]) if text not in told]


def _plans(sheet: Sheet) -> list[PlanView]:
    """The plans of a sheet that has several: what is asked of one storey is counted in its part."""
    found = plan_views(sheet)
    return found if len(found) > 1 else []


def _note(sheet: Sheet) -> str:
    reading = sheet.reading
    zones = [f"{zone.kind} {zone.title[:40]!r} {[round(v) for v in zone.box]}" for zone in zones_of(reading)[:6]]
    paper = "" if reading.paper_known else ", paper size not stated"
    text = f"{reading.width:.0f} x {reading.height:.0f} mm{paper}, {len(reading.visible)} lines by {reading.method}"
    left_out = [f"not read: {message.en}" for message in partly_read([sheet])]
    plans = [f"plan {view.title.text!r} {[round(v) for v in view.box]}" for view in _plans(sheet)]
    return "; ".join([*left_out, *plans, *zones, text])
