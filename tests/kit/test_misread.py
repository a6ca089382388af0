"""Names that OCR read upside down or took for others, and those that it must leave alone."""

import pytest

from tools.kit.misread import Manner, manner_of, meant
from tools.kit.text import TextLine

ENGLISH, FINNISH = Manner(0.0, finnish=False), Manner(0.0, finnish=True)


def line(text: str, angle: float = 0.0) -> TextLine:
    return TextLine(text=text, box=(0, 0, 20, 3), height=3, angle=angle)


@pytest.mark.parametrize(("read", "says"), [("HW", "MH"), ("HA", "VH"), ("Hd", "PH"), ("HO", "OH"), ("40", "OH")])
def test_a_short_name_against_the_way_of_its_sheet_is_turned_over(read: str, says: str) -> None:
    assert meant(read, 180.0, ENGLISH) == says
    assert meant(read, 0.0, ENGLISH) == read


def test_what_stands_at_a_quarter_turn_or_on_a_mixed_sheet_is_left_as_it_is() -> None:
    assert meant("HO", 90.0, ENGLISH) == "HO"
    assert meant("HO", 180.0, Manner(None, finnish=False)) == "HO"


@pytest.mark.parametrize("read", ["W.Q", "W.C", "WG", "OWCI", "W C"])
def test_a_wc_by_letters_that_look_alike(read: str) -> None:
    assert meant(read, 0.0, ENGLISH) == "WC"


@pytest.mark.parametrize(("read", "says"), [("HH", "MH"), ("WH", "MH"), ("vC", "WC")])
def test_short_forms_of_another_language_only_where_the_plan_speaks_it(read: str, says: str) -> None:
    assert meant(read, 0.0, FINNISH) == says
    assert meant(read, 0.0, ENGLISH) == read


@pytest.mark.parametrize(
    ("read", "says"),
    [("BEDROON 2", "BEDROOM 2"), ("8ATHROOM", "BATHROOM"), ("CHANBRE 1", "CHAMBRE 1"), ("BEDROOMS", "BEDROOMS"), ("BALCONY", "BALCONY")],
)  # fmt: skip
def test_a_long_word_with_one_wrong_letter(read: str, says: str) -> None:
    assert meant(read, 0.0, ENGLISH) == says


def test_the_manner_is_that_of_the_longer_texts() -> None:
    lines = [line("KEITTIÖ", 180), line("PARVEKE", 180), line("HW", 0), line("OH", 180), line("16x12", 0)]
    assert manner_of(lines) == Manner(180.0, finnish=True)
    assert manner_of([line("KITCHEN"), line("LIVING ROOM", 90), line("BEDROOM", 90), line("DINING ROOM")]).angle is None
    assert manner_of([]) == Manner(None, finnish=False)
