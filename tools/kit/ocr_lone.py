"""Characters that stand alone in an outline, as the names of axes and details do: the detector seeks rows, and passes them over."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.ocr_cuts import HEIGHT
from tools.kit.ocr_engine import Said
from tools.kit.ocr_gaps import covered
from tools.kit.ocr_ink import DARKER, Pieces
from tools.kit.ocr_lines import Flags, Floats, Grey
from tools.kit.ocr_patches import SCALE
from tools.kit.ocr_views import View
from tools.kit.text import TextLine

LEAST, MOST = 1.5, 11.0
"""Millimetres of the height of a character that is sought."""
SLIM, SQUARE = 0.1, 1.3
"""Least and most width over height."""
MOAT = 2
"""Pixels around a character where the paper is looked for in which it stands."""
BARE = 0.7
"""Share of it that is this paper."""
WINDOW = 3.2, 12.0
"""Heights above and below, and to both sides, in which its outline has to close."""
LEAST_ROOM, ROOM, CELL = 1.25, 4.2, 2.8
"""Height of what the outline encloses over that of the character; of a cell, which is wider than that."""
MOST_ROOM = 6.0
"""The most, as rooms with a symbol have it: there it has to be a character beyond doubt."""
OFF = 0.36
"""Of the size of what the outline encloses, by which the character may stand off its middle."""
CAPITAL = 2 * HEIGHT // 3
SURE, SURE_SHAPE = 0.75, 0.95
SURE_IN_ROOMS = 0.99
SHAPES = set("TLJVUYXCHINZ7")
"""Characters that symbols look like."""
FITTINGS = SHAPES | set("DPBG8690aeQdbpqgcsxzuvnhm")
"""Characters that doors, basins and beds look like."""
SIMPLE = set("O0oQIl")
"""Characters that rings and strokes in an outline are taken for."""
MOST_LOOKED_AT = 2000
FILLED = 2
"""What marks paper that a fill has reached."""


class Lone(NamedTuple):
    """A character by itself: its box in pixels of the working picture, its cut, and whether its outline is close."""

    box: tuple[int, int, int, int]
    cut: Grey
    tight: bool


def lone_characters(view: View, pieces: Pieces, lines: Sequence[TextLine]) -> list[Lone]:
    """What may be characters alone in an outline, where none of the lines is."""
    return list(_alone(view, pieces, lines))[:MOST_LOOKED_AT]


def line_of(lone: Lone, said: Said, view: View) -> TextLine | None:
    """The text line of a character that was read so, if it was one."""
    text = said.text.strip()
    if len(text) != 1 or not (text.isascii() and text.isalnum()) or text in SIMPLE:
        return None
    if not lone.tight and (text in FITTINGS or said.score < SURE_IN_ROOMS):
        return None
    if said.score < (SURE_SHAPE if text in SHAPES else SURE):
        return None
    x, y, wide, high = (edge / view.per_mm for edge in lone.box)
    return TextLine(
        text=text, raw=said.text, box=(round(x, 2), round(y, 2), round(x + wide, 2), round(y + high, 2)),
        height=round(high, 2), method="ocr", confidence=round(min(said.score, 1.0), 3),
    )  # fmt: skip


def _alone(view: View, pieces: Pieces, lines: Sequence[TextLine]) -> Iterator[Lone]:
    boxes = pieces.boxes[_like_characters(pieces)]
    corners = np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]])
    boxes = boxes[~covered(corners / view.per_mm, [line.box for line in lines])]
    for x, y, wide, high in boxes.astype(int).tolist():
        part, (left, top) = _around(view.working, x, y, wide, high)
        ink = part < np.percentile(part[::2, ::2], 90) - DARKER
        room = _room(ink, (x - left, y - top, wide, high), boxes - (left, top, 0, 0))
        if room is not None:
            across, down = room
            most = ROOM if across <= ROOM * high else CELL
            yield Lone((x, y, wide, high), _cut(view, x, y, wide, high), down <= most * high)


def _like_characters(pieces: Pieces) -> Flags:
    wide, high = pieces.boxes[:, 2], pieces.boxes[:, 3]
    sized = (high >= LEAST * SCALE) & (high <= MOST * SCALE) & (wide >= SLIM * high) & (wide <= SQUARE * high)
    return np.asarray(sized & ~pieces.dashes & ~pieces.torn)


def _around(picture: Grey, x: int, y: int, wide: int, high: int) -> tuple[Grey, tuple[int, int]]:
    down, across = (round(share * high) for share in WINDOW)
    left, top = max(x + wide // 2 - across, 0), max(y + high // 2 - down, 0)
    return picture[top : y + high // 2 + down, left : x + wide // 2 + across], (left, top)


def _room(ink: Flags, place: tuple[int, int, int, int], others: Floats) -> tuple[int, int] | None:
    """Width and height of what is closed in by an outline around the place, where nothing else of its size is."""
    x, y, wide, high = place
    x0, y0, x1, y1 = x - MOAT, y - MOAT, x + wide + MOAT, y + high + MOAT
    if x0 < 0 or y0 < 0 or y1 >= ink.shape[0] or x1 >= ink.shape[1]:
        return None
    ys, xs = _moat(x0, y0, x1, y1)
    bare = np.flatnonzero(~ink[ys, xs])
    if len(bare) < BARE * len(ys):
        return None
    filled = ink.astype(np.uint8)
    start = bare[len(bare) // 2]
    _, _, _, (left, top, across, down) = cv2.floodFill(filled, None, (int(xs[start]), int(ys[start])), FILLED)
    if (
        (filled[ys, xs] == FILLED).mean() < BARE
        or left == 0
        or top == 0
        or left + across >= ink.shape[1]
        or top + down >= ink.shape[0]
    ):
        return None
    if not LEAST_ROOM * high <= down <= MOST_ROOM * high:
        return None
    off = abs(x + wide / 2 - left - across / 2), abs(y + high / 2 - top - down / 2)
    middles = others[:, :2] + others[:, 2:] / 2
    within = ((middles > (left, top)) & (middles < (left + across, top + down))).all(axis=1)
    alike = within & (others[:, 3] > high / 2) & (others[:, 3] < 2 * high)
    central = off[0] < OFF * across and off[1] < OFF * down
    return (across, down) if central and int(alike.sum()) == 1 else None


def _moat(x0: int, y0: int, x1: int, y1: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows and columns of the pixels of a frame."""
    down, across = np.arange(y0, y1), np.arange(x0, x1)
    rows = np.concatenate([down, down, np.full_like(across, y0), np.full_like(across, y1)])
    return rows, np.concatenate([np.full_like(down, x0), np.full_like(down, x1), across, across])


def _cut(view: View, x: int, y: int, wide: int, high: int) -> Grey:
    """The character alone on paper, at the height at which the engine reads."""
    x0, y0, x1, y1 = (max(0, round(edge * view.finer)) for edge in (x - 1, y - 1, x + wide + 1, y + high + 1))
    part = np.ascontiguousarray(view.full[y0:y1, x0:x1])
    size = max(4, round(CAPITAL * part.shape[1] / part.shape[0])), CAPITAL
    part = np.asarray(
        cv2.resize(part, size, interpolation=cv2.INTER_AREA if part.shape[0] > CAPITAL else cv2.INTER_CUBIC)
    )
    edge = (HEIGHT - CAPITAL) // 2
    return np.asarray(cv2.copyMakeBorder(part, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(float(part.max()),)))
