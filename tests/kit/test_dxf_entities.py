"""Blocks, outlines, dimensions, viewports and layers of DXF sheets, against what the fixtures draw."""

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import pytest

from tests.plans import sample
from tools.kit.drawing import Drawing
from tools.kit.entities import Entities, entities_of

Known = Callable[..., Entities]


def new(unit: int = 4) -> Any:
    document = ezdxf.new("R2010", setup=True)  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = unit
    return document


@pytest.fixture
def document() -> Any:
    """Two lines 10 m long, 6 m apart, in millimetres, so that the sheet's corner lies at (-100, 6100)."""
    document = new()
    document.modelspace().add_line((0, 0), (10000, 0))
    document.modelspace().add_line((0, 6000), (10000, 6000))
    return document


@pytest.fixture
def known(tmp_path: Path) -> Known:
    def open_it(document: Any, sheet: int = 1) -> Entities:
        document.saveas(tmp_path / "plan.dxf")
        found = entities_of(Drawing.open(tmp_path / "plan.dxf").sheet(sheet))
        assert found is not None
        return found

    return open_it


def block(document: Any, name: str, *inner: str) -> Any:
    made = document.blocks.new(name)
    made.add_lwpolyline([(0, 0), (400, 0), (400, 200), (0, 200)], close=True)
    for other in inner:
        made.add_blockref(other, (0, 0))
    return made


def counts(known: Entities) -> Counter[str]:
    return Counter(one.block for one in known.inserts if not one.hidden)


def test_a_pdf_has_none_of_this(tmp_path: Path) -> None:
    sample(tmp_path / "sample.pdf")
    assert entities_of(Drawing.open(tmp_path / "sample.pdf").sheet(1)) is None


# Blocks


def test_references_are_counted_through_nesting_and_arrays(document: Any, known: Known) -> None:
    block(document, "TAP")
    block(document, "SINK", "TAP", "TAP")
    array = {"row_count": 2, "column_count": 3, "row_spacing": 500, "column_spacing": 900}
    document.modelspace().add_blockref("SINK", (1000, 1000), dxfattribs=array)
    document.modelspace().add_blockref("TAP", (9000, 5000))
    found = known(document)
    assert counts(found) == {"SINK": 6, "TAP": 13}
    assert {one.within for one in found.inserts if one.block == "TAP"} == {("SINK",), ()}


def test_a_reference_has_its_box_place_turn_and_attributes(document: Any, known: Known) -> None:
    block(document, "DOOR")
    door = document.modelspace().add_blockref("DOOR", (2000, 3000), dxfattribs={"rotation": 90, "layer": "DOORS"})
    door.add_attrib("MARK", "D1", (1950, 3050)).dxf.height = 20
    (found,) = known(document).inserts
    assert found.box == pytest.approx((1900, 2700, 2100, 3100), abs=1)
    assert found.at == pytest.approx((2100, 3100))
    assert (found.rotation, found.layer) == (90, "DOORS")
    assert found.attributes == (("MARK", "D1"),)


def test_a_reference_on_a_frozen_layer_is_hidden_and_one_on_layer_0_of_a_block_belongs_to_its_reference(
    document: Any, known: Known
) -> None:
    document.layers.add("OLD").freeze()
    document.layers.add("GONE").off()
    block(document, "WC")
    for layer in ("OLD", "GONE", "NEW"):
        document.modelspace().add_blockref("WC", (1000, 1000), dxfattribs={"layer": layer})
    found = known(document)
    assert {one.layer: one.hidden for one in found.inserts} == {"OLD": "layer_off", "GONE": "layer_off", "NEW": ""}
    assert {one.layer for one in found.outlines if not one.hidden} == {"NEW"}
    assert {layer.name for layer in found.layers if layer.off or layer.frozen} == {"OLD", "GONE"}


