"""Rules for lists under a note: CLEAR COVER TO THE REINFORCEMENT: with SLAB : 20 mm and BEAM : 25 mm under it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.said import PROPERTY, SURE, Term, length_told, terms_of
from tools.kit.evidence import Box
from tools.kit.geometry import overlap
from tools.kit.result import Item

VALUE = r"[^:：=\d;；,，]{0,16}[:：=-]?\s*(?P<value>\d+(?:\.\d+)?\s*(?:mm|cm|毫米|[\"″”](?!\s*\d)))(?![A-Za-z0-9²³/])"
REACH = 12.0
"""Text heights that an entry of a list may stand under its heading."""
ENDS = re.compile(r"[:：]\s*$")


class Entry(NamedTuple):
    """An entry of a list with the heading over it, and what it says of the thing."""

    item: Item
    heading: Item
    text: str


def listed_under(asked: Asked) -> Reply | None:
    """The one entry for the thing in question in the list under a note that names the property."""
    if (
        not asked.has(PROPERTY)
        or asked.has(r"\bhow many\b", r"多少[个根道]", r"面积|体积|\bareas?\b|\bvolumes?\b")
        or asked.marks
    ):
        return None
    terms = [term for term in terms_of(asked.text) if not re.search(PROPERTY, term.word, re.I)]
    entries = list(_entries(asked, terms)) if terms else []
    said = {re.sub(r"\W+", "", entry.text.upper()) for entry in entries}
    return _told(asked, entries[0]) if len(said) == 1 else None


def _entries(asked: Asked, terms: Sequence[Term]) -> Iterator[Entry]:
    """The entries for the one term that the heading over them does not say itself."""
    for heading in _found(asked, PROPERTY):
        things = [term for term in terms if not re.search(term.pattern, heading.evidence.text, re.I)]
        if len(things) != 1 or not ENDS.search(heading.evidence.text):
            continue
        pattern = re.compile(rf"(?<![^\s,，;；:：/]){things[0].pattern}[A-Za-z]*{VALUE}", re.I)
        for item in _found(asked, things[0].pattern):
            if _under(heading.evidence.box, item.evidence.box):
                yield from (Entry(item, heading, match[0]) for match in pattern.finditer(item.evidence.text))


def _found(asked: Asked, pattern: str) -> Sequence[Item]:
    return asked.need("find_text", pattern=pattern, regex=True, sheet=asked.sheet).items


def _under(heading: Box | None, entry: Box | None) -> bool:
    """Whether an entry stands right beside the heading, in whichever direction the page lies."""
    if heading is None or entry is None:
        return False
    height = min(heading[2] - heading[0], heading[3] - heading[1])
    across = overlap(heading[0], heading[2], entry[0], entry[2])
    along = overlap(heading[1], heading[3], entry[1], entry[3])
    return (across > 0 and along > -REACH * height) or (along > 0 and across > -REACH * height)


def _told(asked: Asked, entry: Entry) -> Reply | None:
    if min(entry.item.evidence.confidence, entry.heading.evidence.confidence) < SURE:
        return None
    figure = length_told(asked, entry.text, entry.item)
    lead = f"{figure.shown()} [{figure.id}]{asked.say('. ', '。')}" if figure else ""
    text = asked.say(
        f"{lead}Under “{entry.heading.evidence.text}” [{entry.heading.id}] stands “{entry.text}” [{entry.item.id}].",
        f"{lead}“{entry.heading.evidence.text}” [{entry.heading.id}] 下写明“{entry.text}” [{entry.item.id}]。",
    )
    return Reply(text=text, headline=figure.id if figure else None, verdict="answered")
