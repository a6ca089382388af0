"""Quantities as files for spreadsheets: formulas that compute, and text that is never run."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from agent.answer import Answer
from api.formula import formula
from api.models import Review
from api.review import Row, rows_of
from api.spreadsheet import as_csv, as_xlsx, harmless
from tests.kit.test_revision import LEDGER

ANSWER = Answer(
    status="answered",
    language="en",
    text="…",
    headline="q4",
    quantities=tuple(LEDGER),
    provider="openai",
    model="gpt-4o",
)


def rows(*reviews: Review) -> list[Row]:
    return rows_of("r1", "=How much?", 0, ANSWER, reviews)


def cells(data: Sequence[Row]) -> dict[str, Any]:
    """Value cells by quantity id."""
    sheet = load_workbook(io.BytesIO(as_xlsx(data, "Sums: A/B", "en"))).active
    assert sheet is not None
    return {str(line[0].value): line[3] for line in sheet.iter_rows(min_row=2)}


def test_a_computed_value_is_a_formula_over_its_inputs() -> None:
    data = rows()
    places = {row.quantity: f"D{at}" for at, row in enumerate(data, 2)}
    found = cells(data)
    side = f"({places['q2']}*(1/1000))"
    assert found["q4"].value == f"=(({places['q1']}*({side}^2))*{places['q3']})"
    assert found["q5"].value == f"={places['q4']}/(1/1000)"
    assert (found["q1"].value, found["q1"].data_type) == (6, "n")
    assert found["q6"].value == 7  # its expression names what the table does not hold


def test_a_value_of_the_users_own_stands_as_a_number() -> None:
    own = Review(run_id="r1", quantity="q4", value="4", by="ada", at=1)
    assert cells(rows(own))["q4"].value == 4
    assert cells(rows(own))["q5"].value.startswith("=")


def test_struck_and_added_places_change_a_count_and_what_follows() -> None:
    spot = {"sheet": 1, "box": [1, 1, 2, 2]}
    data = {
        row.quantity: row
        for row in rows(Review(run_id="r1", quantity="q1", struck=[spot, spot], added=[spot], by="ada"))
    }
    assert (data["q1"].value, data["q1"].proposed, data["q1"].state, data["q1"].by) == ("5", "6", "corrected", "ada")
    assert Decimal(data["q4"].value) == Decimal("2.64")
    assert (data["q4"].state, data["q4"].by) == ("proposed", "openai · gpt-4o")
    assert data["q6"].stale


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"
    lines = list(csv.reader(io.StringIO(as_csv(rows(Review(run_id="r1", quantity="q1", note=text, by="ada")), "en"))))
    assert not [cell for line in lines for cell in line if cell[:1] in "=+@\t\r" and cell]


def test_a_sheet_holds_no_text_that_is_a_formula() -> None:
    sheet = load_workbook(
        io.BytesIO(as_xlsx(rows(Review(run_id="r1", quantity="q1", note="=1+1", by="=x")), "=T", "zh"))
    ).active
    assert sheet is not None
    formulas = [cell.column for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert set(formulas) == {4}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("q1 + 2 * q2", "(A1+(2*A2))"),
        ("-q1 ** 2", "(-(A1^2))"),
        ("ceil(q1 / 3) + round(q2)", "(ROUNDUP((A1/3),0)+ROUND(A2,0))"),
        ("sum([q1, q2]) * pi", "(SUM(A1,A2)*PI())"),
        ("q1 × q2 ÷ 4", "((A1*A2)/4)"),
        ("q9 + 1", None),
        ("__import__('os')", None),
        ("q1 +", None),
    ],
)
def test_expressions_become_formulas(expression: str, expected: str | None) -> None:
    assert formula(expression, {"q1": "A1", "q2": "A2"}) == expected
