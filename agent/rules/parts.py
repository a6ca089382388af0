"""Questions of two parts, each with its own subject: "how many bedrooms and how many bathrooms", "柱子有多少根？多大截面？"."""

import re
from collections.abc import Callable, Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from tools.kit.rooms import kinds_in
from tools.kit.subjects import subjects_in

START = r"(?:how (?:many|much|big|large|wide|high|long|thick)|what(?:'s| is| are)?|which|where|who|when)\b"
SPLIT = re.compile(
    rf"\s*(?:[,;]\s*)?\band\s+(?={START})|[?？;；]\s*(?=\S)|(?<=[\u3400-\u9fff])[,，]\s*(?=[\u3400-\u9fffA-Z])", re.I
)
ASKS = re.compile(rf"\b{START}|多少|[几多](?=[\u3400-\u9fff])|什么|哪|谁|多[大高宽厚长深]", re.I)
LEANS = re.compile(
    r"\b(?:it|its|they|their|them|that|this|each|one|those|these)\b(?!\s+\w+\s+(?:floor|plan|sheet))|它|其|该|各|是否|一致|分别",
    re.I,
)
OF_THEM = re.compile(r"\bof (?:them|these|those)\b|其中|当中", re.I)
"""Leans on nothing where a mark is named: how many of them are KZ1."""
FEWEST, MOST = 2, 3


def parts_of(question: str) -> list[str]:
    """The parts of a question, each of which asks; none where it is one question."""
    parts = [part.strip(" ?？,，;；。.") for part in SPLIT.split(question)]
    parts = [part for part in parts if part]
    return parts if FEWEST <= len(parts) <= MOST and all(map(ASKS.search, parts)) else []


def in_parts(asked: Asked, whole: Reply, answer: Callable[[Asked], Reply]) -> Reply:
    """The answers of the parts, where the whole question has none, or was answered for one part alone."""
    parts = [asked.about(part) for part in parts_of(asked.text)]
    stands = list(map(_stands_alone, parts))
    if not any(stands) or (whole.verdict == "answered" and not all(stands)):
        return whole
    replies = [answer(part) if alone else None for part, alone in zip(parts, stands, strict=True)]
    known = [reply for reply in replies if reply and reply.verdict == "answered"]
    half = whole.verdict != "answered" or any(reply.text == whole.text for reply in known)
    if not known or (len(known) < len(parts) and not half):
        return whole
    return _joined(asked, parts, replies)


def _stands_alone(part: Asked) -> bool:
    """Whether it names what it is about: doors, a kind of room, a mark."""
    named = bool(part.marks or part.family or kinds_in(part.text) or subjects_in(part.text))
    text = OF_THEM.sub(" ", part.text) if part.marks else part.text
    return named and not LEANS.search(text)


def _joined(asked: Asked, parts: Sequence[Asked], replies: Sequence[Reply | None]) -> Reply:
    """One after the other, with what could not be answered."""
    known = [reply for reply in replies if reply and reply.verdict == "answered"]
    texts = [reply.text.rstrip() for reply in known]
    left = [part.text for part, reply in zip(parts, replies, strict=True) if reply not in known]
    if left:
        told = asked.say("; ", "；").join(f"“{text}”" for text in left)
        texts.append(asked.say(f"This part could not be answered: {told}.", f"以下部分未能回答：{told}。"))
    joined = asked.say(" ", "").join(texts)
    return Reply(text=joined, headline=known[0].headline, verdict="refused" if left else "answered")
