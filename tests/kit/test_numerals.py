"""Numbers in sentences, one table of what a reader sees."""

from fractions import Fraction

import pytest

from tools.kit.numerals import chinese_number, numerals, words_as_numerals

SEEN = [
    ("There are 14 doors.", [("14", 14, None)]),
    ("a wall of 1,250.5 m²", [("1,250.5 m²", Fraction(2501, 2), "m2")]),
    ("12 sq ft and 3 cubic metres", [("12 sq ft", 12, "ft2"), ("3 cubic metres", 3, "m3")]),
    ("12'-6 1/2\" high", [("12'-6 1/2\"", Fraction(301, 24), "ft")]),
    ("10' 0'' and 6′", [("10' 0''", 10, "ft"), ("6′", 6, "ft")]),
    ('3 1/2" thick', [('3 1/2"', Fraction(7, 2), "in")]),
    ("3/4 of it", [("3/4", Fraction(3, 4), None)]),
    ("scale 1:100", [("1:100", 100, None)]),
    ("D2: 6 of them", [("6", 6, None)]),
    ("比例 1：50", [("1：50", 50, None)]),
    ("issued 2024-05-01", [("2024-05-01", None, None)]),
    ("level -0.450 m", [("-0.450 m", Fraction(-9, 20), "m")]),
    ("between 3-5 m", [("3", 3, "m"), ("5 m", 5, "m")]),
    ("KZ1 is 400x500", [("400", 400, None), ("500", 500, None)]),
    ("板厚120mm", [("120mm", 120, "mm")]),
    ("共有十二根柱", [("十二根", 12, "nos")]),
    ("这是零件图", []),
    ("一百零五平方米", [("一百零五平方米", 105, "m2")]),
    ("共3层", [("3", 3, None)]),
    ("Φ8@200", [("8", 8, None), ("200", 200, None)]),
    ("7850 kg/m3, 10%", [("7850 kg/m3", 7850, "kg/m3"), ("10%", 10, "%")]),
    ("6 in the plan", [("6", 6, None)]),
    (".5 m", [(".5 m", Fraction(1, 2), "m")]),
    ("10 至 12 m", [("10", 10, "m"), ("12 m", 12, "m")]),
    ("400x500 mm", [("400", 400, "mm"), ("500 mm", 500, "mm")]),
    ("6 × 3.3 m", [("6", 6, None), ("3.3 m", Fraction(33, 10), "m")]),
    ("30 percent, 5 per cent", [("30 percent", 30, "%"), ("5 per cent", 5, "%")]),
    ("百分之三十和百分之12.5", [("百分之三十", 30, "%"), ("百分之12.5", Fraction(25, 2), "%")]),
    ("三分之二", [("三分之二", Fraction(2, 3), None)]),
    ('12½ and ¾"', [("12½", Fraction(25, 2), None), ('¾"', Fraction(3, 4), "in")]),
    (
        "5 ft 6 in wide, 5 feet 6 1/2",
        [("5 ft 6 in", Fraction(11, 2), "ft"), ("5 feet", 5, "ft"), ("6 1/2", Fraction(13, 2), None)],
    ),
    ("2383 平方英尺、3 立方码", [("2383 平方英尺", 2383, "ft2"), ("3 立方码", 3, "yd3")]),
    ("1.2万平方米", [("1.2万平方米", 12000, "m2")]),
    ("1\u202f250 m", [("1\u202f250 m", 1250, "m")]),
    ("共三张桌子、两榀屋架", [("三张", 3, "nos"), ("两榀", 2, "nos")]),
    ("两个来源、三张图一致", []),
]


@pytest.mark.parametrize(("text", "expected"), SEEN)
def test_reads_numbers_with_their_units(
    text: str, expected: list[tuple[str, Fraction | int | None, str | None]]
) -> None:
    assert [(n.text, n.value, n.unit) for n in numerals(text)] == expected


@pytest.mark.parametrize("text", ["KZ1", "D2 and FB-26", "sheet 3", "sheets 1 and 2", "2nd floor", "轴1-5", "第2层", "3号楼", "C30",
                                  "Note 4", "page 12", "一个问题", "rev. 2", "M0921", "3D view", "axis 4"])  # fmt: skip
def test_names_are_no_numbers(text: str) -> None:
    assert numerals(text) == []


def test_names_count_where_a_text_is_searched_for_digits() -> None:
    assert [n.value for n in numerals("KZ1 400x500 C30", names=True)] == [1, 400, 500, 30]


def test_offsets_point_at_the_text() -> None:
    text = "wall −2.5 m, door 0.9 m"
    assert [text[n.start : n.end] for n in numerals(text)] == [n.text for n in numerals(text)] == ["−2.5 m", "0.9 m"]


@pytest.mark.parametrize(("text", "step"), [("3", 1), ("3.30", Fraction(1, 100)), ("12'-6\"", Fraction(1, 12)), ("5'", 1),
                                            ('1/4"', Fraction(1, 4))])  # fmt: skip
def test_tells_how_finely_a_number_is_stated(text: str, step: Fraction) -> None:
    assert numerals(text)[0].step == step


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("二十", 20), ("两百三十一", 231), ("三万二千", 32000), ("一二", 12), ("十二半", Fraction(25, 2))],
)
def test_chinese_numbers(text: str, value: Fraction | int) -> None:
    assert chinese_number(text) == value


def test_spelled_numbers() -> None:
    found = words_as_numerals(
        "Six doors, no windows, seventy-two walls, a dozen beams, two hundred tiles, two thirds of it"
    )
    assert [(n.text, n.value) for n in found] == [
        ("Six", 6), ("no", 0), ("seventy-two", 72), ("a dozen", 12), ("two hundred", 200), ("two thirds", Fraction(2, 3)),
    ]  # fmt: skip


def test_a_very_long_text_is_scanned_quickly() -> None:
    assert len(numerals("KZ1 400x400 @ 3.3 m, " * 3000)) == 9000
