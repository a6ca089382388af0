"""Marks are matched whole, families by their digits, and told apart from mentions."""

import pytest

from tools.kit.errors import Correctable
from tools.kit.marks import Occurrence, marks_in, natural, occurrences, pattern_of


@pytest.mark.parametrize(
    ("wanted", "text", "alone"),
    [
        ("D2", "D2", [True]),
        ("D2", "d2", [True]),
        ("D2", "D20", []),
        ("D2", "AD2", []),
        ("D2", "D2a", []),
        ("D2", "D2-1", []),
        ("TP.O", "TP.O+", []),
        ("TP.O+", "TP.O+", [True]),
        ("KL1", "KL1′", []),
        ("D1", "D1+D2", [True]),
        ("K-JKZ1", "K-JKZ1a", []),
        ("K-JKZ1a", "K-JKZ1a", [True]),
        ("FB16", "PB16 (230X450)", []),
        ("FB26", "FB26 (300X450)", [True]),
        ("FB30", "FB30(230x375)", [True]),
        ("KL1", "KL1(3) 250x500", [True]),
        ("KZ1", "KZ1 500×500", [True]),
        ("D2", "D1, D2", [True]),
        ("D2", "D2/D3", [True]),
        ("D2", "see D2 on sheet 4", [False]),
        ("CE-3", "CORRIDOR CE-3", [False]),
        ("FB*", "FB1", [True]),
        ("FB*", "FB", []),
        ("FB*", "FBX1", []),
        ("D*", "D052", [True]),
        ("3040SH", "3040SH", [True]),
        ("KZ1", "KZ1 KZ1", [True, True]),
        ("FB1", "FB1 (300X450) FB2 (300X450)", [True]),
        ("K-JKZ1a", "K-JKZ1a (300X600) K-JKZ1a (300X600)", [True, True]),
        ("D2", "D2 900x2100 8", [False]),
    ],
)
def test_occurrences(wanted: str, text: str, alone: list[bool]) -> None:
    assert [found.alone for found in occurrences(pattern_of(wanted), text)] == alone


def test_an_occurrence_names_the_mark_that_stands_there() -> None:
    assert occurrences(pattern_of("FB*"), "FB26 (300X450)") == [Occurrence(mark="FB26", alone=True)]


@pytest.mark.parametrize("wanted", ["", "*", "--", "**"])
def test_a_pattern_needs_a_letter_or_digit(wanted: str) -> None:
    with pytest.raises(Correctable, match="is no mark"):
        pattern_of(wanted)


def test_marks_of_a_text_and_their_order() -> None:
    assert marks_in("KL1(3) 250x500 see KZ10, D2") == ["KL1", "KZ10", "D2"]
    assert sorted(["D10", "D2", "C1"], key=natural) == ["C1", "D2", "D10"]
    assert natural("LOBBY") == ("LOBBY", 0, "")
