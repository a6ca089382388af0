"""look_up: what comes from a standard comes with its edition, or not at all."""

from decimal import Decimal

import pytest

import tools.look_up
from tools import tool_of
from tools.kit import reference
from tools.kit.errors import Correctable
from tools.kit.ledger import Ledger
from tools.kit.quantity import unit_named

TOOL = tool_of(tools.look_up)


@pytest.mark.parametrize(
    ("topic", "name", "value", "unit"),
    [
        ("rebar", "25", "3.85", "kg/m"), ("rebar", "Φ22", "2.98", "kg/m"), ("rebar", "D8", "0.395", "kg/m"),
        ("rebar", "HRB400 20", "2.47", "kg/m"), ("rebar", "#5", "1.552", "kg/m"),
        ("density", "steel", "7850", "kg/m3"), ("density", "钢筋混凝土", "2500", "kg/m3"), ("density", "Concrete", "2400", "kg/m3"),
        ("deduction", "墙面抹灰", "0.3", "m2"), ("deduction", "painting", "0.5", "m2"),
    ],
)  # fmt: skip
def test_a_figure_comes_with_its_standard(topic: str, name: str, value: str, unit: str) -> None:
    result = TOOL.call({"topic": topic, "name": name}, {})
    first = result.quantities[0]
    assert (first.value, first.unit, first.kind) == (Decimal(value), unit, "assumed")
    assert first.sources[0].method == "assumption"
    assert any(standard in first.sources[0].text for standard in ("GB", "EN", "ASTM", "IS 1200", "NRM2"))


def test_standards_that_differ_are_all_told() -> None:
    result = TOOL.call({"topic": "deduction", "name": "wall"}, {})
    assert {str(quantity.value) for quantity in result.quantities} == {"0.3", "0.5", "0.1"}
    assert "differ" in result.summary
    assert "not verified" in result.items[0].evidence.text


@pytest.mark.parametrize("name", ["矩形柱", "rectangular column", "010502001"])
def test_an_item_code(name: str) -> None:
    item = Ledger().enter(TOOL.call({"topic": "item_code", "name": name}, {})).items[0]
    assert item.label == "010502001 矩形柱"
    assert "GB 50854-2013" in item.evidence.text
    assert "not verified" in item.evidence.text


@pytest.mark.parametrize(
    ("topic", "name"), [("rebar", "23"), ("rebar", "big"), ("density", "unobtainium"), ("item_code", "zzz")]
)
def test_what_the_table_does_not_have_is_not_guessed(topic: str, name: str) -> None:
    with pytest.raises(Correctable, match="It has: "):
        TOOL.call({"topic": topic, "name": name}, {})


def test_bar_masses_follow_the_density_of_steel() -> None:
    for entry in reference.entries():
        if entry.topic == "rebar" and entry.checked:
            size = Decimal(entry.names[0].removeprefix("bar "))
            assert abs(Decimal(entry.value) / (Decimal("0.0061654") * size**2) - 1) < Decimal("0.005")


def test_every_entry_has_a_unit_that_exists_and_an_edition() -> None:
    for entry in reference.entries():
        unit_named(entry.unit)
        assert entry.edition
        assert entry.names
