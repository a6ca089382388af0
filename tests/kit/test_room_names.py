"""Which written names are bedrooms and bathrooms, and which only look like them."""

import pytest

from tools.kit.labels import Label
from tools.kit.room_names import names_any, names_of
from tools.kit.text import TextLine


def label(*texts: str) -> Label:
    return Label(
        lines=tuple(TextLine(text=text, box=(0, 4.0 * i, 20, 4.0 * i + 3), height=3) for i, text in enumerate(texts))
    )


@pytest.mark.parametrize(
    "text",
    ["BEDROOM", "Bedroom 2", "BED RM.", "Bed 1", "BR-3", "M. BED", "MASTER BEDROOM", "Master Bed", "CHAMBRE2", "Chambre 1", "CH. 3",
     "Schlafzimmer", "Zimmer 2", "Dormitorio", "QUARTO", "MH", "MH 13.9 m2", "Soveværelse", "卧室", "主卧", "次卧2", "SUITE #4",
     "Children's room", "BEDROOM/OFFICE", "Habitación 2", "BEDROOM SUITE", "BILIK TIDUR 1"],
)  # fmt: skip
def test_a_bedroom_by_its_name(text: str) -> None:
    found = names_of("bedroom", [label(text)])
    assert [line.text for line in found.rooms] == [text]


@pytest.mark.parametrize(
    "text",
    ["BEDROOM CLOSET", "3 BEDROOM HOUSE PLAN", "(& GUEST ROOM)", "BEDROOM WINDOW", "TWO BEDROOM UNIT", "EMBEDDED", "CH", "主卧阳台"],
)  # fmt: skip
def test_what_only_looks_like_a_bedroom(text: str) -> None:
    assert names_of("bedroom", [label(text)]).rooms == ()


def test_a_name_that_goes_on_with_closet_is_no_bedroom_and_is_told() -> None:
    found = names_of("bedroom", [label("BEDROOM", "CLOSET"), label("BEDROOM", "12'-6\" x 10'")])
    assert len(found.rooms) == 1
    assert len(found.others) == 1


@pytest.mark.parametrize(
    "text",
    ["BATH", "Bath 2", "M. BATH", "WC", "W.C.", "wC", "ENS", "POWDER RM", "TOILET", "BAINS", "Salle d'eau", "D. + WC", "KPH", "卫生间", "主卫",
     "Baño", "BADKAMER", "TANDAS", "LAV."],
)  # fmt: skip
def test_a_bathroom_by_its_name(text: str) -> None:
    assert len(names_of("bathroom", [label(text)]).rooms) == 1


@pytest.mark.parametrize("text", ["1500 BATH", "BATH TUB", "KHH", "BATHROOM FAN", "3 BATHROOMS", "WC WINDOW"])
def test_what_only_looks_like_a_bathroom(text: str) -> None:
    assert names_of("bathroom", [label(text)]).rooms == ()


def test_rooms_of_any_kind_tell_that_the_plan_names_its_rooms() -> None:
    assert names_any([line for text in ("KITCHEN", "Séjour", "客厅", "12'-6\"") for line in label(text).lines]) == 3


def test_a_name_in_small_letters_beside_a_named_bathroom_is_a_fitting() -> None:
    small = Label(lines=(TextLine(text="LAV.", box=(0, 30, 4, 31), height=1.4),))
    found = names_of("bathroom", [label("BATH"), small])
    assert [line.text for line in found.rooms] == ["BATH"]
    assert [line.text for line in found.others] == ["LAV."]


def test_misread_names_count_only_where_ocr_read_them_and_are_told() -> None:
    names = [("KEITTIÖ", 180.0), ("PARVEKE", 180.0), ("OH", 180.0), ("HW", 0.0), ("MH", 180.0)]
    for method, count, mended in (("ocr", 2, ["HW"]), ("text", 1, [])):
        labels = [
            Label(lines=(TextLine(text=text, box=(0, 9.0 * i, 20, 9.0 * i + 3), height=3, angle=angle, method=method),))
            for i, (text, angle) in enumerate(names)
        ]
        found = names_of("bedroom", labels)
        assert (len(found.rooms), [line.text for line in found.mended]) == (count, mended)


@pytest.mark.parametrize(("toilets", "counted"), [(("WC",), 2), (("WC", "WC"), 2), ((), 1)])
def test_finnish_wash_rooms_count_unless_the_toilets_are_named_apart(toilets: tuple[str, ...], counted: int) -> None:
    names = [label(text) for text in ("OH", "MH", "TK", "SAUNA", "PH", *toilets)]
    assert len(names_of("bathroom", names).rooms) == counted


def test_a_manhole_is_no_bedroom_where_bedrooms_are_written_out() -> None:
    found = names_of("bedroom", [label("BILIK 2"), label("MH1"), label("M.H.")])
    assert ([line.text for line in found.rooms], len(found.others)) == (["BILIK 2"], 2)
    assert len(names_of("bedroom", [label("MH 1"), label("MH 2")]).rooms) == 2
