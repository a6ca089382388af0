"""Rooms by the tags that plans write in them, in several languages; what is no room stays out."""

from decimal import Decimal

from tests.kit.test_labels import line
from tools.kit.room_tags import loose_areas, room_tags
from tools.kit.text import SheetReading, TextLine


def sheet(*lines: TextLine) -> SheetReading:
    return SheetReading(number=1, name="page 1", width=841, height=594, lines=lines)


def names(*lines: TextLine) -> list[str]:
    return [tag.name for tag in room_tags(sheet(*lines))]


def test_a_stack_of_name_number_and_area_is_one_room() -> None:
    (tag,) = room_tags(sheet(line("CORRIDOR", 100, 100), line("CE-3", 100, 103.5), line("706 SF", 100, 107)))
    assert (tag.name, tag.number) == ("CORRIDOR", "CE-3")
    assert tag.area
    assert (tag.area.value, tag.area.unit) == (Decimal(706), "ft2")


def test_a_mark_that_stands_right_above_a_name_does_not_hide_it() -> None:
    (tag,) = room_tags(sheet(line("CG", 100, 96.5), line("CORRIDOR", 100, 100), line("706 SF", 100, 103.5)))
    assert tag.name == "CORRIDOR"
    assert tag.area


def test_an_area_beside_a_name_belongs_to_the_nearest() -> None:
    tags = room_tags(
        sheet(
            line("Værksted", 100, 100), line("25 m2", 100, 108, 5), line("Lager", 200, 100), line("30 m2", 200, 92, 5)
        )
    )
    assert {tag.name: tag.area.value if tag.area else None for tag in tags} == {"Værksted": 25, "Lager": 30}


def test_unknown_names_count_where_they_are_written_like_the_known_ones() -> None:
    known = [line(name, 100 + 60 * n, 100, 3) for n, name in enumerate(("KITCHEN", "LIVING", "BATH", "HALL"))]
    assert "LIMBO" in names(*known, line("LIMBO", 100, 200, 3))
    assert "LIMBO" not in names(*known, line("LIMBO", 100, 200, 4))


def test_what_is_no_room_stays_out() -> None:
    others = (
        "GROUND FLOOR PLAN",
        "SECTION A-A",
        "SEE DETAIL 5",
        "D1",
        "SWS",
        "W.P.",
        "SCALE 1:100",
        "300x600",
        "首层平面图",
        "NEW WALL",
    )
    assert names(*(line(text, 100, 100 + 20 * n) for n, text in enumerate(others))) == []


def test_rooms_of_several_languages() -> None:
    written = ("RUANG TAMU", "BILIK 2", "卫生间", "设备阳台", "CHAMBRE 1", "Køkken", "MASTER BDRM", "DORMITORI 2")
    assert sorted(names(*(line(text, 100, 100 + 20 * n) for n, text in enumerate(written)))) == sorted(written)


def test_a_list_of_rooms_is_no_room() -> None:
    listed = ("BEDROOM 1", "KITCHEN", "BATHROOM", "Sup. útil total")
    assert not names(*(line(text, 100, 100 + 3.5 * n) for n, text in enumerate(listed)), line("30,15 m2", 100, 114))


def test_areas_without_a_room_are_known_as_such() -> None:
    reading = sheet(line("OFFICE", 100, 100), line("12.5 m2", 100, 103.5), line("40 m2", 400, 300))
    assert [one.text for one in loose_areas(reading)] == ["40 m2"]


def test_a_room_that_exists_already_is_a_room_and_an_existing_wall_is_none() -> None:
    assert names(line("EXISTING LIVING ROOM", 100, 100), line("NEW KITCHEN", 200, 100)) == [
        "EXISTING LIVING ROOM",
        "NEW KITCHEN",
    ]
    assert (
        names(line("EXISTING WALL", 100, 100), line("EXISTING BATHROOM WALL", 200, 100), line("NEW PIPE", 300, 100))
        == []
    )