def test_arrows_of_dimensions_are_no_references(document: Any, known: Known) -> None:
    style = {"dimblk": "ARCHTICK", "dimtxt": 200, "dimasz": 100}
    document.modelspace().add_linear_dim(
        dimstyle="Standard", base=(0, 500), p1=(0, 0), p2=(7200, 0), override=style
    ).render()
    found = known(document)
    assert not found.inserts
    assert not found.outlines


def test_what_cannot_be_read_is_said(document: Any, known: Known, tmp_path: Path) -> None:
    document.modelspace().add_blockref("NOWHERE", (1000, 1000))
    document.modelspace().add_blockref("NOWHERE", (2000, 1000))
    document.saveas(tmp_path / "t.dxf")
    wall = "  0\nTCH_WALL\n  5\nFEED\n100\nAcDbEntity\n  8\nWALL\n100\nTDbWall\n 10\n0.0\n 20\n0.0\n  0\nENDSEC\n"
    text = (tmp_path / "t.dxf").read_text()
    head, _, tail = text.partition("ENTITIES\n")
    (tmp_path / "t.dxf").write_text(head + "ENTITIES\n" + tail.replace("  0\nENDSEC\n", wall, 1))
    found = entities_of(Drawing.open(tmp_path / "t.dxf").sheet(1))
    assert found is not None
    assert {(one.why, one.kind, one.count) for one in found.unread} == {
        ("missing_block", "NOWHERE", 2), ("custom", "TCH_WALL", 1),
    }  # fmt: skip


# Outlines


@pytest.mark.parametrize(("unit", "factor"), [(4, 1.0), (5, 10.0), (6, 1000.0), (1, 25.4)])
def test_areas_are_real_whatever_the_unit(known: Known, unit: int, factor: float) -> None:
    document = new(unit)
    document.modelspace().add_lwpolyline([(0, 0), (8, 0), (8, 5), (0, 5)], close=True)
    document.modelspace().add_text("A", height=250 / factor).set_placement((1, 1))
    (found,) = known(document).outlines
    assert found.area == pytest.approx(40 * factor**2)
    assert found.perimeter == pytest.approx(26 * factor)
    assert found.size == pytest.approx((8 * factor, 5 * factor))


def test_open_polylines_are_no_outlines_but_those_that_return_are(document: Any, known: Known) -> None:
    corners = [(0, 0), (3000, 0), (3000, 2000)]
    document.modelspace().add_lwpolyline(corners)
    document.modelspace().add_lwpolyline([*corners, (0, 0)])
    document.modelspace().add_polyline2d(corners, close=True)
    assert [one.area for one in known(document).outlines] == pytest.approx([3e6, 3e6])


def test_arcs_and_circles_have_their_true_area(document: Any, known: Known) -> None:
    space = document.modelspace()
    space.add_lwpolyline([(0, 0, 0, 0, 1), (2000, 0, 0, 0, 1)], close=True)
    space.add_circle((5000, 3000), 1000)
    space.add_ellipse((5000, 3000), (2000, 0), 0.5)
    areas = [one.area for one in known(document).outlines]
    assert areas == pytest.approx([math.pi * 1e6, math.pi * 1e6, 2 * math.pi * 1e6], rel=1e-4)


def test_holes_are_deducted_and_islands_stand_alone(document: Any, known: Known) -> None:
    hatch = document.modelspace().add_hatch(dxfattribs={"layer": "COLUMN"})
    for x0, x1 in ((0, 4000), (1000, 2000), (6000, 6500)):
        hatch.paths.add_polyline_path([(x0, 0), (x1, 0), (x1, x1 - x0), (x0, x1 - x0)], is_closed=True)
    found = known(document).outlines
    assert [one.area for one in found] == pytest.approx([16e6 - 1e6, 0.25e6])
    assert {(one.kind, one.pattern, one.layer) for one in found} == {("hatch", "SOLID", "COLUMN")}


