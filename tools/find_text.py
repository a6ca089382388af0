"""Tool: where a text stands."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.figures import figures_in
from tools.kit.geometry import inside, union
from tools.kit.labels import Label, labels_of
from tools.kit.language import Message
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result
from tools.kit.unread import partly_read
from tools.kit.zones import row_of, zone_at, zones_of

TITLE = Message(en="Searching the text for “{pattern}”", zh="在图纸文字中查找“{pattern}”")
MOST_ITEMS = 40
MOST_NEAR, SHORTEST_PART = 6, 2
LONGEST_PATTERN = 400


def find_text(
    drawing: Drawing,
    pattern: Annotated[str, Field(description="words as printed")],
    sheet: Annotated[int | None, Field(description="only this sheet")] = None,
    box: Annotated[Box | None, Field(description="only this region: x0, y0, x1, y1 in mm; needs `sheet`")] = None,
    regex: Annotated[bool, Field(description="`pattern` is a regular expression")] = False,
    alone: Annotated[bool, Field(description="lines by themselves, not joined to labels")] = False,
) -> Result:
    """Find where a text stands on the sheets. Upper and lower case, blanks and ×/x/* do not matter.

    Lines that stand under each other are one label: CORRIDOR / CE-3 / 706 SF is found by any of its parts and returned
    whole; in a schedule the whole row is returned, its cells parted by |. Figures that state a unit (706 SF, 25 m²) are entered into the ledger; cite their q ids. Plain numbers are not:
    quote the item's e id, or name it as an input of calculate."""
    if box is not None and sheet is None:
        raise Correctable("A box needs its sheet: give `sheet` as well.")
    wanted = _expression(pattern, regex)
    found = [(one, label) for one in drawing.chosen(sheet) for label in _matches(one, wanted, box, alone)]
    shown = [_item(one, label, alone) for one, label in _best(found, wanted)]
    return Result(
        summary=_summary(pattern, len(found), drawing, sheet)
        + ("" if found else _near(drawing, sheet, pattern, regex)),
        items=tuple(shown),
        total_items=len(found),
        quantities=tuple(quantity for item in shown for quantity in _quantities(item)),
        coverage=Coverage(
            searched=(_searched(drawing, sheet),), not_searched=tuple(partly_read(drawing.chosen(sheet)))
        ),
    )


def _best(found: list[tuple[Sheet, Label]], wanted: re.Pattern[str]) -> list[tuple[Sheet, Label]]:
    """All in reading order; of too many those that hold most of the alternatives."""
    if len(found) <= MOST_ITEMS:
        return found
    return sorted(found, key=lambda pair: -len({m[0].casefold() for m in wanted.finditer(pair[1].text)}))[:MOST_ITEMS]


def _expression(pattern: str, regex: bool) -> re.Pattern[str]:
    """Blanks are optional everywhere, since drawings space letters freely."""
    if not pattern.strip() or len(pattern) > LONGEST_PATTERN:
        raise Correctable(f"Give a pattern of 1 to {LONGEST_PATTERN} characters.")
    try:
        if regex:
            return re.compile(pattern, re.I)
        folded = re.sub(r"\s+", "", pattern)
        body = r"\s*".join("[x×*]" if c in "x×*X" else re.escape(c) for c in folded)
        edges = (f"(?<!{_edge(folded[0])})", f"(?!{_edge(folded[-1])})")
        return re.compile(edges[0] + body + edges[1], re.I)
    except re.error as error:
        raise Correctable(f"{pattern!r} is no regular expression: {error}. Mend it or set regex to false.") from error


def _edge(character: str) -> str:
    """What must not stand next to it: ROOM finds ROOM2 but not ROOMS, D2 finds neither D20 nor D2a."""
    if not character.isascii() or not character.isalnum():
        return "[^\\s\\S]"
    return "[A-Za-z]" if character.isalpha() else "[A-Za-z0-9]"


def _matches(sheet: Sheet, wanted: re.Pattern[str], box: Box | None, alone: bool) -> Iterator[Label]:
    lines = sheet.reading.visible
    for label in [Label(lines=(line,)) for line in lines] if alone else labels_of(lines):
        if wanted.search(label.text) and (box is None or inside(label.box, box)):
            yield label


def _item(sheet: Sheet, label: Label, alone: bool) -> Item:
    """The label; in a schedule or legend the whole row that it stands in, unless lines are wanted alone."""
    zone = None if alone else zone_at(zones_of(sheet.reading), label.box)
    row = row_of(sheet.reading, zone, label.box) if zone and zone.kind != "notes" else []
    if zone is None or len(row) < 2:
        return Item(label=label.text[:160], evidence=label.evidence(sheet.number))
    text = " | ".join(line.text for line in row)
    confidence = min(line.confidence for line in row)
    box = union(line.box for line in row)
    evidence = Evidence(sheet=sheet.number, box=box, method="schedule", text=text, confidence=confidence)
    return Item(label=text[:160], evidence=evidence, note=f"row of {zone.title}")


def _quantities(item: Item) -> Iterator[Quantity]:
    text = item.evidence.text
    for figure in figures_in(text):
        name = (text[: figure.start] + text[figure.end :]).strip() or text
        yield Quantity(value=figure.value, unit=figure.unit, label=name[:80], sources=(item.evidence,))


def _summary(pattern: str, found: int, drawing: Drawing, sheet: int | None) -> str:
    where = f"sheet {sheet}" if sheet else f"{len(drawing.sheets)} sheets"
    if not found:
        return f"{pattern!r} was not found on {where}. Try a shorter or differently spelled part of it."
    return f"{pattern!r}: {found} places on {where}."


def _near(drawing: Drawing, sheet: int | None, pattern: str, regex: bool) -> str:
    """Texts that hold the words as parts of longer ones, or in another reading: BEDROOM 1 for BED, FB3 for B3."""
    wanted = "".join(pattern.split()).casefold()
    if regex or len(wanted) < SHORTEST_PART:
        return ""
    texts = dict.fromkeys(line.text.strip() for one in drawing.chosen(sheet) for line in one.reading.visible)
    within = [text for text in texts if wanted in "".join(text.split()).casefold()]
    alike = within or get_close_matches(
        pattern, [text for text in texts if len(text) < 3 * len(pattern)], MOST_NEAR, 0.7
    )
    return f" Near it stand: {', '.join(repr(text[:40]) for text in alike[:MOST_NEAR])}." if alike else ""


def _searched(drawing: Drawing, sheet: int | None) -> Message:
    if sheet is not None:
        return Message(en=f"the text of sheet {sheet}", zh=f"第 {sheet} 张图的文字")
    return Message(en=f"the text of all {len(drawing.sheets)} sheets", zh=f"全部 {len(drawing.sheets)} 张图的文字")
