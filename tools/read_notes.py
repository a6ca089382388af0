"""Tool: the numbered notes of a sheet."""

import re
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing
from tools.kit.language import Message
from tools.kit.notes import notes_of
from tools.kit.result import Coverage, Item, Result
from tools.kit.unread import partly_read

TITLE = Message(en="Reading the notes", zh="读取说明")
MOST_ITEMS = 40


def read_notes(
    drawing: Drawing,
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    number: int | None = None,
    words: Annotated[str | None, Field(description="any of these words, parted by |")] = None,
) -> Result:
    """Read the numbered general notes, each whole and with its number and heading. Quote them with their e ids."""
    wanted = [re.escape(word.strip()) for word in (words or "").split("|") if word.strip()]
    pattern = re.compile("|".join(wanted), re.I)
    found = [
        (one, note)
        for one in drawing.chosen(sheet)
        for note in notes_of(one.reading)
        if (number is None or note.number == number) and pattern.search(note.text)
    ]
    numbers = ", ".join(str(one.number) for one in drawing.chosen(sheet))
    return Result(
        summary=f"{len(found)} notes."
        if found
        else "No numbered note fits. find_text finds words wherever they stand.",
        items=tuple(
            Item(
                label=f"note {note.number}: {note.text}"[:400],
                evidence=note.evidence(one.number),
                note=note.heading[:60],
            )
            for one, note in found[:MOST_ITEMS]
        ),
        total_items=len(found),
        coverage=Coverage(
            searched=(Message(en=f"numbered notes of sheet {numbers}", zh=f"第 {numbers} 张图的编号说明"),),
            not_searched=tuple(partly_read(drawing.chosen(sheet))),
        ),
    )
