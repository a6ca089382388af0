"""Numbered notes are read whole, whether the number stands in the line or apart."""

import pytest

from tests.kit.test_labels import line
from tests.kit.test_titleblock import on_its_side, sheet
from tools.kit.notes import notes_of


def test_numbers_in_the_line_with_lines_that_go_on() -> None:
    notes = notes_of(
        sheet(
            line("GENERAL NOTES", 700, 90, 4),
            line("1. ALL DIMENSIONS IN MM.", 700, 100),
            line("2. CONCRETE GRADE C30", 700, 105),
            line("UNLESS NOTED OTHERWISE.", 704, 109),
            line("3. COVER 25.", 700, 114),
            line("PLAN", 700, 180, 6),
        )
    )
    assert [(note.number, note.text) for note in notes] == [
        (1, "ALL DIMENSIONS IN MM."), (2, "CONCRETE GRADE C30 UNLESS NOTED OTHERWISE."), (3, "COVER 25."),
    ]  # fmt: skip
    assert {note.heading for note in notes} == {"GENERAL NOTES"}


def test_numbers_that_stand_apart_from_their_text() -> None:
    notes = notes_of(
        sheet(
            line("1.", 897, 100),
            line("PAINT ALL SURFACES", 909, 100),
            line("TO MATCH.", 909, 104),
            line("2.", 897, 109),
            line("SEE PLANS.", 909, 109),
            line("3.", 897, 114),
            line("SEALANT.", 909, 114),
        )
    )
    assert [note.text for note in notes] == ["PAINT ALL SURFACES TO MATCH.", "SEE PLANS.", "SEALANT."]


def test_chinese_notes() -> None:
    notes = notes_of(
        sheet(
            line("说明", 700, 90),
            line("1、混凝土C30。", 700, 100),
            line("2、板厚120。", 700, 105),
            line("3、层高3.3m。", 700, 110),
        )
    )
    assert [(note.number, note.text) for note in notes] == [(1, "混凝土C30。"), (2, "板厚120。"), (3, "层高3.3m。")]


def test_axes_and_keynotes_are_no_notes() -> None:
    assert notes_of(sheet(line("1.", 100, 100), line("5.", 100, 110), line("3.", 100, 120))) == []
    assert notes_of(sheet(line("1. ONLY", 100, 100), line("2. TWO", 100, 110))) == []


def test_two_columns_count_for_themselves() -> None:
    left = [line(f"{n}. LEFT", 100, 100 + 5 * n) for n in (1, 2, 3)]
    right = [line(f"{n}. RIGHT", 300, 100 + 5 * n) for n in (1, 2, 3)]
    assert [note.text for note in notes_of(sheet(*left, *right))] == ["LEFT"] * 3 + ["RIGHT"] * 3


def test_notes_do_not_take_in_what_stands_far_behind_or_the_title_block_below() -> None:
    notes = notes_of(
        sheet(
            line("1. CONCRETE M20 FOR ALL WORKS AND EVERYTHING ELSE", 600, 100),
            line("RESIDENTIAL BUILDING", 640, 103),
            line("2. STEEL Fe 500.", 600, 109),
            line("3. COVER 25.", 600, 118),
            line("Drawn by :- AB", 600, 122),
        )
    )
    assert [note.text for note in notes] == [
        "CONCRETE M20 FOR ALL WORKS AND EVERYTHING ELSE",
        "STEEL Fe 500.",
        "COVER 25.",
    ]


def test_notes_of_a_sheet_that_lies_on_its_side() -> None:
    upright = sheet(
        line("1. CONCRETE M20.", 600, 100), line("2. STEEL Fe 500.", 600, 109), line("3. COVER 25.", 600, 118)
    )
    lying = on_its_side(upright, 270)
    notes = notes_of(lying)
    assert [note.text for note in notes] == ["CONCRETE M20.", "STEEL Fe 500.", "COVER 25."]
    assert notes[0].box == pytest.approx(lying.lines[0].box)