def test_a_turned_rectangle_has_its_own_sides(document: Any, known: Known) -> None:
    cos, sin = math.cos(0.4), math.sin(0.4)
    corners = [(x * cos - y * sin, x * sin + y * cos) for x, y in ((0, 0), (750, 0), (750, 400), (0, 400))]
    document.modelspace().add_lwpolyline(corners, close=True)
    (found,) = known(document).outlines
    assert found.size == pytest.approx((750, 400))


def test_lines_whose_ends_meet_are_an_outline_and_dead_ends_are_cut_off(document: Any, known: Known) -> None:
    space = document.modelspace()
    corners = [(1000, 1000), (4000, 1000), (4000, 3000), (1000, 3000)]
    for n, corner in enumerate(corners):
        ends = (corner, corners[n - 1]) if n % 2 else (corners[n - 1], corner)
        space.add_line(*ends, dxfattribs={"layer": "WALL"})
    space.add_line((4000, 3000), (5000, 4000), dxfattribs={"layer": "WALL"})
    space.add_line((1000, 2000), (2500, 2000), dxfattribs={"layer": "WALL"})
    (found,) = known(document).outlines
    assert (found.kind, found.layer) == ("chain", "WALL")
    assert found.area == pytest.approx(6e6)


def test_where_lines_branch_no_ring_is_taken(document: Any, known: Known) -> None:
    space = document.modelspace()
    corners = [(1000, 1000), (4000, 1000), (4000, 3000), (1000, 3000)]
    for n, corner in enumerate(corners):
        space.add_line(corners[n - 1], corner)
    space.add_line(corners[0], corners[2])
    assert not known(document).outlines


def test_an_outline_that_crosses_itself_says_so(document: Any, known: Known) -> None:
    document.modelspace().add_lwpolyline([(0, 0), (1000, 1000), (1000, 0), (0, 1000)], close=True)
    document.modelspace().add_lwpolyline([(0, 0), (1000, 0), (1000, 1000), (0, 1000)], close=True)
    assert [one.crossing for one in known(document).outlines] == [True, False]


# Dimensions


def test_a_dimension_knows_what_it_measures_and_what_it_prints(document: Any, known: Known) -> None:
    space = document.modelspace()
    space.add_linear_dim(dimstyle="Standard", base=(0, 2000), p1=(0, 0), p2=(7200, 300)).render()
    space.add_linear_dim(
        dimstyle="Standard", base=(500, 0), p1=(1000, 100), p2=(1000, 3100), angle=90, text="2900"
    ).render()
    space.add_aligned_dim(dimstyle="Standard", p1=(3000, 1000), p2=(6000, 5000), distance=300).render()
    across, up, slanted = known(document).dimensions
    assert (across.measured, across.text, across.overridden, across.angle) == (pytest.approx(7200), "7200", False, 0)
    assert (up.length, up.text, up.overridden, up.angle) == (pytest.approx(3000), "2900", True, 90)
    assert (slanted.length, slanted.angle) == (pytest.approx(5000), pytest.approx(53.13, abs=0.01))
    assert across.start == pytest.approx((100, 6100))
    assert across.end == pytest.approx((7300, 5800))
    assert across.line == (pytest.approx((100, 4100)), pytest.approx((7300, 4100)))
    assert across.text_box is not None


def test_the_factor_of_a_style_changes_what_is_printed_not_the_length(document: Any, known: Known) -> None:
    document.modelspace().add_linear_dim(
        dimstyle="Standard", base=(0, 900), p1=(0, 0), p2=(1000, 0), override={"dimlfac": 0.5}
    ).render()
    (found,) = known(document).dimensions
    assert (found.measured, found.length, found.factor, found.text) == (500, 1000, 0.5, "500")


# Viewports


