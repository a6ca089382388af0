"""Kinds of rooms by the words that are written in them, and by those that ask for them."""

import re
from typing import NamedTuple


class RoomKind(NamedTuple):
    name: str
    asked: re.Pattern[str]
    words: tuple[str, ...]


ROOMS = (
    RoomKind(
        "patient room",
        re.compile(r"patient rooms?|病房", re.I),
        ("PATIENT ROOM", "病房"),
    ),
)  # fmt: skip

OTHER_WORDS = {
    "客厅": "LIVING ROOM", "起居室": "LIVING ROOM", "车库": "GARAGE", "厨房": "KITCHEN", "餐厅": "DINING", "主卧": "MASTER BEDROOM",
    "卧室": "BEDROOM", "浴室": "BATH", "卫生间": "TOILET", "阳台": "BALCONY", "走廊": "CORRIDOR", "门厅": "LOBBY",
    "电梯厅": "ELEVATOR LOBBY", "书房": "STUDY", "储藏室": "STORAGE", "办公室": "OFFICE", "会议室": "MEETING", "楼梯": "STAIR",
}  # fmt: skip
"""What a room is called in the other language: a Chinese question about an English drawing, and the reverse."""


def other_words(name: str) -> str | None:
    """The same room in the other language, where it is known."""
    back = {english: chinese for chinese, english in OTHER_WORDS.items()}
    return OTHER_WORDS.get(name) or back.get(name.upper())


KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(words, re.I), re.compile(names))
    for words, names in (
        (r"\bmaster (?:bed ?rooms?|suite)\b|主卧室?|主人房", r"MASTER (?:BED|BDRM|SUITE)|MAIN BED|主卧|主人房|BILIK UTAMA"),
        (r"(?<!master )\bbed ?rooms?\b|(?<!主)卧室|睡房", r"BED ?RO?O?M|BDRM|CHAMBRE|DORMITORI|BILIK TIDUR|SCHLAFZIMMER|卧"),
        (r"\bkitchens?\b|厨房", r"KITCHEN|CUISINE|DAPUR|COCINA|CUINA|KUCHE|KOKKEN|厨"),
        (r"\bliving(?: ?rooms?)?\b|客厅|起居室", r"LIVING|SALON|SEJOUR|RUANG TAMU|ESTAR|WOHN|客厅|起居"),
        (r"\bdining(?: ?rooms?)?\b|餐厅", r"DINING|RUANG MAKAN|COMEDOR|MENJADOR|餐厅"),
        (r"\bgarages?\b|车库", r"GARAGE|车库"),
        (r"\bpatios?\b|\bterraces?\b|露台", r"PATIO|TERRA[CS]S?E|露台"),
        (r"\bbalcon(?:y|ies)\b|阳台", r"BALCON|阳台"),
        (r"\bporch(?:es)?\b|门廊", r"PORCH|ANJUNG|门廊"),
        (r"\bcorridors?\b|走廊|走道|过道", r"CORRIDOR|PASSAGE|PASSADIS|走廊|走道|过道"),
        (r"\b(?:elevator|lift) lobby\b|电梯厅|电梯前室", r"(?:ELEVATOR|LIFT) LOBBY|电梯"),
        (r"\boffices?\b|办公室", r"OFFICE|BUREAU|BURO|KONTOR|办公"),
        (r"\bstor(?:age|e)(?:s| ?rooms?)?\b|储藏室|储物间|仓库", r"STOR(?:AGE|E)\b|LAGER|STOR\b|储|仓库"),
        (r"\blaundry\b|洗衣[房间]", r"LAUNDRY|UTILITY|BASUH|洗衣"),
        (r"\bstair(?:s|well|wells|case|cases)?\b|楼梯间?", r"STAIR|ESCALA|ESCALIER|TREPPE|楼梯"),
        (r"\btoilets?\b|\bbath ?rooms?\b|\bW\.?C\.?s?\b|卫生间|厕所|洗手间|浴室", r"TOILET|TOIL\b|BATH|\bW\.?C\b|TANDAS|BANY|BAINS|BANO|MANDI|卫生间|厕|浴"),
        (r"\bmeeting rooms?\b|\bconference(?: rooms?)?\b|会议室", r"MEETING|CONFERENCE|会议"),
        (r"\bclosets?\b|衣帽间", r"CLOSET|衣帽"),
    )
)  # fmt: skip
"""What a question calls a kind of room, and what its rooms are called on drawings, in capitals without accents."""


def kinds_in(question: str) -> list[tuple[int, int, re.Pattern[str]]]:
    """Where a question speaks of a kind of room: start, end, and what such rooms are called on drawings."""
    return [(found.start(), found.end(), names) for words, names in KINDS for found in words.finditer(question)]
