"""The tags of the plans beside the rows of the schedule: whether they agree, and which are tagged otherwise often."""

from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rows import Line, asked_subjects, figure, read_lines, subject, titles
from tools.kit.quantity import Quantity

MOST_ROWS, MOST_TOLD = 16, 6
AGREE = (
    r"\b(?:agree|match|correspond|tally|consistent|square)\w*\b",
    r"一致|相符|吻合|对得上|对应|核对|相同|有(?:没有)?(?:出入|矛盾|差异)",
)
SCHEDULE = (r"\bschedules?\b", "表")
ON_PLAN = (r"\bplans?\b|\bdraw(?:n|ings?)\b|\btag|\bmark|\blayout", "图|标注|实际")


def plan_beside_schedule(asked: Asked) -> Reply | None:
    """Whether the door schedule agrees with the plan: every row's quantity beside the tags of its mark."""
    if asked.marks or not (asked.has(*AGREE) and asked.has(*SCHEDULE) and asked.has(*ON_PLAN)):
        return None
    wanted = {one.name for one in asked_subjects(asked) if one.name not in ("room", "slab")}
    wanted |= {"door", "window"} if asked.has(r"门窗|\bdoors? (?:and|&) windows?\b") else set()
    found = [(one, line) for line in read_lines(asked) if not line.row.total and (one := subject(line))]
    lines = [line for one, line in found if one.name in wanted and line.name and len(line.amounts) == 1]
    if not lines or not _told_apart(lines):
        return None
    beside = [(line, _tags(asked, line)) for line in lines]
    known = [(line, tags) for line, tags in beside if tags]
    return _verdict(asked, known, [line for line, tags in beside if not tags]) if known else None


def _verdict(asked: Asked, known: Sequence[tuple[Line, Quantity]], rest: Sequence[Line]) -> Reply:
    apart = [(line, tags) for line, tags in known if tags.value != line.amounts[0].value]
    same = [(line, tags) for line, tags in known if tags.value == line.amounts[0].value]
    where, mark = titles([line for line, _ in known], asked), asked.say("; ", "；")
    text = asked.say(f"{where} and the plan do not agree: ", f"{where}与平面图不一致：") if apart else asked.say(
        f"{where} and the plan agree: ", f"{where}与平面图一致：")  # fmt: skip
    text += mark.join(_of_one(asked, line, tags) for line, tags in (apart or same)[: 2 * MOST_TOLD])
    text += asked.say(".", "。")
    if apart and same:
        listed = asked.say(", ", "、").join(f"{line.name} {figure(tags)}" for line, tags in same)
        text += asked.say(f" These agree: {listed}.", f"一致的有：{listed}。")
    if rest:
        names = asked.say(", ", "、").join(f"“{line.name}” [{line.item.id}]" for line in rest)
        text += asked.say(
            f" Not compared, since they are not tagged on exactly one sheet or were read by OCR: {names}.",
            f"以下编号没有恰好只在一张图上标注，或由 OCR 读出，未作比较：{names}。",
        )
    return Reply(text=text, verdict="refused" if rest and not apart else "answered")


def tagged_otherwise(asked: Asked, lines: Sequence[Line]) -> str:
    """A sentence about the rows that the plan's tags contradict, "" where there is none.

    A mark that is tagged on several sheets may be drawn twice, and tags on a scan may not all have been read: neither
    contradicts a row, and neither does a mark that is tagged nowhere."""
    rows = [line for line in lines if line.name and len(line.amounts) == 1]
    if len(rows) != len(lines) or not _told_apart(rows):
        return ""
    apart = [(line, tags) for line in rows if (tags := _tags(asked, line)) and tags.value != line.amounts[0].value]
    if not apart:
        return ""
    told = asked.say("; ", "；").join(_of_one(asked, line, tags) for line, tags in apart[:MOST_TOLD])
    return asked.say(f"The tags on the plan do not agree: {told}.", f"平面图上的标注与表不一致：{told}。")


def _told_apart(rows: Sequence[Line]) -> bool:
    """Few enough to be compared one by one, each with a mark of its own."""
    return len({row.name for row in rows}) == len(rows) <= MOST_ROWS


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