def test_a_viewport_has_the_scale_that_it_plots_at(document: Any, known: Known) -> None:
    block(document, "WC")
    document.modelspace().add_blockref("WC", (5000, 3000))
    document.modelspace().add_linear_dim(dimstyle="Standard", base=(0, 2900), p1=(4000, 3000), p2=(6000, 3000)).render()
    layout = document.layouts.new("A-101")
    layout.page_setup(size=(420, 297), margins=(0, 0, 0, 0), units="mm")
    layout.add_lwpolyline([(10, 10), (410, 10), (410, 287), (10, 287)], close=True)
    layout.add_viewport(center=(200, 150), size=(100, 60), view_center_point=(5000, 3000), view_height=6000)
    found = known(document, 2)
    assert (found.space, found.scale) == ("layout", pytest.approx(100))
    (window,) = found.viewports
    assert window.box == pytest.approx((150, 117, 250, 177))
    assert window.shows == pytest.approx((100, 100, 10100, 6100))
    (reference,) = found.inserts
    assert reference.box == pytest.approx((200, 145, 204, 147), abs=0.1)
    (length,) = found.dimensions
    assert (length.length, length.viewport) == (pytest.approx(2000), 1)
    assert abs(length.line[1][0] - length.line[0][0]) == pytest.approx(20)
    areas = {one.viewport: one.area for one in found.outlines}
    assert areas == {0: 0.0, 1: pytest.approx(80000)}


def test_viewports_of_several_scales_have_no_common_one(document: Any, known: Known) -> None:
    layout = document.layouts.new("S-1")
    layout.add_line((0, 0), (400, 280))
    for x, height in ((100, 6000), (300, 1200)):
        layout.add_viewport(center=(x, 100), size=(100, 60), view_center_point=(5000, 3000), view_height=height)
    found = known(document, 2)
    assert [view.scale for view in found.viewports] == pytest.approx([100, 20])
    assert found.scale == 0


# Units


def dimensioned(unit: int, length: float, override: dict[str, Any] | None = None, letters: float = 0.0) -> Any:
    document = new(unit)
    space = document.modelspace()
    height = letters or length / 20
    for n in range(4):
        style = {"dimtxt": height, "dimasz": height, **(override or {})}
        space.add_linear_dim(
            dimstyle="Standard", base=(0, n * height * 4), p1=(0, 0), p2=(length, 0), override=style
        ).render()
    return document


@pytest.mark.parametrize(
    ("unit", "length", "letters", "millimetres", "by"),
    [
        (4, 3600, 250, 1, "declared"),
        (1, 3600, 60, 1, "dimensions"),
        (0, 3600, 250, 1, "dimensions"),
        (5, 600, 25, 10, "declared"),
        (6, 3600, 250, 1, "dimensions"),
        (0, 3.65, 0.25, 1000, "dimensions"),
        (4, 3.65, 0.25, 1000, "dimensions"),
    ],
)
def test_dimensions_settle_the_unit(
    known: Known, unit: int, length: float, letters: float, millimetres: float, by: str
) -> None:
    found = known(dimensioned(unit, length, {"dimdec": 2}, letters))
    assert (found.unit.millimetres, found.unit.by) == (millimetres, by)
    assert found.dimensions[0].length == pytest.approx(length * millimetres)


def test_feet_and_inches_settle_an_undeclared_unit(known: Known) -> None:
    document = new(0)
    for n in range(4):
        document.modelspace().add_linear_dim(
            dimstyle="Standard", base=(0, n * 30), p1=(0, 0), p2=(150, 0), text="12'-6\"", override={"dimtxt": 6}
        ).render()
    found = known(document)
    assert (found.unit.millimetres, found.unit.by) == (25.4, "dimensions")


def test_all_is_taken_from_the_cache(document: Any, tmp_path: Path) -> None:
    from tools.kit.dxf import DxfSource

    block(document, "WC")
    document.modelspace().add_blockref("WC", (5000, 3000))
    document.saveas(tmp_path / "plan.dxf")
    first = DxfSource(tmp_path / "plan.dxf", tmp_path / "cache").entities(1)
    (tmp_path / "plan.dxf").write_bytes(b"gone")
    assert DxfSource(tmp_path / "plan.dxf", tmp_path / "cache").entities(1) == first
