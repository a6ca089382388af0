"""The length that a label states: its one figure, where its unit is written or where nothing but a length can be meant."""

import re
from typing import NamedTuple

UNITS = {"mm": "mm", "cm": "cm", "m": "m", "毫米": "mm", "厘米": "cm", "米": "m", '"': "in", "″": "in", "”": "in", "'": "ft", "′": "ft", "’": "ft"}  # fmt: skip
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
WRITTEN = re.compile(rf"\s?(?P<unit>{'|'.join(UNITS)})(?![A-Za-z0-9·-]|\s*[/^²³])", re.I)
BARE = re.compile(
    r"\s*(?:$|[)）\]】,，;；。]|\.(?!\d)|(?:THK|THICK|HIGH|HT|HEIGHT|WIDE|WIDTH|DEEP|DEPTH|LONG|LG|LENGTH|DIA|C\s?/\s?C|O\s?/\s?C|CTRS|CENT(?:ER|RE)S|MIN\.|MAX\.|CLEAR|CLR|ABOVE|BELOW|AFL|AFFL|AFF|FROM)\b"
    r"|[厚高宽深长])",
    re.I,
)
"""What may stand behind the millimetres of a drawing that prints no unit: nothing, or the word for the measure."""
OF_OTHERS = re.compile(r"[A-Za-zΦφØ#±+/:：×*%.-]$|\bf['’]?[A-Za-z]{1,2}['’]?\s?[=≥≤]\s?$")
"""Before a figure that is a grade, a level, a scale or a part of another one: C30, +180, 1:100, fc = 280."""
NO_LENGTH = re.compile(
    r"\b(?:slopes?|pitch|strengths?|capacit\w+|ratings?|grades?|class(?:es)?|levels?|elevations?|loads?|pressures?|bearing|SBC|weights?|densit\w+|numbers?)\b"
    r"|坡度|强度|容量|承载力|等级|荷载|[风活]载|压力|标高|重量|密度|烈度|比例",
    re.I,
)
"""Measures that a question may ask for and that are no lengths."""


class Length(NamedTuple):
    """A figure as it is written, and its unit."""

    value: str
    unit: str


def length_in(question: str, text: str) -> Length | None:
    """The length that the text states where the question asks for one; None where its figure may be anything else."""
    numbers = list(NUMBER.finditer(text))
    if len(numbers) != 1 or NO_LENGTH.search(question):
        return None
    before, after, value = text[: numbers[0].start()], text[numbers[0].end() :], numbers[0][0].replace(",", "")
    written = WRITTEN.match(after)
    if OF_OTHERS.search(before):
        return None
    if written:
        return Length(value, UNITS[written["unit"].lower()])
    return Length(value, "mm") if re.fullmatch(r"[1-9]\d{1,4}", value) and BARE.match(after) else None
