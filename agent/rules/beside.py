"""What the plans say beside a total of the schedule: the marks that are tagged otherwise often than their rows state."""

from collections.abc import Sequence

from agent.rules.asked import Asked
from agent.rules.rows import Line, figure
from tools.kit.quantity import Quantity

MOST_ROWS, MOST_TOLD = 16, 6


def tagged_otherwise(asked: Asked, lines: Sequence[Line]) -> str:
    """A sentence about the rows that the plan's tags contradict, "" where there is none.

    A mark that is tagged on several sheets may be drawn twice, and tags on a scan may not all have been read: neither
    contradicts a row, and neither does a mark that is tagged nowhere."""
    rows = [line for line in lines if line.name and len(line.amounts) == 1]
    if len(rows) != len(lines) or len(rows) > MOST_ROWS or len({line.name for line in rows}) < len(rows):
        return ""
    apart = [(line, tags) for line in rows if (tags := _tags(asked, line)) and tags.value != line.amounts[0].value]
    if not apart:
        return ""
    told = asked.say("; ", "；").join(_of_one(asked, line, tags) for line, tags in apart[:MOST_TOLD])
    return asked.say(f"The tags on the plan do not agree: {told}.", f"平面图上的标注与表不一致：{told}。")


def _tags(asked: Asked, line: Line) -> Quantity | None:
    counted = asked.need("count_marks", mark=line.name, sheet=None if asked.sheet == line.sheet else asked.sheet)
    one = counted.quantities[0] if len(counted.quantities) == 1 else None
    return one if one and one.sources[0].method != "ocr" else None


def _of_one(asked: Asked, line: Line, tags: Quantity) -> str:
    row, sheet = figure(line.amounts[0]), tags.sources[0].sheet
    return asked.say(
        f"{line.name} is marked {figure(tags)} times on sheet {sheet}, the schedule states {row}",
        f"{line.name} 在第 {sheet} 张图上标注 {figure(tags)} 个，表中为 {row}",
    )
