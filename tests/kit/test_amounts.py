"""Quantities and sizes in the cells of schedules, as drawings write them."""

from decimal import Decimal

import pytest

from tools.kit.amounts import amount, amount_columns, sides_in, unit_of_bare, unit_of_head


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("07", 7), ("3 NOS", 3), ("2 NOS.", 2), ("12樘", 12), ("1 No.", 1), ("(4)", 4), ("15 pcs", 15), ("4x4=16", 16), ("1 / 4 / 2", None), ("2+3", None),
        ("", None), ("-", None), ("D2", None), ("2.5", None), ("900x2100", None),
    ],
)  # fmt: skip
def test_amounts(text: str, value: int | None) -> None:
    assert amount(text) == (None if value is None else Decimal(value))


def test_the_column_of_totals_is_the_quantity_of_a_row() -> None:
    assert amount_columns([("编号", "mark"), ("一层", "quantity"), ("二层", "quantity"), ("合计", "quantity")]) == (3,)
    assert amount_columns([("MARK", "mark"), ("GF", "quantity"), ("1F", "quantity")]) == (1, 2)
    assert amount_columns([("MARK", "mark"), ("SIZE", "size")]) == ()


@pytest.mark.parametrize(
    ("text", "parts", "units"),
    [
        ("900x2100", [("900",), ("2100",)], ["mm", "mm"]),
        ("900MM X 2100MM", [("900",), ("2100",)], ["mm", "mm"]),
        ("1,500 × 2,100", [("1,500",), ("2,100",)], ["mm", "mm"]),
        ("0.9x2.1m", [("0.9",), ("2.1",)], ["m", "m"]),
        ("3125+2870X2100", [("3125", "2870"), ("2100",)], ["mm", "mm"]),
        ("10'-0”x10'-0\"", [("10'-0\"",), ("10'-0\"",)], ["ft", "ft"]),
        ('3\'-0" x 7\'-0" x 1 3/4"', [("3'-0\"",), ("7'-0\"",), ('1 3/4"',)], ["ft", "ft", "in"]),
        ("W900 x H2100", [("900",), ("2100",)], ["mm", "mm"]),
    ],
)
def test_sizes(text: str, parts: list[tuple[str, ...]], units: list[str]) -> None:
    sides = sides_in(text)
    assert sides is not None
    assert [side.parts for side in sides] == parts
    assert [side.unit for side in sides] == units


@pytest.mark.parametrize("text", ["3750X2300; 1500", "SEE PLAN", "900", "2x2", "", "900x", "900 x 7'-0\""])
def test_what_is_not_understood_whole_is_no_size(text: str) -> None:
    assert sides_in(text) is None


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("WIDTH (m)", "m"), ("宽度（毫米）", "mm"), ("HEIGHT [CM]", "cm"), ("SIZE (feet)", "ft"), ("THICKNESS (IN.)", "in"), ("WIDTH (in mm)", "mm"), ("WIDTH", ""),
        ("DOOR (M1)", ""), ("洞口尺寸(mm)", "mm"),
    ],
)  # fmt: skip
def test_heads_that_state_a_unit(head: str, unit: str) -> None:
    assert unit_of_head(head) == unit


def test_bare_numbers_are_of_the_unit_of_their_head_or_plainly_millimetres() -> None:
    assert [unit_of_bare(number, "WIDTH") for number in ("900", "1,200", "18", "2.4")] == ["mm", "mm", "", ""]
    assert unit_of_bare("2.4", "WIDTH (m)") == "m"
    sides = sides_in("3.0 x 7.0", "SIZE (ft)")
    assert sides
    assert [side.unit for side in sides] == ["ft", "ft"]
