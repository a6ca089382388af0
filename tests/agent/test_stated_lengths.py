"""A figure is told as a length where its unit is written as one, or where nothing but a length can be meant."""

import pytest

from agent.rules.stated_lengths import length_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("550 HIGH PARAPET WALL", ("550", "mm")), ("PARAPET 1,200 HIGH", ("1200", "mm")), ("150 THK.", ("150", "mm")), ("垫层厚度100", ("100", "mm")),
        ("女儿墙高 900mm", ("900", "mm")), ("CLEAR COVER = 40 mm.", ("40", "mm")), ("RAFTERS @ 16\" O/C", ("16", "in")), ("HEIGHT 2.4 m", ("2.4", "m")),
        ("100厚C级垫层", ("100", "mm")), ("FENCE 6' HIGH", ("6", "ft")), ("净高 3 米", ("3", "m")), ("SILL (900)", ("900", "mm")),
    ],
)  # fmt: skip
def test_lengths(text: str, expected: tuple[str, str]) -> None:
    assert length_in("How high, thick or far is it?", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SAFE BEARING CAPACITY 180 kPa", "180 kN/m2", "180 KN/M²", "20 MPa", "25 N/mm2", "25 N/mm²", "280 kg/cm2", "150 m2", "30 m³/h", "100 km/h", "3000 PSI", "125 PSF",
        "60 MIN FIRE RATED", "45 DEG", "45°", "10 %", "40d", "40 X BAR DIAMETER", "35La", "50 m/s", "220 V", "100 W", "16 A", "500 kVA", "50 Hz", "75 dB", "12 t/m", "500 L TANK",
        "C30", "HRB400", "M20", "fc = 280", "f'c=280", "+180", "1:100", "Φ12", "#4", "3 NOS", "12 级", "二级 8 度", "180 吨", "180 千帕", "3.60", "2 COATS", "4 BARS",
        "150 kgs", "180kPa", "180 ksi", "200 mm²", "200 mm2", "200 mm/s", "12 m. per hour and 3",
    ],
)  # fmt: skip
def test_other_units_are_no_lengths(text: str) -> None:
    found = length_in("How thick is it?", text)
    assert found is None


@pytest.mark.parametrize(
    "question",
    ["What is the bearing capacity?", "What is the slope?", "地基承载力多大？", "混凝土强度是多少？", "标高多少"],
)
def test_a_question_for_another_measure_gets_no_length(question: str) -> None:
    assert length_in(question, "SOIL 180") is None
    assert length_in(question, "180 mm") is None
