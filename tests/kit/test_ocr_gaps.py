"""Text that a PDF draws as strokes: found beside a healthy text layer, told from symbols, and read."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pymupdf

from tests.pen import Pen, Point
from tools.kit.drawing import Drawing
from tools.kit.ocr_gaps import covered, silent_places, strokes_of
from tools.kit.vectors import NONE, Linework

STROKES = {
    "B": "00 01 0.8,1 1,0.8 0.8,0.5 0,0.5 0.8,0.5 1,0.2 0.8,0 0,0", "I": "0.5,0 0.5,1", "L": "0,1 0,0 0.9,0",
    "K": "0,1 0,0 0,0.4 0.9,1 0.3,0.6 0.9,0", "D": "0,0 0,1 0.6,1 1,0.7 1,0.3 0.6,0 0,0", "A": "0,0 0.5,1 1,0 0.8,0.4 0.2,0.4",
    "P": "0,0 0,1 0.8,1 1,0.8 1,0.6 0.8,0.5 0,0.5", "U": "0,1 0,0.2 0.3,0 0.7,0 1,0.2 1,1",
    "R": "0,0 0,1 0.8,1 1,0.8 1,0.6 0.8,0.5 0,0.5 0.6,0.5 1,0", "M": "0,0 0,1 0.5,0.4 1,1 1,0", "T": "0,1 1,1 0.5,1 0.5,0",
    "N": "0,0 0,1 1,0 1,1", "E": "0.9,0 0,0 0,0.5 0.7,0.5 0,0.5 0,1 0.9,1", "H": "0,0 0,1 0,0.5 1,0.5 1,1 1,0",
}  # fmt: skip
"""Letters as one line each, their corners in a square of one, y upwards."""
WIDE, STEP = 0.65, 0.95
"""Width and distance of the letters over their height."""
ROOMS = ("BEDRM", "LANAI", "KITBRK", "PANTHER", "HALL", "DAPUR", "MUDRM", "LIBRE")


def stroked(pen: Pen, at: Point, text: str, height: float) -> None:
    for n, letter in enumerate(text):
        corners = [at_of(pair) for pair in STROKES[letter].split()]
        points = [(at[0] + height * (STEP * n + WIDE * x), at[1] - height * y) for x, y in corners]
        for a, b in pairwise(points):
            pen.line(a, b, 0.25)


def at_of(pair: str) -> Point:
    x, y = pair.split(",") if "," in pair else (pair[0], pair[1])
    return float(x), float(y)


def sheet(path: Path, words: tuple[str, ...], height: float = 3.0) -> Path:
    """An A3 sheet with a healthy text layer, some symbols and those words drawn as strokes."""
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 / 25.4 * 72, height=297 / 25.4 * 72))
    for n in range(12):
        pen.text((20, 200 + 7 * n), f"General note {n}: all dimensions are in millimetres", 2.5)
        pen.circle((250 + 12 * n, 250), 3)
        pen.quarter((250 + 12 * n, 270), (258 + 12 * n, 270), (250 + 12 * n, 262))
    for n, word in enumerate(words):
        stroked(pen, (40 + 90 * (n % 4), 50 + 40 * (n // 4)), word, height)
    pen.finish()
    document.save(path)
    return path


def rows(*starts: Point, letters: int = 6) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Lines of letters of 2 by 3 mm: an upright and a foot each."""
    found = []
    for x, y in starts:
        for n in range(letters):
            found += [(x + 3 * n, y, x + 3 * n, y + 3), (x + 3 * n, y + 3, x + 3 * n + 2, y + 3)]
    return np.array(found, np.float64)


def test_words_drawn_as_strokes_are_read_beside_the_text_layer(tmp_path: Path) -> None:
    reading = Drawing.open(sheet(tmp_path / "s.pdf", ROOMS)).sheet(1).reading
    read = {line.text for line in reading.lines if line.method == "ocr"}
    assert len(read & set(ROOMS)) >= 6, read
    assert sum(line.method == "text" for line in reading.lines) == 12
    assert reading.problems == ("partly_without_text_layer",)


def test_a_sheet_whose_drawn_things_are_symbols_is_left_to_its_text_layer(tmp_path: Path) -> None:
    reading = Drawing.open(sheet(tmp_path / "s.pdf", ())).sheet(1).reading
    assert {line.method for line in reading.lines} == {"text"}
    assert reading.problems == ()


def test_rows_of_short_lines_are_places_unless_the_layer_says_what_is_there() -> None:
    drawn = rows((50, 50), (50, 100), (150, 100))
    assert len(silent_places(drawn, (), (420, 297))) == 3
    (only,) = silent_places(drawn, [(40, 40, 80, 60), (140, 95, 180, 110)], (420, 297))
    assert (round(only[0]), round(only[1])) == (50, 100)


def test_lines_of_unlike_sizes_and_single_ones_are_no_places() -> None:
    unlike = [(10 + 9 * n, 10, 10 + 9 * n, 11 + n % 4 * 2) for n in range(12)]
    alone = [(10 + 40 * n, 150, 12 + 40 * n, 153) for n in range(8)]
    assert silent_places(np.array([*unlike, *alone], np.float64), (), (420, 297)) == []


def test_round_lines_are_strokes_too() -> None:
    ring = strokes_of(Linework(np.zeros((0, 4)), np.array([[10.0, 10.0, 2.0]])))
    assert np.allclose(np.hypot(ring[:, 0] - 10, ring[:, 1] - 10), 2)
    arc = strokes_of(NONE._replace(curves=np.array([[0, 0, 1, 0, 2, 1, 2, 2.0]])))
    assert arc[0, :2].tolist() == [0, 0]
    assert arc[-1, 2:].tolist() == [2, 2]


def test_a_box_is_covered_by_the_text_that_holds_its_middle() -> None:
    assert covered(np.array([[0, 0, 2, 2], [8, 0, 12, 2.0]]), [(0, 0, 9, 2)]).tolist() == [True, False]
