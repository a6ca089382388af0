"""Corrections of the user stand where the same figure is found again."""

from decimal import Decimal

from tools.kit.corrected import with_corrections
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Result

PLACE = Evidence(sheet=8, box=(10, 10, 20, 12), method="schedule", text="3 NOS")
FOUND = Quantity(value=Decimal(3), unit="nos", label="D2 in table 8", sources=(PLACE,))
GIVEN = Quantity(
    value=Decimal(5), unit="nos", label="D2 in table 8", kind="given", replaces="q1",
    sources=(Evidence(method="user", text="D2 in table 8 = 5"),),
)  # fmt: skip
TWICE = Quantity(
    value=Decimal(6), unit="nos", label="leaves", kind="computed", expression="#1 * 2", inputs=("#1",)
)  # fmt: skip


def ledger_with(*quantities: Quantity) -> Ledger:
    ledger = Ledger()
    ledger.enter(Result(summary="", quantities=quantities))
    return ledger


def test_a_figure_found_again_is_as_the_user_corrected_it() -> None:
    ledger = ledger_with(FOUND, GIVEN)
    again = ledger.enter(with_corrections(Result(summary="1 row.", quantities=(FOUND, TWICE)), ledger))
    assert [(q.id, q.value, q.kind) for q in again.quantities] == [("q3", 5, "given"), ("q4", 10, "computed")]
    assert again.quantities[1].inputs == ("q3",)
    assert ledger.latest("q1").value == 5
    assert "5 nos as you corrected it, where the drawing gives 3 nos" in again.warnings[0].en
    assert again.warnings[0].en in again.summary
    assert "5 nos" in again.warnings[0].zh


def test_what_was_not_corrected_is_left_as_it_is() -> None:
    result = Result(summary="1 row.", quantities=(FOUND,))
    assert with_corrections(result, ledger_with(FOUND)) is result
    assert with_corrections(result, Ledger()) is result


def test_another_figure_of_the_same_name_is_not_touched() -> None:
    elsewhere = PLACE.model_copy(update={"box": (90, 10, 99, 12)})
    result = Result(summary="", quantities=(FOUND.model_copy(update={"sources": (elsewhere,)}),))
    assert with_corrections(result, ledger_with(FOUND, GIVEN)) is result
    other = Result(summary="", quantities=(FOUND.model_copy(update={"value": Decimal(4)}),))
    assert with_corrections(other, ledger_with(FOUND, GIVEN)) is other
