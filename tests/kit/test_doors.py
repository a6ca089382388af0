"""Doors of a drawn wall: standing ajar at several angles and turns; what lies over a better swing and what is round is none."""

import cv2
import numpy as np
import pytest

from tools.kit.door_leaves import Leaves, doors_of
from tools.kit.doors import find_doors
from tools.kit.leaves import swings_by_leaf
from tools.kit.plan_ink import Floats, PlanInk, parted

WIDTH, DOORS = 90, 4


def wall(ajar: float, turn: float = 0.0) -> PlanInk:
    """A room whose upper wall has four doors that stand open by so many degrees; the picture is turned."""
    grey = np.full((1100, 1500), 255, np.uint8)
    cv2.rectangle(grey, (200, 400), (1300, 850), 0, 18)
    for number in range(DOORS):
        hinge = np.array([280 + 260 * number, 400])
        cv2.rectangle(grey, (hinge[0], 385), (hinge[0] + WIDTH, 415), 255, -1)
        tip = hinge + WIDTH * np.array([np.cos(np.radians(ajar)), -np.sin(np.radians(ajar))])
        cv2.line(grey, hinge.tolist(), np.rint(tip).astype(int).tolist(), 0, 3)
        cv2.ellipse(grey, hinge.tolist(), (WIDTH, WIDTH), 0, -ajar, 0, 0, 2)
    matrix = cv2.getRotationMatrix2D((750, 550), turn, 0.9)
    turned = cv2.warpAffine(grey, matrix, (1500, 1100), borderValue=255, flags=cv2.INTER_AREA)
    return parted(np.asarray(turned, np.uint8), (), 5.0)


@pytest.mark.parametrize(("ajar", "turn"), [(90, 0), (60, 0), (45, 20)])
def test_doors_that_stand_ajar_are_found(ajar: float, turn: float) -> None:
    found = [door for door in find_doors(wall(ajar, turn)).doors if door.score >= 0.5]
    assert len(found) == DOORS
    assert all(door.width == pytest.approx(0.9 * WIDTH, rel=0.12) for door in found)


def test_swings_by_leaf_need_an_arc_at_the_tip() -> None:
    lines = np.zeros((400, 400), np.uint8)
    cv2.line(lines, (100, 200), (190, 200), 1, 2)
    assert not len(swings_by_leaf(lines).leaf)
    cv2.ellipse(lines, (100, 200), (90, 90), 0, 0, 60, 1, 2)
    swings = swings_by_leaf(lines)
    assert np.abs(swings.arcs.places - [100, 200, 90]).max(1).min() < 5
    assert np.degrees(swings.latch[0] - swings.leaf[0]) == pytest.approx(60, abs=12)


def leaves(*rows: tuple[float, float, float, float, float]) -> Leaves:
    """Rows of x, y, width, and the angles of the open and of the closed leaf in degrees."""
    table: Floats = np.array(rows, np.float64)
    angles = np.radians(table[:, 3:])
    return Leaves(table[:, :3], angles.min(1), np.degrees(np.ptp(angles, axis=1)), angles[:, 0], angles[:, 1])


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        ([(0, 0, 10, 90, 0), (20, 0, 10, 90, 180)], [2]), ([(0, 0, 10, 90, 0), (0, 4, 10, -90, 0)], [1]),
        ([(0, 0, 10, -90, 0), (0, 4, 10, 90, 0)], [2]), ([(0, 0, 10, 90, 0), (40, 0, 10, 90, 180)], [1, 1]),
        ([(0, 0, 10, 90, 0), (1, 1, 10, 90, 0)], [1]),
    ],
    ids=["double", "one over another", "both sides of a wall", "two doors", "twice the same"],
)  # fmt: skip
def test_leaves_of_one_opening_are_one_door(
    rows: list[tuple[float, float, float, float, float]], counted: list[int]
) -> None:
    doors = doors_of(leaves(*rows), np.linspace(0.9, 0.8, len(rows)))
    assert [door.leaves for door in doors] == counted
