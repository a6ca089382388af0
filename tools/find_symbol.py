"""Tool: every copy of a symbol, from one example."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import inside, overlap
from tools.kit.language import Message
from tools.kit.legends import Entry, entries_of, entry_named, example_of, shapes_beside
from tools.kit.matches import HELD, Match
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Withheld
from tools.kit.sizing import at_its_size
from tools.kit.symbols import Example, Found, example_at, found_on
from tools.kit.vision import Progress

TITLE = Message(en="Looking for every copy of a symbol of sheet {sheet}", zh="查找第 {sheet} 张图上某符号的全部实例")
LONG = True
MOST_ITEMS = 2000
LIKE_IT = Message(en="it looks like the counter-example", zh="与反例相同")
IS_EXAMPLE = Message(en="it is the example itself", zh="这是样例本身")


def find_symbol(
    drawing: Drawing,
    progress: Progress,
    sheet: Annotated[int, Field(description="number of the sheet with the example")],
    box: Annotated[Box | None, Field(description="closely around one whole symbol, no label")] = None,
    legend: Annotated[
        str | None,
        Field(description="instead of a box: text of its row in a legend or schedule"),
    ] = None,
    name: Annotated[str, Field(description="what it is", max_length=60)] = "",
    search: Annotated[list[int] | None, Field(description="else the example's sheet")] = None,
    within: Annotated[Box | None, Field(description="only in this region")] = None,
    ratio: Annotated[
        float | None,
        Field(
            description="size over the example's; null for any",
            gt=0,
        ),
    ] = 1.0,
    not_like: Annotated[list[Box] | None, Field(description="boxes of look-alikes")] = None,
    count_example: Annotated[bool, Field(description="false for a legend's")] = True,
) -> Result:
    """Count every copy of a drawn symbol, turned or mirrored too, by one example: a box, or a legend's row.

    Copies that have lines, a filling or a text that the example has not (or lack one) are withheld with the reason, as are
    those in legends, schedules and the title block. One count per sheet is entered into the ledger, every place with its box.
    Check doubtful ones with crop (it numbers them) and strike wrong ones with strike."""
    entry = entry_named(entries_of(drawing.sheet(sheet)), legend) if legend else None
    example = _example(drawing.sheet(sheet), box, entry)
    look_alikes = [example_at(drawing.sheet(sheet), other) for other in not_like or ()]
    others = shapes_beside(entries_of(drawing.sheet(sheet)), entry) if entry else []
    sheets = [drawing.sheet(number) for number in search or [sheet]]
    found = []
    for done, searched in enumerate(sheets):
        progress(done, len(sheets), f"sheet {searched.number}")
        result = at_its_size(searched, example, others) if entry else found_on(searched, example, ratio)
        for other in look_alikes:
            result = _without(result, found_on(searched, other, ratio))
        found.append(_judged(result, example, within, count_example and entry is None))
    if within is not None and not any(part.counted or part.withheld for part in found):
        raise Correctable(
            f"Nothing of the kind lies within {within}. Leave `within` out, or check it against list_sheets."
        )
    return _result(name or (entry.text[:60] if entry else "symbol"), found, example, entry)


def _example(sheet: Sheet, box: Box | None, entry: Entry | None) -> Example:
    if (box is None) == (entry is None):
        raise Correctable("Give either `box` around one symbol, or `legend` with the text of its row in a legend.")
    return example_of(entry) if entry else example_at(sheet, box or (0, 0, 0, 0))


def _without(found: Found, others: Found) -> Found:
    """Those that fit a counter-example at least as well are withheld."""
    worse = [match for match in found.counted if any(_same(match, other) for other in others.counted)]
    held = tuple(replace(match, why=LIKE_IT, share=HELD) for match in worse)
    kept = tuple(match for match in found.counted if match not in worse)
    return found._replace(counted=kept, withheld=(*found.withheld, *held))


def _same(match: Match, other: Match) -> bool:
    a, b = match.box, other.box
    shared = max(overlap(a[0], a[2], b[0], b[2]), 0) * max(overlap(a[1], a[3], b[1], b[3]), 0)
    return other.share >= match.share and shared > 0.4 * (a[2] - a[0]) * (a[3] - a[1])


def _judged(found: Found, example: Example, within: Box | None, count_example: bool) -> Found:
    """Only the region that was asked for, and the example where it counts."""
    counted = [match for match in found.counted if within is None or inside(match.box, within)]
    withheld = [match for match in found.withheld if within is None or inside(match.box, within)]
    own = (
        [m for m in counted if found.sheet is example.sheet and inside(m.box, example.box)] if not count_example else []
    )
    withheld += [replace(match, why=IS_EXAMPLE) for match in own]
    return found._replace(counted=tuple(m for m in counted if m not in own), withheld=tuple(withheld))


def _result(name: str, found: Sequence[Found], example: Example, entry: Entry | None) -> Result:
    items = [_item(name, part, match) for part in found for match in part.counted]
    stated = (entry.stated,) if entry and entry.stated else ()
    return Result(
        summary=_summary(name, found, example) + _beside(stated),
        quantities=(*(_count(name, part) for part in found if part.counted), *stated),
        items=tuple(items[:MOST_ITEMS]),
        total_items=len(items),
        withheld=tuple(_withheld(name, entry, match) for entry in found for match in entry.withheld if match.why),
        coverage=Coverage(
            searched=tuple(entry.searched for entry in found),
            not_searched=tuple(dict.fromkeys(message for entry in found for message in entry.left_out)),
        ),
    )


def _beside(stated: Sequence[Quantity]) -> str:
    return "".join(f" The legend states {quantity.value:f} for it." for quantity in stated)


def _evidence(found: Found, match: Match) -> Evidence:
    turned = f", turned {match.angle:.0f}°" if round(match.angle) % 360 else ""
    said = f"score {match.share:.2f}{turned}{', mirrored' if match.mirrored else ''}"
    return Evidence(
        sheet=found.sheet.number, box=match.box, method=found.method, text=said, confidence=min(match.share, 1.0)
    )


def _item(name: str, found: Found, match: Match) -> Item:
    return Item(label=name, evidence=_evidence(found, match))


def _withheld(name: str, found: Found, match: Match) -> Withheld:
    return Withheld(label=name, reason=match.why or IS_EXAMPLE, evidence=_evidence(found, match))


def _count(name: str, found: Found) -> Quantity:
    return Quantity(
        value=Decimal(len(found.counted)),
        unit="nos",
        label=f"{name} drawn on sheet {found.sheet.number}",
        label_zh=f"第 {found.sheet.number} 张图上画出的 {name}",
        sources=tuple(_evidence(found, match) for match in found.counted),
    )


def _summary(name: str, found: Sequence[Found], example: Example) -> str:
    rows = [f"sheet {entry.sheet.number}: {len(entry.counted)}, {len(entry.withheld)} withheld" for entry in found]
    block = f" It is a copy of the block {example.block}." if example.block else ""
    reasons = ", ".join(f"{n} × {why}" for why, n in _reasons(found))
    held = f" Withheld: {reasons}." if reasons else ""
    lone = sum(len(entry.counted) for entry in found) <= 1 and reasons
    hint = " If the withheld ones are what you want, box one of them, or box more closely." if lone else ""
    return f"{name}: {'; '.join(rows)}.{block}{held}{hint}"


def _reasons(found: Sequence[Found]) -> Iterator[tuple[str, int]]:
    said = [match.why.en for entry in found for match in entry.withheld if match.why]
    for why in dict.fromkeys(said):
        yield why, said.count(why)
