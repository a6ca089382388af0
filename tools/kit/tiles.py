"""The pyramid of tiles in which a sheet is looked at: level 0 holds it whole, each further level twice as fine."""

import math

from tools.kit.evidence import Box

TILE = 512
"""Pixels of a tile's side."""
OVERLAP = 1
"""Pixels by which a tile reaches into its neighbours: without them scaled tiles leave hairlines between them."""
FINEST = 24.0
"""Pixels per mm of paper that the last level has at least: hairlines of 0.13 mm are three pixels wide."""
MOST_LEVELS = 12


def levels_of(width: float, height: float) -> int:
    """How many levels a sheet of that many mm has."""
    longest = max(width, height)
    return min(MOST_LEVELS, 1 + max(0, math.ceil(math.log2(FINEST * longest / TILE))))


def density(size: tuple[float, float], level: int) -> float:
    """Pixels per mm of that level."""
    return float(TILE * 2**level / max(size))


def box_of(size: tuple[float, float], level: int, column: int, row: int) -> Box | None:
    """The box in mm that a tile shows, its overlap with it, cut at the edges of the sheet. None where there is no such tile."""
    if not 0 <= level < levels_of(*size):
        return None
    side = max(size) / 2**level
    x0, y0 = column * side, row * side
    if min(column, row) < 0 or x0 >= size[0] or y0 >= size[1]:
        return None
    more = OVERLAP / density(size, level)
    return max(0.0, x0 - more), max(0.0, y0 - more), min(x0 + side + more, size[0]), min(y0 + side + more, size[1])


def sides_of(box: Box, size: tuple[float, float], level: int) -> tuple[int, int]:
    """Width and height in pixels of a tile."""
    finesse = density(size, level)
    return max(1, round((box[2] - box[0]) * finesse)), max(1, round((box[3] - box[1]) * finesse))


def tile_name(page: int, level: int, column: int, row: int) -> str:
    """What a tile's file is called; one that is cut in another way has another name."""
    return f"tile{TILE}-{OVERLAP}-{page}-{level}-{column}-{row}"
