"""read_details and its rule, on a sheet of door details in two frames."""

from pathlib import Path
from typing import Any

import ezdxf
import pytest

import tools
from tests.tools.test_count_blocks import ask
from tests.tools.test_measure_outlines import rectangle
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger
from tools.kit.result import Result

STYLE = {"dimtxt": 150, "dimasz": 100, "dimexe": 50, "dimexo": 50, "dimgap": 30, "dimtad": 1}


def across(space: Any, x0: float, x1: float, y: float) -> None:
    space.add_linear_dim(base=(x0, y), p1=(x0, y - 300), p2=(x1, y - 300), dimstyle="Standard", override=STYLE).render()


def upright(space: Any, y0: float, y1: float, x: float) -> None:
    space.add_linear_dim(
        base=(x, y0), p1=(x + 300, y0), p2=(x + 300, y1), angle=90, dimstyle="Standard", override=STYLE
    ).render()


def elevation(space: Any, x: float, y: float, widths: list[float], height: float) -> None:
    """The face of an opening with its lower left corner there, a chain of widths above and the height at the left."""
    total = sum(widths)
    rectangle(space, x, y, total, height, "DOOR")
    at = x
    for width in widths:
        across(space, at, at + width, y + height + 400)
        at += width
    upright(space, y, y + height, x - 400)


def door(document: Any, x: float, y: float, width: float, leaves: int) -> None:
    """An elevation and above it the plan, whose leaves are blocks that are mirrored for the second."""
    space = document.modelspace()
    leaf = width / leaves
    elevation(space, x, y, [leaf] * leaves, 2100)
    space.add_blockref("LEAF", (x, y + 3600), dxfattribs={"xscale": leaf, "yscale": leaf})
    if leaves == 2:
        space.add_blockref("LEAF", (x + width, y + 3600), dxfattribs={"xscale": -leaf, "yscale": leaf})
    across(space, x, x + width, y + 3300)


def details(path: Path) -> None:
    document = ezdxf.new("R2010", setup=True)  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    document.blocks.new("LEAF").add_arc((0, 0), 1, 0, 90)
    for frame in range(2):
        rectangle(space, frame * 45000, 0, 42000, 29700, "TITLE")
    for place, (width, leaves) in enumerate(((1000, 1), (1500, 2), (900, 1))):
        door(document, 3000 + 6000 * place, 20000, width, leaves)
    for place, (width, height) in enumerate(((3000, 3000), (4000, 3500))):
        x = 3000 + 9000 * place
        elevation(space, x, 5000, [width], height)
        hatch = space.add_hatch(dxfattribs={"layer": "FACE"})
        hatch.set_pattern_fill("LINE", scale=100)
        hatch.paths.add_polyline_path(
            [(x, 5000), (x + width, 5000), (x + width, 5000 + height), (x, 5000 + height)], is_closed=True
        )
    elevation(space, 25000, 5500, [900, 900], 1200)
    elevation(space, 50000, 18000, [2000, 2000, 2000], 4000)
    document.saveas(path)


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Drawing:
    path = tmp_path_factory.mktemp("details") / "doors.dxf"
    details(path)
    return Drawing.open(path)


def call(drawing: Drawing, **arguments: Any) -> Result:
    return tools.call("read_details", arguments, {Drawing: drawing, Ledger: Ledger()})


def test_each_detail_has_its_place_kind_and_sizes(drawing: Drawing) -> None:
    result = call(drawing)
    assert [(item.note, item.label) for item in result.items] == [
        ("frame 1, row 1, no. 1, hinged 1-leaf", "1000x2100"),
        ("frame 1, row 1, no. 2, hinged 2-leaf", "1500x2100"),
        ("frame 1, row 1, no. 3, hinged 1-leaf", "900x2100"),
        ("frame 1, row 2, no. 1, shutter", "3000x3000"),
        ("frame 1, row 2, no. 2, shutter", "4000x3500"),
        ("frame 1, row 2, no. 3, other", "1800x1200"),
        ("frame 2, row 1, no. 1, other", "6000x4000"),
    ]
    assert [quantity.value for quantity in result.quantities[:4]] == [1000, 2100, 1500, 2100]
    assert [len(quantity.sources) for quantity in result.quantities[12:14]] == [3, 1]  # the chain 2000 + 2000 + 2000


@pytest.mark.parametrize(("filters", "count"), [({"row": -1, "part": 1}, 3), ({"part": 2}, 1), ({"row": 1}, 4)])
def test_rows_and_frames_are_filters(drawing: Drawing, filters: dict[str, int], count: int) -> None:
    assert call(drawing, **filters).total_items == count


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Left sheet: how many hinged door details are in the top row?", ["3 details"]),
        ("第一排有几个平开门大样？", ["3 个"]),
        ("What are the opening sizes of the three doors in the first row?", ["1000 x 2100, 1500 x 2100, 900 x 2100"]),
        ("How many double-leaf and single-leaf doors are in the top row?", ["1 double-leaf", "2 single-leaf"]),
        ("最后一排卷帘门的尺寸？", ["3000 x 3000, 4000 x 3500"]),
        ("What size are the roller shutters in the second row?", ["3000 x 3000, 4000 x 3500"]),
    ],
)
async def test_questions_for_rows_of_details(drawing: Drawing, question: str, said: list[str]) -> None:
    answer = await ask(drawing, question)
    assert answer.status == "answered"
    assert all(part in answer.text for part in said), answer.text


@pytest.mark.parametrize(
    "question",
    ["What are the sizes of the five doors in the top row?", "What is the size of the shutters in the first row?"],
)
async def test_a_row_that_is_not_as_the_question_says_gets_no_sizes(drawing: Drawing, question: str) -> None:
    assert (await ask(drawing, question)).status == "refused"
