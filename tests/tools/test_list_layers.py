"""list_layers and the rule that asks for it."""

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


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Drawing:
    """Three walls, a lamp on a layer that is off, a symbol on a frozen one; inches are declared and not meant."""
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 1
    space = document.modelspace()
    for n in range(3):
        space.add_line((0, n * 3000), (9000, n * 3000), dxfattribs={"layer": "A-WALL-2"})
    space.add_text("HALL", height=300).set_placement((4000, 1000))
    document.layers.add("E-LAMP").off()
    document.layers.add("OLD 3").freeze()
    space.add_circle((100, 100), 50, dxfattribs={"layer": "E-LAMP"})
    space.add_line((0, 0), (5, 5), dxfattribs={"layer": "OLD 3"})
    path: Path = tmp_path_factory.mktemp("layers") / "plan.dxf"
    document.saveas(path)
    return Drawing.open(path)


def call(drawing: Drawing, **arguments: Any) -> Result:
    return tools.call("list_layers", arguments, {Drawing: drawing, Ledger: Ledger()})


def test_layers_are_listed_with_what_is_seen_on_them(drawing: Drawing) -> None:
    result = call(drawing)
    assert {item.label: item.note for item in result.items} == {"A-WALL-2": "3 LINE", "0": "1 TEXT"}
    assert {held.label: held.reason.en for held in result.withheld} == {"E-LAMP": "off", "OLD 3": "frozen"}
    assert "not believed" in result.summary


def test_a_pattern_chooses_layers(drawing: Drawing) -> None:
    assert [item.label for item in call(drawing, layer="a-*").items] == ["A-WALL-2"]


def test_a_pdf_has_no_layers_of_this_kind(tmp_path: Path) -> None:
    sample(tmp_path / "s.pdf")
    with pytest.raises(Correctable, match="no DXF"):
        call(Drawing.open(tmp_path / "s.pdf"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which layers are there?", ["A-WALL-2", "E-LAMP (off)"]),
        ("图中有哪些图层？", ["A-WALL-2", "OLD 3 (已冻结)"]),
        ("Which layers are off or frozen?", ["E-LAMP (off)", "OLD 3 (frozen)"]),
    ],
)
async def test_questions_for_layers(drawing: Drawing, question: str, said: list[str]) -> None:
    answer = await ask(drawing, question)
    assert answer.status == "answered", answer.text
    assert all(name in answer.text for name in said), answer.text
