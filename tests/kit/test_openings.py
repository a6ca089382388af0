"""Doors and windows of generated houses: every one found in each style of walls, on clean and on scanned pictures."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.houses import House, draw
from tools.kit.drawing import Drawing
from tools.kit.openings import Opening, OpeningSearch, chance_of, openings_of
from tools.kit.plan_ink import PlanInk, parted, working_side


def seen(house: House, folder: Path, *, noise: float = 0.0, turn: float = 0.0) -> PlanInk:
    """The house as a picture at the working resolution, turned by so many degrees."""
    lines = () if turn else Drawing.open(draw(folder / "house.pdf", house)).sheets[0].reading.visible
    grey = cv2.imread(str(draw(folder / "house.png", house, noise=noise, dpi=170)), cv2.IMREAD_GRAYSCALE)
    if turn:
        middle = grey.shape[1] / 2, grey.shape[0] / 2
        matrix = cv2.getRotationMatrix2D(middle, turn, 0.9)
        grey = cv2.warpAffine(grey, matrix, grey.shape[::-1], borderValue=255, flags=cv2.INTER_AREA)
    return parted(np.asarray(grey, np.uint8), lines, grey.shape[1] / 297)


@pytest.mark.parametrize(
    ("house", "noise", "turn"),
    [
        (House(walls="solid"), 0, 0), (House(walls="hollow"), 0, 0), (House(walls="hatched", door=8), 6, 0),
        (House(walls="grey", columns=2, rows=2, double=False), 0, 30),
    ],
)  # fmt: skip
def test_each_door_is_found_once(house: House, noise: float, turn: float, tmp_path: Path) -> None:
    plan = seen(house, tmp_path, noise=noise, turn=turn)
    found = openings_of(plan, "door")
    assert len(found.counted) == house.doors
    assert sum(door.parts == 2 for door in found.counted) == house.double
    assert found.leaf == pytest.approx(house.door, rel=0.12) if not turn else found.leaf > 0
    assert all(0 <= door.box[0] < door.box[2] <= plan.width for door in found.counted)


@pytest.mark.parametrize("house", [House(walls="solid"), House(walls="hatched"), House(walls="hollow", panes=2)])
def test_each_window_is_found_once_and_no_door_is_one(house: House, tmp_path: Path) -> None:
    found = openings_of(seen(house, tmp_path), "window")
    assert len(found.counted) == house.windows
    longest = [max(w.box[2] - w.box[0], w.box[3] - w.box[1]) for w in found.counted]
    assert longest == pytest.approx([house.window] * house.windows, abs=1.0)
    assert not found.sound(0), "on a picture their number is a proposal"


def test_an_empty_picture_has_neither() -> None:
    plan = parted(np.full((600, 800), 255, np.uint8), (), 4.0)
    for kind in ("door", "window"):
        found = openings_of(plan, kind)  # type: ignore[arg-type]
        assert (found.counted, found.sound(0)) == ((), False)


def test_circles_and_rounded_corners_are_no_doors() -> None:
    grey = np.full((900, 1200), 255, np.uint8)
    for x in range(150, 1100, 150):
        cv2.circle(grey, (x, 200), 50, 0, 2)
        cv2.ellipse(grey, (x, 500), (60, 40), 0, 0, 360, 0, 2)
    assert openings_of(parted(grey, (), 4.0), "door").counted == ()


def test_the_chance_of_an_exact_count_falls_with_each_doubt() -> None:
    box = (0.0, 0.0, 1.0, 1.0)
    sure, doubt = Opening(box, 0.99, 1), Opening(box, 0.5, 1)
    assert chance_of([sure] * 3) == pytest.approx(0.99**3)
    assert chance_of([sure, doubt]) < 0.5 < chance_of([sure])
    assert chance_of([]) == 0


def test_a_plan_with_fewer_doors_than_rooms_is_not_sound() -> None:
    one = (Opening((0.0, 0.0, 1.0, 1.0), 0.99, 1),)
    search = OpeningSearch(one, (), chance_of(one), 9.0)
    assert search.sound(1)
    assert not search.sound(2)
    assert not search._replace(chance=0.5).sound(1)


@pytest.mark.parametrize(
    ("side", "native", "pixels"), [(100, 6.0, 1800), (100, 15.0, 2000), (400, 6.0, 2400), (900, 12.0, 3000), (297, None, 2000), (1189, None, 4200)]
)  # fmt: skip
def test_small_pictures_are_blown_up_and_large_ones_shrunk(side: float, native: float | None, pixels: float) -> None:
    assert working_side(side, native) == pixels
