"""Rooms by flooding, outlines and lines by points: right on generated plans, and what is wrong is said."""

from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from tests.measured import Style, measured
from tests.pen import MM, Pen
from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import Correctable, Refused
from tools.kit.measuring import measured_line, measured_outline, measured_room
from tools.kit.polygons import area_of, crosses_itself, holds, length_of


@pytest.mark.parametrize(
    "style",
    [
        Style(walls="double", seed=11), Style(walls="filled", columns=True, seed=12), Style(walls="hatched", hatch=True, seed=13),
        Style(walls="double", angle=17, hatch=True, seed=14), Style(walls="single", angle=6, seed=15),
        Style(walls="double", shrunk=0.707, notation="ft", seed=16),
    ],
    ids=lambda s: f"{s.walls}-{s.angle}-{s.hatch}-{s.columns}",
)  # fmt: skip
def test_room_areas_are_right_to_one_percent(tmp_path: Path, style: Style) -> None:
    truth = measured(tmp_path / "plan.pdf", style)
    sheet = Drawing.open(tmp_path / "plan.pdf").sheet(1)
    for room in truth.rooms:
        found = measured_room(sheet, room.seed)
        assert float(found.area) == pytest.approx(room.area, rel=0.01), room.name
        assert float(found.perimeter) == pytest.approx(room.perimeter, rel=0.02), room.name


def square(path: Path, gap: float = 0.0, note: str = "SCALE 1:100") -> Sheet:
    """A room of 6 × 4 m at 1:100 with an opening of `gap` mm of paper and no door."""
    document = pymupdf.open()
    page = document.new_page(width=297 * MM, height=210 * MM)
    pen = Pen(page)
    corners = [(100.0, 60.0), (160.0, 60.0), (160.0, 100.0), (100.0, 100.0)]
    for a, b in zip(corners, [*corners[1:], corners[0]], strict=True):
        pen.line(a if a != corners[0] else (corners[0][0] + gap, corners[0][1]), b, 0.35)
    pen.text((60, 180), "GROUND FLOOR PLAN WITH ONE ROOM ONLY", 4)
    pen.text((60, 190), note, 4)
    pen.finish()
    document.save(path)
    return Drawing.open(path).sheet(1)


def test_a_scale_by_note_alone_measures_but_stays_unconfirmed(tmp_path: Path) -> None:
    found = measured_room(square(tmp_path / "room.pdf"), (130, 80))
    assert float(found.area) == pytest.approx(24, rel=0.01)
    assert found.view.state == "detected"


@pytest.mark.parametrize(
    ("seed", "gap", "says"),
    [((130, 80), 15.0, "not closed"), ((20, 20), 0.0, "not closed"), ((500, 20), 0.0, "off sheet")],
)
def test_what_is_no_room_is_said(tmp_path: Path, seed: tuple[float, float], gap: float, says: str) -> None:
    with pytest.raises(Correctable, match=says):
        measured_room(square(tmp_path / "room.pdf", gap), seed)


def test_no_scale_no_length(tmp_path: Path) -> None:
    sheet = square(tmp_path / "room.pdf", note="not to any scale")
    with pytest.raises(Refused) as refused:
        measured_line(sheet, [(100, 60), (160, 60)])
    assert refused.value.code == "no_scale"
    assert "Ask the user" in refused.value.message.en


def test_points_snap_to_the_linework(tmp_path: Path) -> None:
    sheet = square(tmp_path / "room.pdf")
    line = measured_line(sheet, [(100.8, 60.5), (159.4, 60.9)])
    assert line.perimeter == pytest.approx(Decimal(6), abs=Decimal("0.001"))
    assert line.snapped == 2
    outline = measured_outline(sheet, [(101, 61), (159, 61), (159, 99), (101, 99)])
    assert (float(outline.area), float(outline.perimeter)) == (pytest.approx(24, rel=1e-4), pytest.approx(20, rel=1e-4))


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ([(100, 60), (160, 100), (160, 60), (100, 100)], "crosses itself"),
        ([(100, 60), (160, 60)], "at least 3"),
        ([(100, 60), (160, 60), (900, 100)], "off sheet"),
        ([(100, 60), (160, 60), (130, 60)], "next to nothing"),
    ],
)
def test_outlines_that_are_none_are_refused(tmp_path: Path, points: list[tuple[float, float]], says: str) -> None:
    with pytest.raises(Correctable, match=says):
        measured_outline(square(tmp_path / "room.pdf"), points)


def test_polygons() -> None:
    box = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)]
    assert (area_of(box), length_of(box), length_of(box, closed=True)) == (12, 11, 14)
    assert holds(box, (1, 1))
    assert not holds(box, (5, 1))
    assert not crosses_itself(box)
    assert crosses_itself([box[0], box[2], box[1], box[3]])
