"""Cells between lines with what is written in them."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from tools.kit.cells import Piece, joined
from tools.kit.columns import ColumnKind, column_kind
from tools.kit.evidence import Box
from tools.kit.geometry import inside, overlap

NEAR = 0.55  # text heights


class Slot(NamedTuple):
    """A cell between lines with what is written in it."""

    box: Box
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return joined(self.pieces)

    @property
    def kind(self) -> ColumnKind | None:
        kinds = [column_kind(self.text), *(column_kind(piece.text) for piece in self.pieces)]
        return next((kind for kind in kinds if kind), None)


def slots_of(pieces: Sequence[Piece], cells: Sequence[Box]) -> list[Slot]:
    held: dict[int, list[Piece]] = {}
    for piece in (part for whole in pieces for part in _parts(whole, cells)):
        at = next((i for i, box in enumerate(cells) if inside(piece.box, box)), None)
        if at is not None:
            held.setdefault(at, []).append(piece)
    return [Slot(box, tuple(held.get(i, ()))) for i, box in enumerate(cells)]


def _parts(piece: Piece, cells: Sequence[Box]) -> list[Piece]:
    """A run of text that was read across lines, as what stands in each cell: cut at the blanks nearest to the lines."""
    level = [
        box
        for box in cells
        if box[1] < piece.middle < box[3] and overlap(*piece.x, box[0], box[2]) > 0.4 * piece.height
    ]
    words = piece.text.split()
    if len(level) < 2 or len(words) < len(level):
        return [piece]
    each = (piece.box[2] - piece.box[0]) / len(piece.text)
    at, ends = piece.box[0], []
    for word in words:
        ends.append((word, at, at + each * len(word)))
        at += each * (len(word) + 1)
    return [part for box in level if (part := _part(piece, [e for e in ends if box[0] < (e[1] + e[2]) / 2 < box[2]]))]


def _part(piece: Piece, words: Sequence[tuple[str, float, float]]) -> Piece | None:
    if not words:
        return None
    text, box = " ".join(word for word, _, _ in words), (words[0][1], piece.box[1], words[-1][2], piece.box[3])
    return Piece(text, box, piece.height, piece.line.model_copy(update={"text": text}))


def near_of(slots: Sequence[Slot]) -> float:
    """How far two edges of one line may be apart beside those slots: thick and doubled lines have two."""
    heights = [piece.height for slot in slots for piece in slot.pieces]
    return NEAR * median(heights) if heights else 0.0
