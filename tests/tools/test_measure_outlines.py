"""measure_outlines and measure_floors with the rules that ask for them, on a small building whose areas are known."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import ezdxf
import pytest

import tools
from tests.plans import sample
from tests.tools.test_count_blocks import ask
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.ledger import Ledger
from tools.kit.result import Result


def rectangle(space: Any, x: float, y: float, width: float, height: float, layer: str = "0") -> None:
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    space.add_lwpolyline(corners, close=True, dxfattribs={"layer": layer})


def building(path: Path, printed: tuple[str, str] = ("120.00", "96.00")) -> None:
    """Two floors of 12 × 10 and 12 × 8 m with titles and printed areas; eight columns of 500 × 500 (two of them hatched as
    well) and four of 600 × 400 on the ground floor, one more on a layer that is off."""
    document = ezdxf.new("R2010", setup=True)  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    document.layers.add("OLD-COL").off()
    for n, (height, title) in enumerate(((10000, "GROUND FLOOR PLAN"), (8000, "FIRST FLOOR PLAN"))):
        x = n * 20000
        rectangle(space, x, 0, 12000, height, "BUILDING")
        rectangle(space, x + 2000, 2000, 3000, 4000, "ROOM")
        space.add_text("STORE", height=300).set_placement((x + 2500, 4000))
        space.add_text(title, height=500).set_placement((x + 3000, -2000))
        space.add_text(f"AREA :- {printed[n]} Sq.M.", height=300).set_placement((x + 3000, -2800))
    for n in range(8):
        rectangle(space, n % 4 * 3500, n // 4 * 9000, 500, 500, "S-COLS")
    for n in range(4):
        rectangle(space, n * 3500, 6500, 600, 400, "S-COLS")
    for n in range(2):
        hatch = space.add_hatch(dxfattribs={"layer": "S-COLS"})
        x = n * 3500
        hatch.paths.add_polyline_path([(x, 0), (x + 500, 0), (x + 500, 500), (x, 500)], is_closed=True)
    rectangle(space, 8000, 3000, 500, 500, "OLD-COL")
    document.saveas(path)


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Drawing:
    path = tmp_path_factory.mktemp("outlines") / "plan.dxf"
    building(path)
    return Drawing.open(path)


def call(drawing: Drawing, name: str = "measure_outlines", **arguments: Any) -> Result:
    return tools.call(name, arguments, {Drawing: drawing, Ledger: Ledger()})


def values(result: Result) -> dict[str, Decimal]:
    return {quantity.label: quantity.value for quantity in result.quantities}


def test_equal_outlines_are_grouped_and_what_is_drawn_twice_counts_once(drawing: Drawing) -> None:
    result = call(drawing, layer="*COL*")
    assert "8 × 500 x 500 mm (0.250 m2) on S-COLS; 4 × 600 x 400 mm (0.240 m2)" in result.summary
    assert [quantity.value for quantity in result.quantities[:4]] == [8, 500, 500, Decimal("0.25")]
    assert values(result)["area of all these outlines"] == Decimal("2.96")
    assert len(result.quantities[0].sources) == 8
    assert "off or frozen" in result.withheld[0].reason.en


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"size": "400x600"}, 4),
        ({"layer": "S-COLS|ROOM"}, 14),
        ({"min_area": 50, "max_area": 100}, 1),
        ({"holding": "store"}, 2),
        ({"layer": "S-COLS", "kind": "hatch"}, 2),
    ],
)
def test_filters(drawing: Drawing, filters: dict[str, Any], count: int) -> None:
    assert call(drawing, **filters).total_items == count


def test_without_a_filter_the_layers_are_told_and_nothing_is_claimed(drawing: Drawing) -> None:
    result = call(drawing)
    assert "S-COLS: 12" in result.summary
    assert not result.quantities


def test_polylines_that_do_not_close_are_told(tmp_path: Path) -> None:
    document = ezdxf.new("R2010", setup=True)  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    for n in range(3):
        rectangle(space, n * 3500, 0, 500, 500, "S-COLS")
    space.add_lwpolyline([(0, 5000), (900, 5000), (900, 5300)], dxfattribs={"layer": "S-COLS"})
    space.add_lwpolyline([(0, 9000), (900, 9000)], dxfattribs={"layer": "WALLS"})
    document.saveas(tmp_path / "open.dxf")
    opened = Drawing.open(tmp_path / "open.dxf")
    told = call(opened, layer="S-COLS").coverage.not_searched
    assert [message.en[:44] for message in told if "S-COLS" in message.en] == [
        "1 polylines on layer S-COLS that do not clos"
    ]
    assert not any("WALLS" in message.en for message in told)
    assert not any("S-COLS" in message.en for message in call(opened).coverage.not_searched)


def test_a_size_that_is_none_is_mended(drawing: Drawing) -> None:
    with pytest.raises(Correctable, match="750x750"):
        call(drawing, size="large")


def test_a_pdf_has_no_outlines_but_may_print_areas(tmp_path: Path) -> None:
    sample(tmp_path / "s.pdf")
    plan = Drawing.open(tmp_path / "s.pdf")
    with pytest.raises(Correctable, match="no DXF"):
        call(plan, layer="*")
    assert not call(plan, "measure_floors").quantities


# Floors


def test_floors_have_a_printed_and_a_measured_area(drawing: Drawing) -> None:
    assert values(call(drawing, "measure_floors")) == {
        "GROUND FLOOR printed area": 120, "GROUND FLOOR measured area": 120,
        "FIRST FLOOR printed area": 96, "FIRST FLOOR measured area": 96,
    }  # fmt: skip


def test_a_second_outline_of_like_size_makes_a_floor_uncertain(tmp_path: Path) -> None:
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    for layer, spare in (("A", 0), ("B", 1500)):
        rectangle(space, -spare, -spare, 12000 + 2 * spare, 10000 + 2 * spare, layer)
    space.add_text("首层平面图", height=500).set_placement((3000, -3500))
    document.saveas(tmp_path / "two.dxf")
    result = call(Drawing.open(tmp_path / "two.dxf"), "measure_floors")
    assert not result.quantities
    assert "195.00 m2 (B), 120.00 m2 (A)" in result.withheld[0].reason.en


def headline(answer: Any) -> Decimal:
    return next(one.value for one in answer.quantities if one.id == answer.headline)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the ground floor area, measured from geometry?", 120),
        ("由几何量测首层面积？", 120),
        ("二层建筑面积是多少？", 96),
        ("What is the gross floor area of both floors together?", 216),
        ("两层建筑面积合计？", 216),
        ("What is the total area of the ground and first floors?", 216),
    ],
)
async def test_questions_for_floor_areas(drawing: Drawing, question: str, value: int) -> None:
    answer = await ask(drawing, question)
    assert (answer.status, headline(answer)) == ("answered", value)
    assert "agree" in answer.text or "相符" in answer.text


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is the difference in area between the ground floor and the first floor?", 24), ("首层比二层大多少面积？", 24),
        ("Which floor has the largest area?", 120), ("面积最小的是哪一层？", 96),
    ],
)  # fmt: skip
async def test_floors_are_compared(drawing: Drawing, question: str, value: int) -> None:
    answer = await ask(drawing, question)
    assert (answer.status, headline(answer)) == ("answered", value)


@pytest.mark.parametrize(
    "question", ["What is the gross floor area of the three floors together?", "Area of the second floor and the ground floor"]
)  # fmt: skip
async def test_floors_that_are_not_there_are_never_summed(drawing: Drawing, question: str) -> None:
    assert (await ask(drawing, question)).status == "refused"


async def test_printed_and_measured_areas_that_differ_are_both_said(tmp_path: Path) -> None:
    building(tmp_path / "wrong.dxf", ("125.00", "96.00"))
    answer = await ask(Drawing.open(tmp_path / "wrong.dxf"), "What is the ground floor area?")
    assert headline(answer) == 125
    assert "120 m2" in answer.text
    assert "differ" in answer.text


async def test_the_outer_outline_is_measured_where_one_plan_fills_the_sheet(tmp_path: Path) -> None:
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 5
    space = document.modelspace()
    corners = [(0, 0), (2400, 0), (2400, 700), (0, 700)]
    for n, corner in enumerate(corners):
        space.add_line(corners[n - 1], corner)
    space.add_line((900, 0), (900, 700))
    for n, name in enumerate(("Lager", "E-lab", "Gang")):
        space.add_text(name, height=25).set_placement((300 + 700 * n, 300))
    document.saveas(tmp_path / "one.dxf")
    answer = await ask(Drawing.open(tmp_path / "one.dxf"), "What is the area inside the outer rectangle?")
    assert headline(answer) == 168


async def test_a_frame_of_paper_is_no_outer_outline(tmp_path: Path) -> None:
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    rectangle(space, 0, 0, 42000, 29700)
    space.add_text("HALL", height=300).set_placement((20000, 15000))
    document.saveas(tmp_path / "frame.dxf")
    answer = await ask(Drawing.open(tmp_path / "frame.dxf"), "What is the area inside the outer rectangle?")
    assert answer.status == "refused"


# Columns


def columns(path: Path, *titles: str) -> None:
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 6
    space = document.modelspace()
    for n in range(10):
        rectangle(space, n * 6000, 0, 750, 750, "Column Line")
        rectangle(space, n * 6000 + 300, 300, 60, 60, "Column Text")
    rectangle(space, 0, -40000, 90000, 30000, "Slab Edge")
    for n, title in enumerate(titles):
        space.add_text(title, height=600).set_placement((n * 30000, -3000))
    document.saveas(path)


@pytest.mark.parametrize(
    "question", ["How many columns and what size?", "有多少根柱，截面多大？", "How many 750x750 columns are there?"]
)
async def test_columns_are_counted_by_their_layer_where_nothing_is_written(tmp_path: Path, question: str) -> None:
    columns(tmp_path / "c.dxf")
    answer = await ask(Drawing.open(tmp_path / "c.dxf"), question)
    assert (answer.status, headline(answer)) == ("answered", 10)
    assert "750 x 750" in answer.text


async def test_columns_of_several_floors_are_not_added_up(tmp_path: Path) -> None:
    columns(tmp_path / "c.dxf", "GROUND FLOOR PLAN", "FIRST FLOOR PLAN")
    answer = await ask(Drawing.open(tmp_path / "c.dxf"), "How many columns are there?")
    assert answer.status == "refused"
