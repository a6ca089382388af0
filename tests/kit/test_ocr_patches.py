"""Clumps of letters: which way their rows run, and how they are laid out for the detector and brought back."""

from itertools import pairwise

import numpy as np
import pytest

from tools.kit.ocr_ink import Pieces
from tools.kit.ocr_lines import Floats
from tools.kit.ocr_patches import SIDE, Patch, Rect, canvases, clumps, laid_out, spotted

SCALE = 6.0
SHAPE = (2000, 3000)


def row(x: float, y: float, count: int, standing: bool = False) -> Floats:
    """Letters of 10 by 15 pixels."""
    steps = 13.0 * np.arange(count)
    boxes = np.column_stack([x + steps, np.full(count, y), np.full(count, 10.0), np.full(count, 15.0)])
    return boxes[:, [1, 0, 3, 2]] + (x - y, y - x, 0, 0) if standing else boxes


def pieces(*rows: Floats) -> Pieces:
    boxes = np.concatenate(rows)
    none = np.zeros(len(boxes), np.bool_)
    return Pieces(boxes, none, none, none)


def test_letters_that_stand_together_are_one_clump_with_a_margin() -> None:
    first, second = sorted(clumps(pieces(row(100, 100, 5), row(800, 100, 5)), SCALE, SHAPE))
    assert first.box[0] < 100 < 162 < first.box[2] < second.box[0] < 800


@pytest.mark.parametrize(
    ("rows", "lies", "stands"),
    [
        ((row(100, 100, 6),), True, False),
        ((row(100, 100, 6, standing=True),), False, True),
        ((row(100, 100, 9), row(100, 127, 9), row(100, 154, 9)), True, False),
        ((row(100, 100, 9, standing=True), row(127, 100, 9, standing=True), row(154, 100, 9, standing=True)), False, True),
        ((row(100, 100, 1),), True, True),
        ((row(100, 100, 6), row(100, 122, 6, standing=True)), True, True),
    ],
)  # fmt: skip
def test_rows_lie_or_stand_by_where_the_nearest_letters_are(rows: tuple[Floats, ...], lies: bool, stands: bool) -> None:
    (clump,) = clumps(pieces(*rows), SCALE, SHAPE)
    assert (clump.lies, clump.stands) == (lies, stands)


@pytest.mark.parametrize(
    ("wide", "high", "lies", "stands"),
    [(60, 15, True, False), (15, 60, False, True), (15, 15, True, True), (8, 15, True, True)],
)
def test_a_word_whose_letters_hang_together_runs_along_itself(wide: int, high: int, lies: bool, stands: bool) -> None:
    (clump,) = clumps(pieces(np.array([[100.0, 100, wide, high]])), SCALE, SHAPE)
    assert (clump.lies, clump.stands) == (lies, stands)


def test_in_a_hatch_rows_are_sought_both_ways() -> None:
    letters = pieces(row(100, 100, 6))
    (clump,) = clumps(letters._replace(torn=np.ones(6, np.bool_)), SCALE, SHAPE)
    assert (clump.lies, clump.stands) == (True, True)


def test_an_empty_page_has_no_clumps_and_no_canvases() -> None:
    assert clumps(pieces(np.zeros((0, 4))), SCALE, SHAPE) == []
    assert list(canvases(np.zeros(SHAPE, np.uint8), laid_out([]), 9)) == []


def placed(patches: list[Patch]) -> list[Rect]:
    return [(p.x, p.y, p.x + p.width, p.y + p.height) for p in patches]


def test_patches_do_not_overlap_and_stay_on_their_canvas() -> None:
    boxes = [(10 * n, 7 * n, 10 * n + 40 + 13 * n % 200, 7 * n + 30 + 11 * n % 90) for n in range(150)]
    patches = laid_out(boxes)
    assert sorted(patch.box for patch in patches) == sorted(boxes)
    for canvas in range(1 + max(patch.canvas for patch in patches)):
        here = placed([patch for patch in patches if patch.canvas == canvas])
        assert all(x1 <= SIDE and y1 <= SIDE for _, _, x1, y1 in here)
        for i, a in enumerate(here):
            assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in here[:i])


def test_a_box_larger_than_a_canvas_is_cut_into_tiles_that_overlap() -> None:
    tiles = sorted(patch.box for patch in laid_out([(100, 50, 100 + 2 * SIDE, 90)]))
    assert tiles[0][0] == 100
    assert tiles[-1][2] == 100 + 2 * SIDE
    assert all(a[2] > b[0] + 50 for a, b in pairwise(tiles))


def test_a_place_on_a_canvas_is_told_in_pixels_of_the_page() -> None:
    image = np.arange(200 * 300, dtype=np.uint32).astype(np.uint8).reshape(200, 300)
    ((canvas, here),) = canvases(image, laid_out([(200, 100, 260, 140)]), 9)
    assert (canvas[:40, :60] == image[100:140, 200:260]).all()
    quad = np.array([(5, 10), (45, 10), (45, 22), (5, 22)], np.float32)
    (found,) = spotted(canvas, here, lambda _: [quad])
    assert found.tolist() == (quad + np.array([200, 100], np.float32)).tolist()


def test_a_place_over_two_patches_is_cut_at_their_edges() -> None:
    ((canvas, here),) = canvases(np.zeros((600, 900), np.uint8), laid_out([(0, 0, 60, 40), (500, 300, 560, 340)]), 9)
    quad = np.array([(5, 10), (140, 10), (140, 22), (5, 22)], np.float32)
    found = sorted((float(q[:, 0].min()), float(q[:, 0].max())) for q in spotted(canvas, here, lambda _: [quad]))
    assert len(found) == 2
    assert found[0][1] <= 62
    assert 498 <= found[1][0] < found[1][1] <= 562


def test_more_canvases_than_wanted_are_left_out() -> None:
    boxes = [(0, 0, SIDE, SIDE)] * 5
    assert len(list(canvases(np.zeros((SIDE, SIDE), np.uint8), laid_out(boxes), 3))) == 3
