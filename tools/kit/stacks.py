"""Tables whose heads stand under one another at the left, each further column one record: MARK D1 D2 / SIZE … / QTY …"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tools.kit.cells import Piece, around, cuts, joined, place
from tools.kit.columns import REVISIONS, ColumnKind, column_kind
from tools.kit.growing import MARKLIKE

TALLEST = 16.0  # text heights between two heads: rows with pictures are tall
WRAPPED = 0.9  # text heights between the lines of one head
WIDEST = 60.0  # text heights between two records


class Stack(NamedTuple):
    """Heads from the top, the pieces that name the records, and all pieces of each record under each head."""

    heads: tuple[tuple[str, ColumnKind | None], ...]
    parts: tuple[Piece, ...]
    body: tuple[tuple[tuple[Piece, ...], ...], ...]
    edges: tuple[tuple[float, ...], tuple[float, ...]]


def stacks_of(pieces: Sequence[Piece]) -> list[Stack]:
    found: list[Stack] = []
    taken: set[int] = set()
    for piece in pieces:
        if column_kind(piece.text) and id(piece.line) not in taken:
            heads = _heads(piece, pieces)
            stack = _stack(heads, pieces) if _counts(heads) else None
            if stack:
                taken |= {id(part.line) for head in heads for part in head}
                found.append(stack)
    return found


def _heads(first: Piece, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The heads from that one down, each with its further lines."""
    heads = [[first]]
    for piece in sorted(_below(first, pieces), key=lambda p: p.box[1]):
        last = heads[-1][-1]
        gap = (piece.box[1] - last.box[3]) / first.height
        if gap < WRAPPED and not (column_kind(piece.text) and column_kind(joined(heads[-1]))):
            heads[-1].append(piece)
        elif gap < TALLEST and column_kind(piece.text):
            heads.append([piece])
        else:
            break
    return heads


def _below(first: Piece, pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        same = (
            abs(piece.box[0] - first.box[0]) < 0.8 * first.height
            or abs(piece.centre - first.centre) < 0.8 * first.height
        )
        if same and piece.box[1] > first.box[3] - 0.5 * first.height and 0.6 < piece.height / first.height < 1.7:
            yield piece


def _counts(heads: Sequence[Sequence[Piece]]) -> bool:
    texts = [joined(head) for head in heads]
    kinds = {_kind(head) for head in heads}
    return len(heads) >= 3 and len(kinds) >= 3 and "mark" in kinds and not any(map(REVISIONS.search, texts))


def _kind(head: Sequence[Piece]) -> ColumnKind | None:
    return column_kind(joined(head)) or next((kind for p in head if (kind := column_kind(p.text))), None)


def _stack(heads: Sequence[list[Piece]], pieces: Sequence[Piece]) -> Stack | None:
    key = next(head for head in heads if _kind(head) == "mark")
    right = max(piece.box[2] for head in heads for piece in head)
    names = _names(key, right, pieces)
    if not names or not any(MARKLIKE.match(name.text) for name in names):
        return None
    box = _room(heads, names, right)
    inside = [
        p for p in pieces
        if p.box[0] > right - 0.5 * p.height and box[0] < p.centre < box[2] and box[1] < p.middle < box[3]
    ]  # fmt: skip
    across = cuts([name.x for name in names], [p.x for p in inside])
    down = cuts([around(head)[1::2] for head in heads], [p.y for p in inside])
    body = tuple(tuple(tuple(_at(inside, across, down, i, j)) for j in range(len(heads))) for i in range(len(names)))
    if sum(bool(cell) for record in body for cell in record) < 0.6 * len(names) * len(heads):
        return None
    whole = around([*inside, *(p for head in heads for p in head)])
    edges = ((right, *across, whole[2]), (whole[1], *down, whole[3]))
    parts = tuple(piece for head in heads for piece in head)
    return Stack(tuple((joined(head), _kind(head)) for head in heads), parts, body, edges)


def _at(inside: Sequence[Piece], across: Sequence[float], down: Sequence[float], i: int, j: int) -> Iterator[Piece]:
    return (p for p in inside if place(p.centre, across) == i and place(p.middle, down) == j)


def _names(key: Sequence[Piece], right: float, pieces: Sequence[Piece]) -> list[Piece]:
    """What stands on the row of the head that asks for marks, as far as the steps are even."""
    _, y0, x1, y1 = around(key)
    height = key[0].height
    row = [p for p in pieces if p.box[0] > right - 0.5 * height and y0 - 0.4 * height < p.middle < y1 + 0.4 * height]
    names: list[Piece] = []
    for piece in sorted(row, key=lambda p: p.box[0]):
        edge = names[-1].box[2] if names else x1
        steps = [b.centre - a.centre for a, b in pairwise(names)]
        widest = min(WIDEST * height, 2.5 * max(steps)) if steps else WIDEST * height
        if (
            piece.box[0] - edge > widest
            or column_kind(piece.text)
            or (_marks(names) and not MARKLIKE.match(piece.text))
        ):
            break
        names.append(piece)
    return names


def _marks(names: Sequence[Piece]) -> bool:
    return len(names) > 1 and all(MARKLIKE.match(name.text) for name in names)


def _room(heads: Sequence[Sequence[Piece]], names: Sequence[Piece], right: float) -> tuple[float, float, float, float]:
    height = names[0].height
    centres = [right, *(name.centre for name in names)]
    half = min(b - a for a, b in pairwise(centres)) if len(names) > 1 else max(12 * height, names[0].centre - right)
    top, bottom = around(heads[0])[1], around(heads[-1])[3]
    return right, top - 0.8 * height, names[-1].centre + half, bottom + 1.2 * height
