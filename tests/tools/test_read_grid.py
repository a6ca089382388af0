"""read_grid and read_dimensions: quantities that can be added up, disagreements withheld."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import tools
from tests.measured import Style, measured
from tests.tools.conftest import Call
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger
from tools.kit.result import Result


def run(path: Path, name: str, **arguments: Any) -> Result:
    return tools.call(name, arguments, {Drawing: Drawing.open(path), Ledger: Ledger()})


def test_bays_come_in_the_order_of_the_question(call: Call) -> None:
    there, back = call("read_grid", start="1", end="3"), call("read_grid", start="3", end="1")
    assert [(q.label, q.value) for q in there.quantities] == [("1 to 2", 6000), ("2 to 3", 3900)]
    assert [q.value for q in back.quantities] == [3900, 6000]
    assert all(q.sources[0].box for q in there.quantities)
    assert [(item.label, item.note) for item in there.items] == [("axis 1", ""), ("axis 3", ""), ("axis 4", "next")]


def test_a_printed_whole_is_told_apart(call: Call) -> None:
    result = call("read_grid", start="A", end="D")
    assert [q.value for q in result.quantities if q.label.startswith("whole")] == [12000]
    assert sum(q.value for q in result.quantities if not q.label.startswith("whole")) == 12000
    assert not result.withheld


def test_without_names_the_rows_are_listed(call: Call) -> None:
    assert {item.label for item in call("read_grid").items} >= {"1 2 3 4 5", "A B C D"}


def test_an_unknown_axis_is_answered_with_those_that_are_there(call: Call) -> None:
    result = call("read_grid", start="A", end="Z")
    assert not result.quantities
    assert "A B C D" in result.summary


def test_feet_and_inches_keep_their_exact_value(tmp_path: Path) -> None:
    measured(tmp_path / "plan.pdf", Style(notation="ft", seed=4))
    result = run(tmp_path / "plan.pdf", "read_grid", start="1", end="5")
    bays = [q for q in result.quantities if not q.label.startswith("whole")]
    whole = next(q for q in result.quantities if q.label.startswith("whole"))
    assert {q.unit for q in bays} == {"ft"}
    assert sum(q.value for q in bays) == pytest.approx(whole.value, abs=Decimal("0.1"))


def test_chains_are_labelled_part_by_part_the_longest_first(call: Call) -> None:
    result = call("read_dimensions", direction="level")
    labels = [(q.label.split(", ", 1)[1], q.value) for q in result.quantities]
    assert labels[0][1] == 21000
    parts = [value for label, value in labels if label.endswith("of 4")]
    assert parts == [6000, 3900, 5100, 6000]
    assert "printed whole 21000" in result.summary


def test_a_box_needs_its_sheet(call: Call) -> None:
    with pytest.raises(tools.Correctable, match="sheet"):
        call("read_dimensions", box=(0, 0, 100, 100))
