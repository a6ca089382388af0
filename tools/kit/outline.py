"""What a reader sees of a set of sheets before he asks anything: numbers, titles, scale notes, and where a text stands."""

import re
from collections.abc import Iterator
from typing import Any

from tools.kit.scale import scale_notes
from tools.kit.text import SheetReading
from tools.kit.titleblock import fields_of

LONGEST = 120
"""Characters of a title that a list of sheets shows."""


def outline_of(reading: SheetReading) -> dict[str, Any]:
    """{page, number, title, notes}: the number and title of the title block, the scale notes as {ratio, text, title}."""
    fields = fields_of(reading)
    said = {name: fields[name].text[:LONGEST] if name in fields else "" for name in ("number", "title")}
    notes = [
        {"ratio": str(note.ratio), "text": note.text, "title": note.title[:LONGEST]}
        for note in scale_notes(reading)
        if note.named
    ]
    return {"page": reading.number, **said, "notes": notes[:8]}


def found_in(reading: SheetReading, wanted: str) -> Iterator[dict[str, Any]]:
    """The lines {page, text, box} that hold the text, whatever its blanks and the size of its letters."""
    plain = _plain(wanted)
    for line in reading.visible if plain else ():
        if plain in _plain(line.text):
            yield {"page": reading.number, "text": line.text, "box": line.box}


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()
