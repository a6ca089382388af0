"""The words that are written in the rooms that a question counts: PATIENT ROOM, 办公室."""

import re

from agent.rules.asked import Asked
from agent.rules.floors import NAMED
from agent.rules.labelled import phrase_of, singular
from agent.rules.symbols import COUNTED
from tools.kit.rooms import OTHER_WORDS, ROOMS

ROOM_EN = re.compile(r"\brooms?$", re.I)
ROOM_ZH = re.compile(r"(?:多少|几)[个间]?(?P<what>[\u3400-\u9fff]*?)(?:房间|间房)")
IDLE = re.compile(
    r"^(?:the|all|total|any|of|a|an|in|on|at|different|separate|individual|named|labell?ed|numbered|single|floor|level|storey|story)$", re.I
)  # fmt: skip
IDLE_ZH = re.compile(r"有名称的?|写有名称的|有名字的|命名的?|不同的?|独立的?|标注的?|的")


def words_of_rooms(asked: Asked) -> list[str] | None:
    """What is written in the rooms that are meant; None where rooms are meant of whatever name or none at all."""
    kind = next((kind for kind in ROOMS if kind.asked.search(asked.text)), None)
    if kind:
        return list(kind.words)
    sort = _sort_of_room(asked)
    if sort:
        return [sort]
    known = [
        (zh, en) for zh, en in OTHER_WORDS.items() if zh in asked.text or re.search(rf"\b{en}S?\b", asked.text, re.I)
    ]
    if known:
        return [*max(known, key=lambda pair: len(pair[1]))]
    phrase = phrase_of(asked.about(NAMED.sub(" ", asked.text)))
    return [phrase] if phrase and len(phrase) > 1 and not re.fullmatch(r"ROOM|房间", phrase) else None


def _sort_of_room(asked: Asked) -> str | None:
    """The rooms with the word that stands before "rooms": TREATMENT ROOM, 治疗; None where there is no such word."""
    text = NAMED.sub(" ", asked.text)
    found = ROOM_ZH.search(text) if asked.language == "zh" else COUNTED.search(text)
    if found is None:
        return None
    if asked.language == "zh":
        return IDLE_ZH.sub("", found["what"]) or None
    words = [word for word in found["what"].split() if not IDLE.match(word)]
    return singular(" ".join(words)) if len(words) > 1 and ROOM_EN.search(words[-1]) else None
