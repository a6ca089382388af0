"""Figures alone in the cells of a table: the detector seeks rows of text and passes a lone 1 or 12 over."""

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from tools.kit.evidence import Box
from tools.kit.geometry import covered
from tools.kit.ocr_cuts import HEIGHT
from tools.kit.ocr_engine import Said, read_cuts
from tools.kit.ocr_lines import Grey
from tools.kit.ruling import USUAL, unit_of
from tools.kit.text import TextLine

EDGE = 0.45  # mm on paper beside a line of the table that is the line itself
TALL = 0.6, 1.5
"""Of the height of the other texts: how high a figure is."""
WIDEST = 2.2  # of its height: three digits
FIGURE = re.compile(r"[1-9]\d{0,2}")
STROKES = {"l": "1", "I": "1", "|": "1"}
SURE = 0.85
TELLS = 0.9
"""The most confidence of a figure that nothing beside it confirms."""
MOST = 400
PART = 0.5
"""Of the ink of a cell: what stands to that share in a line that was read is a part of it."""
DARK = 150


def figures_in(cells: Sequence[Box], lines: Sequence[TextLine], picture: Grey, per_mm: float) -> list[TextLine]:
    """The figures that stand alone in cells in which no line has its middle. `picture` is the sheet at `per_mm` pixels per mm."""
    unit = unit_of(lines)
    empty = [cell for cell in cells if not any(_holds(cell, line.box) for line in lines)][:MOST]
    inked = [
        (box, cut) for cell in empty for box, cut in _written(cell, picture, per_mm, unit)
        if not any(covered(box, line.box) > PART for line in lines)
    ]  # fmt: skip
    said = read_cuts([cut for _, cut in inked], lambda share: None)
    return [line for (box, _), one in zip(inked, said, strict=True) if (line := _line(box, one))]


def _holds(cell: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] < x < cell[2] and cell[1] < y < cell[3]


def _written(cell: Box, picture: Grey, per_mm: float, unit: float) -> Iterator[tuple[Box, Grey]]:
    """The box of the ink in a cell and its cut, where it is of the size of a figure."""
    x0, y0, x1, y1 = (round(edge * per_mm) for edge in _inner(cell, EDGE * unit))
    part = picture[max(y0, 0) : y1, max(x0, 0) : x1]
    rows, columns = (np.flatnonzero((part < DARK).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    high, wide = (bottom - top) / per_mm / (USUAL * unit), (right - left) / (bottom - top)
    if TALL[0] <= high <= TALL[1] and wide <= WIDEST:
        box = (x0 + left) / per_mm, (y0 + top) / per_mm, (x0 + right) / per_mm, (y0 + bottom) / per_mm
        yield box, _cut(part[top:bottom, left:right])


def _inner(cell: Box, edge: float) -> Box:
    return cell[0] + edge, cell[1] + edge, cell[2] - edge, cell[3] - edge


def _cut(part: Grey) -> Grey:
    """On paper, at the height at which the engine reads."""
    capital = 2 * HEIGHT // 3
    size = max(4, round(capital * part.shape[1] / part.shape[0])), capital
    scaled = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_CUBIC)
    edge = (HEIGHT - capital) // 2
    paper = (float(part.max()),)
    return np.asarray(cv2.copyMakeBorder(scaled, edge, edge, 2 * edge, 2 * edge, cv2.BORDER_CONSTANT, value=paper))


def _line(box: Box, said: Said) -> TextLine | None:
    text = STROKES.get(said.text.strip(), said.text.strip())
    if not FIGURE.fullmatch(text) or said.score < SURE:
        return None
    x0, y0, x1, y1 = (round(edge, 2) for edge in box)
    confidence = round(min(said.score, TELLS), 3)
    return TextLine(
        text=text, raw=said.text, box=(x0, y0, x1, y1), height=round(y1 - y0, 2), method="ocr", confidence=confidence
    )
