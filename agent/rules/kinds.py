"""Rule for all beams, columns, footings … of a plan by their marks, whatever these are."""

from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counted import letters_meant
from agent.rules.counting import BEYOND
from agent.rules.placed import HOW_MANY, OTHER
from agent.rules.rows import asked_subjects
from agent.rules.schedules import qualifiers
from tools.kit.quantity import Quantity

MOST_LISTED = 8
MARKED = frozenset(
    [
        "marked",
        "tagged",
        "labelled",
        "labeled",
        "named",
        "layout",
        "shown",
        "标注",
        "标注了",
        "标",
        "标有",
        "布置图",
        "了",
        "画",
    ]
)
"""Words that say no more than that they stand on the plan."""


def count_of_kind(asked: Asked) -> Reply | None:
    """How many beams are there: every mark of beams on the views of one sheet, by their letters."""
    if asked.marks or asked.family or not asked.has(*HOW_MANY) or asked.has(*OTHER, *BEYOND):
        return None
    subjects = [one for one in asked_subjects(asked) if one.name not in ("room", "slab")]
    letters = letters_meant(asked)
    words = [word for word in qualifiers(asked.text, subjects) if word not in MARKED]
    if len(subjects) != 1 or (words and not letters):
        return None
    subject = subjects[0]
    counts = asked.need("count_marked", kind=subject.name, sheet=asked.sheet).quantities
    totals = _parts(counts, letters) if letters else [q for q in counts if q.label.startswith(subject.en[1])]
    if not totals or len({count.sources[0].sheet for count in totals}) > 1:
        return None
    total = totals[0]
    sheet = total.sources[0].sheet
    parts = [q for q in counts if q.sources[0].sheet == sheet and not q.label.startswith(subject.en[1])]
    listed = asked.say(", ", "、").join(
        f"{part.label.split()[0]} {part.value:f} [{part.id}]" for part in (totals if letters else parts)[:MOST_LISTED]
    )
    if letters and len(totals) > 1:
        expression = " + ".join(count.id for count in totals)
        total = asked.need("calculate", expression=expression, label=subject.en[1], unit="nos").quantities[-1]
    text = asked.say(
        f"{total.value:f} {subject.en[1]} [{total.id}] are marked on sheet {sheet}: {listed}.",
        f"第 {sheet} 张图上标注的{subject.zh}共 {total.value:f} {subject.unit} [{total.id}]：{listed}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _parts(counts: Sequence[Quantity], letters: Sequence[str]) -> list[Quantity]:
    return [count for count in counts if count.label.split()[0] in letters]
