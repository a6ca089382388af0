"""Rules for tables by storey: how many doors the column of a storey states, and what the row of a storey says of its concrete."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.crossed import storeys_in
from agent.rules.marked import HEADS
from agent.rules.materials import GRADE_ASKED
from agent.rules.rows import Line, asked_subjects, figure, read_lines, subject, titles
from agent.rules.schedules import HOW_MANY, OTHER, qualifiers, sum_of
from tools.kit.amounts import amount
from tools.kit.quantity import Quantity
from tools.kit.result import ReadCell
from tools.kit.subjects import Subject

RANGED = re.compile(r"[-~～至、,]")
"""Of a head over several storeys at once, which tells nothing of one of them."""
LEVELS = re.compile(r"层\s*[号次]|楼\s*层|LEVEL|STOREY|STORY|FLOOR", re.I)


def count_of_storey(asked: Asked) -> Reply | None:
    """How many doors the schedule states for the second floor: the cells under that storey's head, added up."""
    storeys = storeys_in(asked.text)
    subjects = [one for one in asked_subjects(asked) if one.name not in ("room", "slab")]
    if len(storeys) != 1 or len(subjects) != 1 or asked.marks or not asked.has(*HOW_MANY) or asked.has(*OTHER):
        return None
    lines = [line for line in read_lines(asked) if not line.row.total and subject(line) == subjects[0]]
    cells = [(line, cell) for line in lines if (cell := _of_storey(line, storeys))]
    words = [word for word in qualifiers(asked.text, subjects) if not storeys_in(word) and word not in IDLE]
    cells = [(line, cell) for line, cell in cells if all(word in line.description.casefold() for word in words)]
    stated = [(line, cell) for line, cell in cells if cell.text]
    if not stated or any(amount(cell.text) is None for _, cell in stated) or len({x.row.table for x, _ in cells}) > 1:
        return None
    return _added(asked, subjects[0], stated)


IDLE = frozenset(
    ["floor", "storey", "story", "level", "second", "first", "third", "ground", "层", "楼", "户", "上", "所有"]
)


def _of_storey(line: Line, storeys: set[str]) -> ReadCell | None:
    """The cell of the row under the head of that storey alone."""
    heads = [cell for cell in line.row.cells if cell.kind == "quantity" and not RANGED.search(cell.column)]
    return next((cell for cell in heads if storeys_in(cell.column.split()[-1] if cell.column else "") == storeys), None)


def _added(asked: Asked, one: Subject, stated: Sequence[tuple[Line, ReadCell]]) -> Reply:
    counts = [_entered(asked, line, cell) for line, cell in stated]
    total = sum_of(asked, asked.text[:60], counts)
    listed = asked.say(", ", "、").join(
        f"{line.name} {figure(count)}" for (line, _), count in zip(stated, counts, strict=True)
    )
    head = stated[0][1].column
    where = titles([line for line, _ in stated], asked)
    under = asked.say(f", column “{head}”", f"“{head}”一栏") if not re.search(r"\d", head) else ""
    text = asked.say(
        f"{figure(total)} {one.en[1]} according to {where}{under}: {listed}.",
        f"按{where}{under}，{one.zh}共 {figure(total)} {one.unit}：{listed}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


def _entered(asked: Asked, line: Line, cell: ReadCell) -> Quantity:
    value = str(amount(cell.text))
    given = {"name": "stated", "value": value, "unit": "nos", "source": line.item.id}
    label = f"{line.name}, {cell.column}"[:60]
    return asked.need("calculate", expression="stated", label=label, unit="nos", inputs=[given]).quantities[-1]


def grade_of_storey(asked: Asked) -> Reply | None:
    """The concrete of a storey, where a table of storeys has a column for it."""
    storeys = storeys_in(asked.text)
    if len(storeys) != 1 or not asked.has(*GRADE_ASKED) or asked.marks:
        return None
    lines = [line for line in read_lines(asked) if _names_storeys(line)]
    lines = [line for line in lines if storeys_in(line.name, bare=True) == storeys]
    cells = [cell for line in lines for cell in line.row.cells if re.search(HEADS_OF_CONCRETE, cell.column, re.I)]
    if len(lines) != 1 or not cells:
        return None
    said = asked.say("; ", "；").join(f"{cell.column} “{cell.text}”" for cell in cells if cell.text)
    if not said:
        return None
    item = lines[0].item
    text = asked.say(
        f"{titles(lines, asked)}, “{lines[0].name}” [{item.id}]: {said} [{item.id}].",
        f"{titles(lines, asked)}中“{lines[0].name}” [{item.id}]：{said} [{item.id}]。",
    )
    return Reply(text=text, verdict="answered")


HEADS_OF_CONCRETE = next(head for head, _ in HEADS if "混凝土" in head)


def _names_storeys(line: Line) -> bool:
    return not line.row.total and bool(LEVELS.search(line.row.cells[line.row.key].column))
