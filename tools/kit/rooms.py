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
