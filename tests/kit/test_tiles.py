"""The pyramid of tiles covers every sheet without gaps or overlaps."""

from itertools import pairwise

import pytest

from tools.kit.tiles import FINEST, OVERLAP, TILE, box_of, density, levels_of, sides_of

SIZES = [(841.0, 594.0), (420.0, 297.0), (1189.0, 841.0), (210.0, 297.0), (914.4, 609.6), (5000.0, 900.0), (12.0, 12.0)]


@pytest.mark.parametrize("size", SIZES)
def test_level_0_is_the_whole_sheet_and_the_last_is_fine_enough(size: tuple[float, float]) -> None:
    assert box_of(size, 0, 0, 0) == (0, 0, *size)
    assert box_of(size, 0, 1, 0) is None
    assert density(size, levels_of(*size) - 1) >= FINEST
    assert box_of(size, levels_of(*size), 0, 0) is None
    assert box_of(size, -1, 0, 0) is None


@pytest.mark.parametrize("size", SIZES)
def test_neighbours_overlap_by_one_pixel_each_and_reach_the_edges(size: tuple[float, float]) -> None:
    level = min(3, levels_of(*size) - 1)
    pixel = 1 / density(size, level)
    row = [box for n in range(2**level) if (box := box_of(size, level, n, 0))]
    for left, right in pairwise(row):
        assert left[2] - right[0] == pytest.approx(2 * OVERLAP * pixel)
    assert row[0][0] == 0
    assert row[-1][2] == size[0]


@pytest.mark.parametrize("size", SIZES)
def test_a_tile_inside_has_its_full_side(size: tuple[float, float]) -> None:
    box = box_of(size, 3, 1, 1)
    if box is not None and box[2] < size[0] and box[3] < size[1]:
        assert sides_of(box, size, 3) == (TILE + 2 * OVERLAP, TILE + 2 * OVERLAP)
