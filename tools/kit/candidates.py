"""Candidates: the places that a count rests on, numbered as they are drawn over the sheet, so that they can be named."""

from collections.abc import Sequence

from tools.kit.drawing import Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box, Evidence
from tools.kit.geometry import grown, inside, union
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Numbered

UNNUMBERED = "without a number"
"""What a look labels a place of the same kind that no number marks; other statements of vision are no places of things."""
AROUND = 10.0
"""Millimetres around the candidates where no region was asked for, at least; model space is in real ones."""
MARGIN, SLIM = 0.05, 2.5


def candidates_of(ledger: Ledger, names: Sequence[str]) -> list[Evidence]:
    """The places of a count (q3) in order, and of single items (e5). Raises Correctable where there are none."""
    places = [place for name in names for place in _places(ledger, name)]
    if not places:
        raise Correctable(f"{', '.join(names)} rests on no place of a sheet, so there is nothing to number.")
    return places


def _places(ledger: Ledger, name: str) -> list[Evidence]:
    item = ledger.item(name)
    if item is None and not name.startswith("q"):
        raise Correctable(f"There is no item {name!r}. Give ids of items (e3) or of a count (q2).")
    found = [item.evidence] if item else list(ledger.quantity(name).sources)
    return [place for place in found if place.box is not None and place.sheet]


def numbered_in(places: Sequence[Evidence], sheet: int, region: Box | None) -> tuple[Numbered, ...]:
    """Those on the sheet and in the region, with their numbers from 1 over all places."""
    return tuple(
        Numbered(number=number, box=place.box)
        for number, place in enumerate(places, 1)
        if place.box and place.sheet == sheet and (region is None or inside(place.box, region))
    )


def region_around(sheet: Sheet, marked: Sequence[Numbered]) -> Box:
    """A part of the sheet that shows all of them with what stands around; at most `SLIM` times as long as it is wide."""
    spanned = union(one.box for one in marked)
    longer = max(spanned[2] - spanned[0], spanned[3] - spanned[1])
    x0, y0, x1, y1 = grown(spanned, max(AROUND, MARGIN * longer))
    wide, high = ((max((x1 - x0, y1 - y0)) / SLIM - side) / 2 for side in (x1 - x0, y1 - y0))
    x0, x1, y0, y1 = x0 - max(wide, 0.0), x1 + max(wide, 0.0), y0 - max(high, 0.0), y1 + max(high, 0.0)
    return max(x0, 0.0), max(y0, 0.0), min(x1, sheet.reading.width), min(y1, sheet.reading.height)


def counted(quantity: Quantity) -> Quantity:
    """The quantity where it is a count of places, one each. Raises Correctable for others."""
    places = [place for place in quantity.sources if place.box is not None]
    if quantity.unit != "nos" or quantity.value != len(places):
        raise Correctable(
            f"{quantity.id} is {quantity.shown()} ({quantity.label}), which is no count of places. Give a count of "
            "find_symbol, count_marks or the like."
        )
    return quantity
