"""The table of revisions of a sheet: each issue with its mark, what it was for and its date. It grows down or up."""

import re
from collections.abc import Iterator, Sequence

from tools.kit.cells import Piece, around, bands, pieces_by_angle
from tools.kit.evidence import Box
from tools.kit.geometry import turned
from tools.kit.result import Frozen
from tools.kit.text import SheetReading

WHEN = re.compile(r"^\W*(?:ISSUE\s*|REV(?:ISION)?\.?\s*)?DATE\W*$|^\W*日\s*期\W*$|^\W*TARIKH\W*$", re.I)
WHAT = re.compile(
    r"DESCRIPTION|REVISIONS?\b|REMARKS?|ISSUED?\b|AMENDMENT|修改|变更|内\s*容|说\s*明|PINDAAN|KETERANGAN", re.I
)
DATED = re.compile(
    r"\d{1,4}\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,4})?|\d{1,2}[\s-]?[A-Z]{3,9}\.?[\s,-]*\d{2,4}", re.I
)
STEP = 4.5
"""Text heights from one row to the next at most."""


class Revision(Frozen):
    """One row: its texts from the left, one of them the date, and its place."""

    cells: tuple[str, ...]
    box: Box

    @property
    def mark(self) -> str:
        """The number or letter of the revision; "" where the row has none."""
        return next((cell for cell in self.cells if re.fullmatch(r"[A-Z]{1,3}\d{0,2}|\d{1,2}", cell, re.I)), "")


def revisions_of(reading: SheetReading) -> list[Revision]:
    found: list[Revision] = []
    for angle, pieces in pieces_by_angle(reading).items():
        rows = bands(pieces)
        for n, row in enumerate(rows):
            heads = _heads(row)
            if heads:
                found += [_turned_back(one, angle) for one in _entries(heads, rows, n)]
    return found


def _heads(row: Sequence[Piece]) -> list[Piece]:
    """The heads of such a table in a row: DATE with what tells of the revision, near one another."""
    when = next((piece for piece in row if WHEN.match(piece.text)), None)
    what = [piece for piece in row if WHAT.search(piece.text) and len(piece.text) < 30]
    if when is None or not what:
        return []
    near = min(what, key=lambda piece: abs(piece.centre - when.centre))
    reach = abs(near.centre - when.centre) + 8 * when.height
    return [piece for piece in row if abs(piece.centre - (near.centre + when.centre) / 2) < reach]


def _entries(heads: Sequence[Piece], rows: Sequence[Sequence[Piece]], at: int) -> Iterator[Revision]:
    """The rows under the heads, and those over them, as far as each has a date."""
    x0, _, x1, _ = around(heads)
    height = heads[0].height
    left, right = x0 - 3 * height, x1 + 3 * height
    for direction in (1, -1):
        last, n = heads[0].middle, at + direction
        while 0 <= n < len(rows) and abs(rows[n][0].middle - last) < STEP * height:
            inside = [piece for piece in rows[n] if left < piece.centre < right]
            if inside and any(DATED.search(piece.text) for piece in inside) and len(inside) > 1:
                yield Revision(cells=tuple(piece.text for piece in inside), box=around(inside))
                last = inside[0].middle
            n += direction


def _turned_back(one: Revision, angle: int) -> Revision:
    return one.model_copy(update={"box": turned(one.box, (360 - angle) % 360)}) if angle else one
