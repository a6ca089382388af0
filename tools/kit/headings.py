"""Headings of the blocks of a sheet: schedules, legends, notes."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from tools.kit.cells import Piece, around, bands

Kind = Literal["schedule", "legend", "notes"]
HEADINGS: dict[Kind, re.Pattern[str]] = {
    "schedule": re.compile(
        r"\bSCHEDULES?\b|\bJADUAL\b|门窗表|一览表|明细表|统计表|[柱梁墙板桩]表|基础表|层高表|数量表|材料表|做法表|门表|窗表|配筋表|构件表|设备表|清单|苗木表",
        re.I,
    ),
    "legend": re.compile(r"\bLEGENDS?\b|\bABBREVIATIONS?\b|\bSYMBOLS?\b|图例|\bPETUNJUK\b", re.I),
    "notes": re.compile(
        r"\bNOTES\s*[:：]?$|^\W*NOTE\s*[:：]?$|说明(?:\s*NOTES)?\s*[:：]?$|附注|^备注\s*[:：]?$|\bNOTA\b", re.I
    ),
}
LONGEST_HEADING = 48
SENTENCE = re.compile(r"^\W*NOTES?\s*[:：]\s*\S+\s+\S+|^\W*(?:SEE|REFER|REF)\b", re.I)
SPACED = 3.0  # text heights between the parts of one heading, such as 植 物 图 例


def heading_kind(text: str) -> Kind | None:
    if len(text) > LONGEST_HEADING or text.endswith((".", "。", ",")) or SENTENCE.match(text):
        return None
    return next((kind for kind, words in HEADINGS.items() if words.search(text)), None)


class Heading:
    """A heading: what it announces, its words and the pieces that it is written in."""

    def __init__(self, kind: Kind, pieces: Sequence[Piece]) -> None:
        self.kind = kind
        self.pieces = tuple(pieces)
        self.title = _spelled(pieces)
        self.box = around(pieces)
        self.height = max(piece.height for piece in pieces)


def headings_of(pieces: Sequence[Piece]) -> list[Heading]:
    """Every heading among the pieces, also those whose words or characters stand as pieces of their own or in two lines."""
    found = [Heading(kind, run) for run in _runs(pieces) if (kind := heading_kind(_spelled(run)))]
    taken = {id(piece.line) for heading in found for piece in heading.pieces}
    alone = [piece for piece in pieces if id(piece.line) not in taken]
    found += [Heading(kind, [piece]) for piece in alone if (kind := heading_kind(piece.text))]
    return _whole(sorted(found, key=lambda heading: heading.box[1]))


def _whole(headings: Sequence[Heading]) -> list[Heading]:
    """With the second line of a heading joined to its first: ROOM FINISH LEGEND & / ABBREVIATIONS."""
    whole: list[Heading] = []
    for heading in headings:
        above = next((other for other in whole if _continues(other, heading)), None)
        if above is None:
            whole.append(heading)
        else:
            whole[whole.index(above)] = Heading(above.kind, [*above.pieces, *heading.pieces])
    return whole


def _continues(upper: Heading, lower: Heading) -> bool:
    gap, height = lower.box[1] - upper.box[3], upper.height
    aligned = abs(upper.box[0] - lower.box[0]) < height or abs(sum(upper.box[::2]) - sum(lower.box[::2])) < 2 * height
    return aligned and -0.6 * height < gap < 0.8 * height and 0.8 < height / lower.height < 1.25


def _runs(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Two and more pieces of one height in a row, no further apart than the letters of a spaced heading."""
    for row in bands(pieces):
        run: list[Piece] = []
        for piece in row:
            if run and not _goes_on(run[-1], piece):
                yield from [run] if len(run) > 1 else []
                run = []
            run.append(piece)
        yield from [run] if len(run) > 1 else []


def _goes_on(left: Piece, right: Piece) -> bool:
    wide = SPACED if len(left.text) == len(right.text) == 1 else 1.2
    return 0.8 < left.height / right.height < 1.25 and right.box[0] - left.box[2] < wide * left.height


def _spelled(pieces: Sequence[Piece]) -> str:
    single = all(len(piece.text) == 1 for piece in pieces)
    return ("" if single else " ").join(piece.text for piece in pieces)
