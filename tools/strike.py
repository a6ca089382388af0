"""Tool: wrong places taken out of a count, and missed ones added."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from tools.kit.candidates import UNNUMBERED, counted
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.recompute import recomputed
from tools.kit.result import Item, Result, Withheld

TITLE = Message(en="Taking wrong places out of {count}", zh="从 {count} 中剔除错误位置")
CORRECTS = True


class Missed(BaseModel):
    """A place that the count missed: its sheet and box, or the id under which look has told it."""

    sheet: int | None = None
    box: Box | None = None
    item: str = Field("", description="else the e id of a place that look has seen", pattern=r"^(e\d+)?$")


def strike(
    drawing: Drawing,
    ledger: Ledger,
    count: Annotated[str, Field(description="id of the count", pattern=r"^q\d+$")],
    numbers: Annotated[list[int] | None, Field(description="of the wrong places")] = None,
    add: list[Missed] | None = None,
    reason: Annotated[str, Field(description="why", max_length=120)] = "",
) -> Result:
    """Correct a count by its places: "3 and 7 are not doors" takes these two out, `add` puts missed ones in.

    The corrected count takes the place of the old one in the ledger, and what was computed from it is computed anew; what was struck is
    listed as withheld with the reason. Numbers are those that crop draws with items=[the count]."""
    if not numbers and not add:
        raise Correctable("Say which numbers to strike, or which places to add.")
    old = counted(ledger.latest(count))
    struck = _struck(old, numbers or [])
    kept = [place for number, place in enumerate(old.sources, 1) if number not in struck]
    added = list[Evidence]()
    for missed in add or ():
        place = _meant(drawing, ledger, missed)
        if not (missed.item and _again(place, added)):  # two looks may see the same
            added.append(_new_place(place, [*kept, *added]))
    new = _new(old, [*kept, *added], len(struck), len(added))
    again = recomputed(ledger, {old.id: "#1"}, {"#1": new}, 2)
    why = reason.strip() or "struck by number"
    return Result(
        summary=f"{old.id} was {old.value:f}; without {len(struck)} and with {len(added)} added it is {new.value:f}.",
        quantities=(new, *again.done),
        items=tuple(Item(label=old.label[:60], evidence=place) for place in added),
        withheld=(
            *(_withheld(old.sources[n - 1], n, why) for n in sorted(struck)),
            *again.left,
        ),
    )


def _struck(old: Quantity, numbers: Sequence[int]) -> set[int]:
    wrong = [number for number in numbers if not 1 <= number <= len(old.sources)]
    if wrong:
        raise Correctable(f"{old.id} has the places 1 to {len(old.sources)}; there is no {', '.join(map(str, wrong))}.")
    return set(numbers)


def _meant(drawing: Drawing, ledger: Ledger, missed: Missed) -> Evidence:
    """The place that is to be added: what a look has seen stays vision, a box alone is the user's."""
    if missed.item:
        item = ledger.item(missed.item)
        seen = item is not None and item.evidence.method == "vision" and item.label != UNNUMBERED
        if item is None or seen or item.evidence.box is None or not item.evidence.sheet:
            raise Correctable(
                f"{missed.item} is no place of a sheet. Give the e id of one that look has told, or a box."
            )
        return item.evidence
    if missed.sheet is None or missed.box is None:
        raise Correctable("Give the sheet and the box of each place that was missed, or its e id.")
    reading = drawing.sheet(missed.sheet).reading
    x0, y0, x1, y1 = missed.box
    if not (0 <= x0 < x1 <= reading.width and 0 <= y0 < y1 <= reading.height):
        raise Correctable(
            f"The box {missed.box} is none on sheet {missed.sheet}, {reading.width:.0f} x {reading.height:.0f} mm."
        )
    return Evidence(sheet=missed.sheet, box=missed.box, method="user", text="added by hand")


def _new_place(place: Evidence, kept: Sequence[Evidence]) -> Evidence:
    if _again(place, kept):
        raise Correctable(f"The place {place.box} is counted already.")
    return place


def _again(place: Evidence, kept: Sequence[Evidence]) -> bool:
    return any(one.sheet == place.sheet and one.box and place.box and _same(one.box, place.box) for one in kept)


def _same(a: Box, b: Box) -> bool:
    """Whether each has its middle in the other."""

    def holds(outer: Box, inner: Box) -> bool:
        x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
        return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]

    return holds(a, b) and holds(b, a)


def _new(old: Quantity, places: Sequence[Evidence], struck: int, added: int) -> Quantity:
    if not places:
        raise Correctable(f"Nothing would be left of {old.id}; say in the answer that none of its places holds.")
    parts = [f"{struck} struck"] * bool(struck) + [f"{added} added"] * bool(added)
    said = [f"剔除 {struck} 处"] * bool(struck) + [f"添加 {added} 处"] * bool(added)
    return Quantity(
        value=Decimal(len(places)), unit="nos", label=f"{old.label} ({', '.join(parts)})",
        label_zh=f"{old.named('zh')}（{'，'.join(said)}）", sources=tuple(places), replaces=old.id,
    )  # fmt: skip


def _withheld(place: Evidence, number: int, why: str) -> Withheld:
    return Withheld(label=f"no. {number}", reason=Message(en=why, zh=why), evidence=place)
