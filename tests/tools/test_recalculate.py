"""recalculate: corrections win, and what depends on them follows."""

from decimal import Decimal
from typing import Any

import pytest

import tools.calculate
import tools.recalculate
from tools import tool_of
from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Result

TOOL, CALCULATE = tool_of(tools.recalculate), tool_of(tools.calculate)
PLACE = Evidence(sheet=1, box=(10, 10, 20, 12), method="text", text="3.3 m")


@pytest.fixture
def ledger() -> Ledger:
    """q1 = 6 columns, q2 = 3.3 m, q3 = q1 * q2 = 19.8 m, q4 = q3 * 2 = 39.6 m, q5 = 5 nos apart, q6 rests on q2 without a formula."""
    ledger = Ledger()
    found = (
        Quantity(value=Decimal(6), unit="nos", label="columns", sources=(PLACE,)),
        Quantity(value=Decimal("3.3"), unit="m", label="storey height", sources=(PLACE,)),
        Quantity(value=Decimal("19.8"), unit="m", label="column length", kind="computed", expression="q1 * q2", inputs=("q1", "q2")),
        Quantity(value=Decimal("39.6"), unit="m", label="twice", kind="computed", expression="q3 * 2", inputs=("q3",)),
        Quantity(value=Decimal(5), unit="nos", label="doors", sources=(PLACE,)),
        Quantity(value=Decimal(9), unit="m", label="odd", kind="computed", expression="measured along q2", inputs=("q2",)),
    )  # fmt: skip
    ledger.enter(Result(summary="", quantities=found))
    return ledger


def changed(ledger: Ledger, *changes: dict[str, Any]) -> Result:
    return ledger.enter(TOOL.call({"changes": list(changes)}, {Ledger: ledger}))


def test_a_correction_wins_and_what_depends_on_it_follows(ledger: Ledger) -> None:
    result = changed(ledger, {"id": "q2", "value": "3.6", "unit": "m"})
    height, length, twice = result.quantities
    assert (height.kind, height.replaces, height.label) == ("given", "q2", "storey height")
    assert (length.value, length.expression, length.inputs) == (Decimal("21.6"), f"q1 * {height.id}", ("q1", height.id))
    assert (twice.value, twice.replaces, twice.inputs) == (Decimal("43.2"), "q4", (length.id,))
    assert {e.method for e in ledger.evidence(twice.id)} == {"text", "user"}
    assert [held.label for held in result.withheld] == ["odd (q6)"]
    assert ledger.latest("q3") == length


def test_a_second_correction_goes_on_from_the_first(ledger: Ledger) -> None:
    changed(ledger, {"id": "q2", "value": "3.6", "unit": "m"})
    again = changed(ledger, {"id": "q2", "value": "3900", "unit": "mm"})
    assert [q.shown() for q in again.quantities] == ["3900 mm", "23.4 m", "46.8 m"]
    assert ledger.latest("q4") == again.quantities[-1]


def test_another_figure_of_the_ledger_takes_its_place(ledger: Ledger) -> None:
    result = changed(ledger, {"id": "q1", "by": "q5"})
    assert [q.shown() for q in result.quantities] == ["16.5 m", "33 m"]
    assert result.quantities[0].expression == "q5 * q2"


def test_two_corrections_at_once_make_one_result(ledger: Ledger) -> None:
    result = changed(ledger, {"id": "q1", "value": 7}, {"id": "q2", "value": "10'"})
    assert [q.label for q in result.quantities] == ["columns", "storey height", "column length", "twice"]
    assert result.quantities[2].shown() == "21.336 m"


def test_a_bare_number_is_in_the_old_unit(ledger: Ledger) -> None:
    assert changed(ledger, {"id": "q2", "value": "3.6"}).quantities[0].shown() == "3.6 m"


def test_a_figure_that_nothing_rests_on_is_corrected_alone(ledger: Ledger) -> None:
    result = changed(ledger, {"id": "q5", "value": "4"})
    assert len(result.quantities) == 1
    assert "nothing was calculated from it" in result.summary


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], "Say which figure"),
        ([{"id": "q2"}], "give the new"),
        ([{"id": "q2", "value": "3600"}], "Give the unit"),
        ([{"id": "q2", "value": "3.6 kg"}], "cannot take its place"),
        ([{"id": "q2", "by": "q5"}], "cannot take its place"),
        ([{"id": "q99", "value": "1"}], "no quantity 'q99'"),
        ([{"id": "q2", "value": "high"}], "no number"),
        ([{"id": "two", "value": "1"}], "schema"),
    ],
)  # fmt: skip
def test_says_what_to_mend(ledger: Ledger, changes: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(Correctable, match=said):
        changed(ledger, *changes)
