"""count_blocks and the rule that asks for it, on an electrical plan with a legend, a layout and blocks of all kinds."""

from pathlib import Path
from typing import Any

import ezdxf
import pytest
from langgraph.checkpoint.memory import InMemorySaver

import tools
from agent import stream
from agent.answer import Answer
from agent.local import InProcess, info_of
from agent.providers import provider_named
from tests.plans import sample
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.ledger import Ledger
from tools.kit.result import Result


def electrical_plan(path: Path) -> None:
    """7 lamps (one within a cupboard, one in the legend, one twice over itself, one on a frozen layer), 2 tagged doors."""
    document = ezdxf.new("R2010", setup=True)  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    space.add_lwpolyline([(0, 0), (20000, 0), (20000, 12000), (0, 12000)], close=True)
    document.layers.add("OLD").freeze()
    document.blocks.new("E-LAMP_1").add_circle((0, 0), 150)
    document.blocks.new("E-LAMP_10").add_circle((0, 0), 150)
    cupboard = document.blocks.new("CUPBOARD")
    cupboard.add_lwpolyline([(0, 0), (600, 0), (600, 400), (0, 400)], close=True)
    cupboard.add_blockref("E-LAMP_1", (300, 200))
    for x in (2000, 4000, 6000):
        space.add_blockref("E-LAMP_1", (x, 8000), dxfattribs={"layer": "LIGHT"})
    space.add_blockref("E-LAMP_1", (6000, 8000), dxfattribs={"layer": "LIGHT"})
    space.add_blockref("E-LAMP_1", (9000, 8000), dxfattribs={"layer": "OLD"})
    space.add_blockref("CUPBOARD", (12000, 8000))
    space.add_blockref("E-LAMP_10", (9000, 2000))
    door = document.blocks.new("DOOR")
    door.add_arc((0, 0), 900, 0, 90)
    for x, mark in ((3000, "M1"), (5000, "M1"), (7000, "M2")):
        tagged = space.add_blockref("DOOR", (x, 5000))
        tagged.add_attrib("MARK", mark, (x, 5100)).dxf.height = 200
    space.add_text("图例", height=300).set_placement((14000, 4500))
    for row, name in enumerate(("E-LAMP_1", "E-LAMP_10", "DOOR")):
        space.add_blockref(name, (14200, 3900 - row * 700), dxfattribs={"xscale": 0.3, "yscale": 0.3})
        space.add_text(("筒灯", "吸顶灯", "平开门")[row], height=250).set_placement((15200, 3800 - row * 700))
        space.add_text(("嵌入式安装", "吸顶安装", "木质")[row], height=250).set_placement((17200, 3800 - row * 700))
    layout = document.layouts.new("E-01")
    layout.add_line((0, 0), (420, 0))
    layout.add_viewport(center=(200, 120), size=(200, 120), view_center_point=(10000, 6000), view_height=12000)
    document.saveas(path)


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Drawing:
    path = tmp_path_factory.mktemp("blocks") / "plan.dxf"
    electrical_plan(path)
    return Drawing.open(path)


def call(drawing: Drawing, **arguments: Any) -> Result:
    return tools.call("count_blocks", arguments, {Drawing: drawing, Ledger: Ledger()})


def test_references_count_through_nesting_once_and_not_in_the_legend(drawing: Drawing) -> None:
    result = call(drawing, block="e-lamp_1", sheet=1)
    assert [quantity.value for quantity in result.quantities] == [4]
    assert len(result.quantities[0].sources) == 4
    reasons = sorted(held.reason.en for held in result.withheld)
    assert len(reasons) == 3
    assert "frozen" in reasons[0]
    assert "exactly on another" in reasons[1]
    assert "legend" in reasons[2]


def test_model_space_and_layouts_are_counted_apart(drawing: Drawing) -> None:
    result = call(drawing, block="CUPBOARD")
    assert [(quantity.value, quantity.sources[0].sheet) for quantity in result.quantities] == [(1, 1), (1, 2)]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"block": "DOOR", "attribute": "MARK=M1"}, 2),
        ({"block": "*", "attribute": "mark=m*"}, 3),
        ({"block": "E-LAMP*", "layer": "LIGHT"}, 3),
        ({"block": "E-LAMP*"}, 5),
        ({"block": "DOOR", "box": (2000, 5000, 6000, 8000)}, 2),
    ],
)
def test_patterns_attributes_layers_and_regions_are_filters(
    drawing: Drawing, filters: dict[str, Any], count: int
) -> None:
    assert [quantity.value for quantity in call(drawing, sheet=1, **filters).quantities] == [count]


def test_attributes_are_told(drawing: Drawing) -> None:
    assert "MARK=M1 × 2; MARK=M2 × 1" in call(drawing, block="DOOR", sheet=1).summary


def test_where_there_is_no_such_block_near_names_are_listed(drawing: Drawing) -> None:
    result = call(drawing, block="LAMP")
    assert not result.quantities
    assert "E-LAMP_1, E-LAMP_10" in result.summary


def test_brackets_in_a_name_are_no_pattern(drawing: Drawing) -> None:
    assert not call(drawing, block="DOO[R]").quantities


def test_a_pdf_has_no_blocks(tmp_path: Path) -> None:
    sample(tmp_path / "s.pdf")
    with pytest.raises(Correctable, match="no DXF"):
        call(Drawing.open(tmp_path / "s.pdf"), block="DOOR")


# The rule


async def ask(drawing: Drawing, question: str) -> Answer:
    provider = provider_named("rules")
    executor = InProcess(drawing, provider)
    memory = InMemorySaver()
    events = stream(question, info_of(drawing), provider, executor=executor, checkpointer=memory, thread_id="t")
    answers = [event.data async for event in events if event.type == "answer"]
    executor.close()
    return Answer.model_validate(answers[0])


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many E-LAMP_1 blocks are there?", 4),
        ("How many times is the block E-LAMP_1 inserted?", 4),
        ("图块 E-LAMP_1 插入了多少个？", 4),
        ("筒灯（E-LAMP_1 图块）有几个？", 4),
        ("名为 E-LAMP_10 的图块的数量", 1),
        ("how many inserts of block DOOR with MARK=M1", 2),
        ("DOOR 图块 MARK 为 M1 的有几个", 2),
        ("LIGHT 图层上图块 E-LAMP_1 的个数是多少", 3),
    ],
)
async def test_a_question_for_a_block_is_answered_with_the_places(drawing: Drawing, question: str, count: int) -> None:
    answer = await ask(drawing, question)
    assert answer.status == "answered"
    (quantity,) = [one for one in answer.quantities if one.id == answer.headline]
    assert quantity.value == count
    assert len(quantity.sources) == count


@pytest.mark.parametrize(
    "question",
    [
        "How many TOILET blocks are there?",
        "图块 马桶 有几个",
        "How many E-LAMP_1 blocks are in the kitchen?",
        "1 轴到 3 轴之间图块 E-LAMP_1 有几个？",
        "How many DOOR blocks with MARK=M9 are there?",
    ],
)
async def test_a_block_that_is_not_there_or_a_part_of_the_sheet_is_refused(drawing: Drawing, question: str) -> None:
    answer = await ask(drawing, question)
    assert answer.status == "refused"
    assert answer.headline is None
