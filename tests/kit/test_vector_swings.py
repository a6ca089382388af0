"""Door swings of vector sheets are read exactly: from PDF curves, from DXF arcs, from arcs of short lines; round things are none."""

from itertools import product
from pathlib import Path

import ezdxf
import numpy as np
import pytest

from tests.houses import House, Walls, draw
from tools.kit.drawing import Drawing
from tools.kit.strokes import strokes_of
from tools.kit.vector_swings import vector_doors, vector_swings
from tools.kit.vectors import Linework

SIDE = 297.0


def arc(x: float, y: float, radius: float, start: float, turn: float, sides: int = 12) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:  # fmt: skip
    """An arc as short lines, (sides, 4); degrees."""
    angle = np.radians(np.linspace(start, start + turn, sides + 1))
    points = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    return np.hstack([points[:-1], points[1:]])


def swings(*parts: object) -> int:
    return len(vector_swings(Linework(np.vstack(parts), np.zeros((0, 3))), SIDE))


WALLS: tuple[Walls, ...] = ("solid", "grey", "hollow", "hatched")


@pytest.mark.parametrize(("walls", "double"), list(product(WALLS, (False, True))))
def test_every_door_of_a_drawn_house_is_read_once(walls: Walls, double: bool, tmp_path: Path) -> None:
    house = House(walls=walls, double=double)
    lines = strokes_of(Drawing.open(draw(tmp_path / "house.pdf", house)).sheet(1))
    doors = vector_doors(lines, SIDE)
    assert len(doors) == house.doors
    assert [door.leaves for door in doors].count(2) == double
    assert all(door.score > 0.99 for door in doors)


def test_arcs_of_a_dxf_in_blocks_turned_and_mirrored_are_read(tmp_path: Path) -> None:
    document = ezdxf.new(units=4)
    block = document.blocks.new("DOOR")
    block.add_line((0, 0), (0, 900))
    block.add_arc((0, 0), 900, 0, 90)
    for number, turn in enumerate((0, 30, 90, 200)):
        document.modelspace().add_blockref("DOOR", (3000 * number, 0), dxfattribs={"rotation": turn, "xscale": (-1) ** number})  # fmt: skip
    document.modelspace().add_circle((0, 5000), 900)
    document.saveas(tmp_path / "doors.dxf")
    sheet = Drawing.open(tmp_path / "doors.dxf").sheet(1)
    page = sheet.source.pages[0]
    assert len(vector_doors(strokes_of(sheet), max(page.width, page.height))) == 4


LEAF = [[50.0, 50.0, 50.0, 59.0]]


@pytest.mark.parametrize("turn", [30, 45, 60, 90])
def test_doors_that_stand_ajar_are_read(turn: int) -> None:
    assert swings(arc(50, 50, 9, 90, turn), LEAF) == 1


@pytest.mark.parametrize(
    "parts",
    [
        (arc(50, 50, 9, 90, 90),), (arc(50, 50, 9, 90, 360), LEAF), (arc(50, 50, 9, 90, 180), LEAF),
        (arc(50, 50, 9, 90, 90), [[50.0, 45.0, 50.0, 65.0]]), (arc(50, 50, 0.3, 90, 90), [[50.0, 50.0, 50.0, 50.3]]), (LEAF,),
    ],
)  # fmt: skip
def test_what_lacks_a_leaf_or_is_round_is_no_door(parts: tuple[object, ...]) -> None:
    assert swings(*parts) == 0


def test_a_swing_of_another_size_is_in_doubt() -> None:
    doors = [np.vstack([arc(20 + 30 * n, 50, 9, 90, 90), [[20 + 30 * n, 50, 20 + 30 * n, 59]]]) for n in range(4)]
    small = np.vstack([arc(50, 100, 4, 90, 90), [[50, 100, 50, 104]]])
    found = vector_doors(Linework(np.vstack([*doors, small]), np.zeros((0, 3))), SIDE)
    assert [door.score > 0.5 for door in found] == [True] * 4 + [False]


def test_leaves_on_both_sides_of_a_thick_wall_are_one_door() -> None:
    outer = np.vstack([arc(50, 50, 9, 0, -90), [[50, 50, 50, 41]]])
    inner = np.vstack([arc(50, 54, 9, 0, 90), [[50, 54, 50, 63]]])
    found = vector_doors(Linework(np.vstack([outer, inner]), np.zeros((0, 3))), SIDE)
    assert [door.leaves for door in found] == [2]
