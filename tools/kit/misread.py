"""What a short name is meant to say where OCR read it upside down or took a letter for another that looks like it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tools.kit.text import TextLine

TURNED = str.maketrans("AVMWHINOSXZ01689dpPbquynhmw43LE7", "VAWMHINOSXZOI986PDDQBNHUYWMHE73L")
"""A letter as it reads after half a turn, in capitals and lower case alike where only the case differs."""
SHORT = 4
"""Letters of a name that reads as well upside down; longer ones are read the right way up."""
TELLING = 5
"""Letters from which a text tells which way up its sheet is."""
MOST_ONE_WAY = 0.6
FINNISH = frozenset(
    [
        "OH",
        "MH",
        "KHH",
        "VH",
        "TK",
        "ET",
        "PH",
        "KPH",
        "KH",
        "PKH",
        "KK",
        "AULA",
        "SAUNA",
        "TERASSI",
        "PARVEKE",
        "KUISTI",
        "TEKN",
        "TUPAKEITTIO",
        "KEITTIO",
        "TUPA",
        "VAR",
    ]
)
LEAST_FINNISH = 3
FINNISH_MISREAD = ((re.compile(r"HH|WH|NH|HN|MN|HM|MM"), "MH"), (re.compile(r"W[.,]? ?[CGQ]|VC"), "WC"))
WC_MISREAD = re.compile(r"[O0(\[|]?W[.,]? ?[CGQ][I1|)\].]?")
LONG_WORDS = ("BEDROOM", "BATHROOM", "CHAMBRE", "TOILET", "SCHLAFZIMMER", "DORMITORIO", "ENSUITE")
LONG = 6
"""Letters of a word in which one may be wrong."""


class Manner(NamedTuple):
    """How the texts of a sheet stand and speak: the angle of most of them, None where they differ; whether in Finnish short forms."""

    angle: float | None
    finnish: bool


def manner_of(lines: Sequence[TextLine]) -> Manner:
    """As the longer texts stand, and as the names are written."""
    telling = Counter[int]()
    for line in lines:
        letters = sum(c.isalnum() for c in line.text)
        if letters >= TELLING:
            telling[round(line.angle / 90) * 90 % 360] += letters
    angle, weight = telling.most_common(1)[0] if telling else (0, 0)
    one_way = weight > MOST_ONE_WAY * telling.total()
    names = {re.sub(r"[\W\d]+", "", line.text.upper().replace("Ö", "O")) for line in lines}
    return Manner(float(angle) if one_way else None, len(names & FINNISH) >= LEAST_FINNISH)


def meant(text: str, angle: float, manner: Manner) -> str:
    """The name, in capitals without accents, as it is meant; itself where nothing speaks for a misreading."""
    name = text.strip()
    if manner.angle is not None and abs((angle - manner.angle + 180) % 360 - 180) > 150 and len(name) <= SHORT:
        name = name[::-1].translate(TURNED).upper()
    if WC_MISREAD.fullmatch(name):
        return "WC"
    if manner.finnish:
        name = next((right for wrong, right in FINNISH_MISREAD if wrong.fullmatch(name.upper())), name)
    return " ".join(_respelt(word) for word in name.split(" "))


def _respelt(word: str) -> str:
    """The long word that it differs from in one letter, if there is one."""
    bare = word.strip(".,:;-/()").upper()
    if len(bare) < LONG or any(right in bare for right in LONG_WORDS):
        return word
    return next((right for right in LONG_WORDS if len(right) == len(bare) and _differing(bare, right) == 1), word)


def _differing(one: str, two: str) -> int:
    return sum(a != b for a, b in zip(one, two, strict=True))
