"""Tool: the fields of the title block."""

from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.evidence import Evidence
from tools.kit.language import Message
from tools.kit.result import Coverage, Item, Result
from tools.kit.revisions import revisions_of
from tools.kit.titleblock import NAMES, blanks_of, fields_of

TITLE = Message(en="Reading the title block", zh="读取图签")
MOST_SHEETS = 20
MOST_REVISIONS = 30


def read_title_block(
    drawing: Drawing, sheet: Annotated[int | None, Field(description="only this sheet")] = None
) -> Result:
    """Read title blocks: number, title, scale, date, revision, drawn and checked by, project, client, consultant, location, phase,
    sheet size; and the table of revisions.

    Each field comes with its place; cite its e id. Fields without a printed name are not guessed; one whose name is printed but whose value is not comes as "… (blank)"."""
    sheets = list(drawing.chosen(sheet))
    items = [item for one in sheets[:MOST_SHEETS] for item in _items(one)]
    missing = [one.number for one in sheets[:MOST_SHEETS] if not fields_of(one.reading)]
    note = f" No title block with named fields on sheet {', '.join(map(str, missing))}." if missing else ""
    numbers = ", ".join(str(one.number) for one in sheets[:MOST_SHEETS])
    searched = Message(en=f"the title block of sheet {numbers}", zh=f"第 {numbers} 张图的图签")
    return Result(
        summary=f"{sum(not item.label.endswith(('(blank)', ' row')) for item in items)} fields of {len(NAMES)} found.{note}",
        items=tuple(items),
        coverage=Coverage(searched=(searched,)),
    )


def _items(sheet: Sheet) -> list[Item]:
    """The fields with their values, the names of those that are left blank, and the rows of the table of revisions."""
    filled = [(str(field), line) for field, line in fields_of(sheet.reading).items()]
    blank = [(f"{field} (blank)", line) for field, line in blanks_of(sheet.reading).items()]
    rows = [
        Item(
            label="revision row",
            evidence=Evidence(
                sheet=sheet.number,
                box=row.box,
                method="text" if sheet.reading.method == "text" else "ocr",
                text=" | ".join(row.cells),
            ),
            note=row.mark,
        )
        for row in revisions_of(sheet.reading)[:MOST_REVISIONS]
    ]
    return [
        Item(
            label=label,
            evidence=Evidence(
                sheet=sheet.number, box=line.box, method=line.method, text=line.text, confidence=line.confidence
            ),
        )
        for label, line in [*filled, *blank]
    ] + rows
