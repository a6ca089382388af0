"""Rule for the largest of a schedule: which footing, door or window has the largest size, width, height or thickness."""

import re
from fractions import Fraction

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.openings import AREA, area_of_one, sized_of
from agent.rules.rows import Line, asked_subjects, subject, titles
from agent.rules.tabular import body_lines
from tools.kit.amounts import Side, side_in
from tools.kit.figures import feet_and_inches
from tools.kit.quantity import unit_named

EXTREME = re.compile(
    r"\b(?P<max>largest|biggest|widest|thickest|tallest|highest|greatest)\b|\b(?P<min>smallest|narrowest|thinnest|lowest|least)\b|最(?P<zh>[大小宽窄高矮低厚薄])",
    re.I,
)
MEASURES = (
    ("thickness", r"\bthick|\bthin|厚|薄"), ("width", r"\bwid|\bnarrow|宽|窄"), ("height", r"\bheight|\btall|\bhigh|\blowest|高|矮|低"),
)  # fmt: skip


def largest_of_schedule(asked: Asked) -> Reply | None:
    """Which footing, door or window of the schedule has the largest size, by the product of its sides."""
    found = EXTREME.search(asked.text)
    subjects = [one for one in asked_subjects(asked) if one.name not in ("room", "slab")]
    if found is None or len(subjects) != 1 or asked.marks:
        return None
    lines = [line for line in body_lines(asked, title=subjects[0].name) if subject(line) == subjects[0]]
    measure = next((name for name, words in MEASURES if asked.has(words)), "size")
    sized = [(size, line) for line in lines if (size := _measured(line, measure)) is not None]
    if len(lines) < 2 or len(sized) < len(lines):
        return None
    smallest = bool(found["min"]) or found["zh"] in tuple("小窄矮低薄")
    edge = (min if smallest else max)(area for area, _ in sized)
    chosen = [line for area, line in sized if area == edge]
    names = asked.say("; ", "；").join(f"“{line.item.evidence.text}” [{line.item.id}]" for line in chosen[:6])
    word_en, word_zh = ("smallest", "最小") if smallest else ("largest", "最大")
    zh = {"size": "尺寸", "width": "宽度", "height": "高度", "thickness": "厚度"}[measure]
    text = asked.say(
        f"The {word_en} by the {measure} in {titles(chosen, asked)}: {names}.",
        f"{titles(chosen, asked)}中{zh}{word_zh}的：{names}。",
    )
    area = area_of_one(asked, chosen[0]) if asked.has(*AREA) and len(chosen) == 1 else None
    if area is None:
        return Reply(text=text, verdict="answered")
    return Reply(text=text + asked.say(" ", "") + area.text, headline=area.headline, verdict="answered")


def _measured(line: Line, measure: str) -> Fraction | None:
    """A side in metres; of the size as a whole the product of the first two."""
    found = sized_of(line)
    if measure == "thickness":
        cell = line.cell("thickness")
        side = side_in(cell.text) if cell else None
        return _side(side._replace(unit=side.unit or "mm")) if side else None
    if found is None:
        return None
    width, height = (_side(side) for side in found.sides)
    return {"width": width, "height": height}.get(measure, width * height)


def _side(side: Side) -> Fraction:
    return sum((_length(part, side.unit) for part in side.parts), Fraction(0))


def _length(text: str, unit: str) -> Fraction:
    values = [Fraction(figure.value) for figure in feet_and_inches(text)]
    return (sum(values) if values else Fraction(text.replace(",", ""))) * unit_named(unit).factor
