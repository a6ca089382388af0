"""Questions that lean on the one before: "and KZ2?", "what about the second floor?", "办公室呢？"."""

import re
from collections.abc import Iterator, Sequence

from agent.answer import Exchange
from agent.provider import Turn
from agent.rules.asked import CODE, FAMILY, MARK, SHEET
from agent.rules.followups import HOW, TABLE, UNITS, WHERE
from agent.rules.spelling import as_typed

AND = re.compile(
    r"^\W*(?:and|now|then|ok|also|what about|how about|same for)\b[\s,]*(?:what about |how about |for |the same for )?(?P<rest>.{1,80}?)[?？.。\s]*$"
    r"|^\W*(?P<too>.{1,40}?)[\s,]+(?:too|as well)(?:\s*,?\s*please)?[?？.!\s]*$"
    r"|^\W*(?:那么?|还有|再看)?(?P<zh>.{1,30}?)呢[?？]?\s*$"
    r"|^\W*(?:还有|再看|再算|另外|加上)\s*(?P<more>.{1,30}?)[?？。\s]*$|^\W*(?P<also>.{1,30}?)也(?:要|算|看|统计)(?:一下|上)?[?？。\s]*$",
    re.I,
)
ORDINAL = re.compile(
    r"^(?:on |at |for )?(?:the )?(?P<nth>ground|first|second|third|fourth|fifth|top|upper|lower|1st|2nd|3rd|[4-9]th)$",
    re.I,
)
FLOOR = re.compile(r"\b(?:on|in|at) (?:the )?(?:\w+[\s-]){0,3}?(?:floor|level|sheet|page|storey|story)\b[\w .-]*|第?[\d一二三四五六七八九十]+[层楼张页]|首层|底层|屋面层?", re.I)  # fmt: skip
OTHERWISE = (*HOW, *WHERE, *TABLE, *(rf"^(?:in|to|into)\s+(?:{words})" for words in UNITS))
NAMED = (
    re.compile(r"\b(?:of|for|in) (?:the |room )?(?P<name>[A-Za-z][\w &/.'-]{1,40}?)(?= from\b| on\b| in\b|\s*[?？.]|\s*$)", re.I),
    re.compile(r"^(?P<name>[\u3400-\u9fffA-Za-z0-9]{1,12}?)(?=的|有|共|面积|尺寸|数量|在)"),
)  # fmt: skip


def resolved(turn: Turn) -> Turn:
    """The turn with a question that stands alone: "and KZ2?" after "How many KZ1 on sheet 2?" asks for KZ2 on sheet 2."""
    return turn.model_copy(update={"question": standing_alone(turn.question, turn.history)})


def standing_alone(question: str, history: Sequence[Exchange]) -> str:
    question = as_typed(question)
    found = AND.match(question)
    if found is None or not history:
        return question
    rest = next(part for part in found.groups() if part).strip()
    if any(re.search(words, rest, re.I) for words in OTHERWISE):
        return question
    meant = (_meant(before, rest) for before in _alone_before(history))
    return next((one for one in meant if one), question)


def _meant(before: str, rest: str) -> str | None:
    if (nth := ORDINAL.match(rest)) and FLOOR.search(before):
        rest = f"on the {nth['nth']} floor"
    return _with_marks(before, rest) or _with_place(before, rest) or _with_name(before, rest)


def leans(question: str) -> bool:
    """Whether a question leans on the one before by its form."""
    return AND.match(question) is not None


def _alone_before(history: Sequence[Exchange]) -> Iterator[str]:
    """The question before as it stands alone; behind one that found nothing also the one before that, and so on."""
    for at in range(len(history) - 1, -1, -1):
        yield standing_alone(history[at].question, history[:at])
        if history[at].answer.headline or history[at].answer.items:
            return


def _with_marks(before: str, rest: str) -> str | None:
    """The earlier question about other marks."""
    for words in (MARK, CODE, FAMILY):
        new, old = [m.group() for m in words.finditer(rest)], [m.group() for m in words.finditer(before)]
        if new and len(set(old)) == 1:
            return _placed(before.replace(old[0], " and ".join(dict.fromkeys(new))), rest)
    return None


def _with_place(before: str, rest: str) -> str | None:
    place = SHEET.search(rest) or FLOOR.search(rest)
    if place is None or len(place.group()) < 0.6 * len(rest):
        return None
    return _placed(before, rest)


def _placed(before: str, rest: str) -> str:
    """The question at the place that the follow-up names, in place of its own."""
    place = FLOOR.search(rest) or SHEET.search(rest)
    if place is None:
        return before
    for words in (FLOOR, SHEET):
        if words.search(before):
            return words.sub(place.group(), before, count=1)
    tail = re.search(r"\s*[?？.。]?\s*$", before)
    assert tail
    joint = (
        ""
        if re.search(r"[\u3400-\u9fff]", place.group())
        else " "
        if place.group()[:2] in ("on", "in", "at")
        else " on "
    )
    return (
        f"{place.group()}{before}" if joint == "" else f"{before[: tail.start()]}{joint}{place.group()}{tail.group()}"
    )


def _with_name(before: str, rest: str) -> str | None:
    """The earlier question about another room or part. A question with a verb of its own stands alone already."""
    if re.search(r"\b(?:how|what|which|where|who|is|are|does|do|can)\b", rest, re.I) or len(rest) > 40:
        return None
    name = re.sub(r"^(?:of|for|in|the)\s+(?:the\s+)?", "", rest, flags=re.I)
    for words in NAMED:
        matches = list(words.finditer(before))
        if matches:
            return before[: matches[-1].start("name")] + name + before[matches[-1].end("name") :]
    return None
