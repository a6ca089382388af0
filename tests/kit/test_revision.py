"""Figures follow when what they rest on is corrected."""

from decimal import Decimal

import pytest

from tools.kit.evidence import Evidence
from tools.kit.quantity import Quantity
from tools.kit.revision import revised, stale

SEEN = (Evidence(sheet=1, box=(1, 1, 2, 2), method="text", text="KZ1"),)
LEDGER = [
    Quantity(id="q1", value=Decimal(6), unit="nos", label="KZ1", sources=SEEN),
    Quantity(id="q2", value=Decimal(400), unit="mm", label="side", kind="given", sources=(Evidence(method="user"),)),
    Quantity(id="q3", value=Decimal("3.3"), unit="m", label="height", kind="assumed", sources=(Evidence(method="assumption"),)),
    Quantity(id="q4", value=Decimal("3.168"), unit="m3", label="concrete", kind="computed",
             expression="q1 * q2**2 * q3", inputs=("q1", "q2", "q3")),
    Quantity(id="q5", value=Decimal("3168"), unit="L", label="in litres", kind="computed", expression="q4", inputs=("q4",)),
    Quantity(id="q6", value=Decimal(7), unit="nos", label="odd", kind="computed", expression="q1 + why", inputs=("q1",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("corrected", "expected"),
    [
        ({}, {"q1": "6", "q4": "3.168", "q5": "3168", "q6": "7"}),
        ({"q1": "5"}, {"q1": "5", "q4": "2.64", "q5": "2640", "q6": "7"}),
        ({"q2": "500", "q3": "3"}, {"q4": "4.5", "q5": "4500"}),
        ({"q4": "1"}, {"q1": "6", "q4": "1", "q5": "1000"}),
    ],
)
def test_what_was_computed_follows_in_its_own_unit(corrected: dict[str, str], expected: dict[str, str]) -> None:
    values = revised(LEDGER, {name: Decimal(value) for name, value in corrected.items()})
    assert {name: values[name] for name in expected} == {name: Decimal(value) for name, value in expected.items()}


def test_what_cannot_follow_is_named() -> None:
    changes = {"q1": Decimal(5)}
    assert stale(LEDGER, revised(LEDGER, changes), changes) == {"q6"}
    assert stale(LEDGER, revised(LEDGER, {}), {}) == set()
