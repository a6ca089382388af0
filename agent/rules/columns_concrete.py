"""Rule for the concrete of several columns, or of all that the column schedule names: mark by mark, and together."""

from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.column_concrete import ALL, COLUMN, ONE, number_of, product, sizes_of
from agent.rules.places import names_axes, names_storey
from agent.rules.rows import asked_subjects, read_lines, subject
from agent.rules.volumes import CONCRETE, NOT_VOLUME, TWO
from tools.kit.quantity import Quantity
from tools.kit.result import Result

MOST = 24


def concrete_of_columns(asked: Asked) -> Reply | None:
    """KZ1 and KZ2, or all columns: count × b × h × height of each mark and the sum of them."""
    if not asked.has(*CONCRETE) or asked.has(*NOT_VOLUME) or (asked.has(*ONE) and not asked.has(*ALL)):
        return None
    if TWO.search(asked.text) or asked.family or names_storey(asked) or names_axes(asked):
        return None
    marks = _marks(asked)
    if not 0 < len(marks) <= MOST:
        return None
    counts = [number_of(asked, mark) for mark in marks]
    lacking = next((count for count in counts if not isinstance(count, Quantity)), None)
    if lacking:
        return lacking
    known = [count for count in counts if isinstance(count, Quantity)]
    results = [product(asked, mark, f"{n.id} * b * h * height") for mark, n in zip(marks, known, strict=True)]
    return _together(asked, marks, known, results)


def _marks(asked: Asked) -> list[str]:
    """Those that the question names, several of them; without any, those of the column schedule."""
    if asked.marks:
        columns = len(asked.marks) > 1 and all(COLUMN.match(mark) for mark in asked.marks)
        return asked.marks if columns else []
    if [one.name for one in asked_subjects(asked)] != ["column"]:
        return []
    rows = [line for line in read_lines(asked, title="column") if not line.row.total]
    return list(dict.fromkeys(line.name for line in rows if (one := subject(line)) and one.name == "column"))


def _together(asked: Asked, marks: Sequence[str], counts: Sequence[Quantity], results: Sequence[Result]) -> Reply:
    volumes = [result.quantities[-1] for result in results]
    label = asked.say("concrete of the columns", "柱混凝土体积")
    total = asked.need("calculate", expression=" + ".join(v.id for v in volumes), label=label, unit="m3").quantities[-1]
    parts = asked.say("; ", "；").join(
        f"{mark} {result.quantities[-1].shown()} [{result.quantities[-1].id}] = {count.value:f} [{count.id}] × {sizes_of(result)}"
        for mark, count, result in zip(marks, counts, results, strict=True)
    )
    text = asked.say(
        f"{total.shown()} [{total.id}] of concrete together: {parts}. Full storey height, beams and slabs not deducted.",
        f"柱混凝土量合计 {total.shown('zh')} [{total.id}]：{parts}。按全层高计算，未扣除梁板。",
    )
    others = "" if asked.marks else _others(asked, counts)
    return Reply(text=text + others, headline=total.id, verdict="refused" if others else "answered")


def _others(asked: Asked, counts: Sequence[Quantity]) -> str:
    """What is to be said where more columns are marked on the plan than the schedule's marks name."""
    marked = asked.need("count_marked", kind="column", sheet=counts[0].sources[0].sheet).quantities
    every = next((one for one in marked if one.label.startswith("columns")), None)
    if every is None or every.value <= sum(count.value for count in counts):
        return ""
    return asked.say(
        f" The plan marks {every.value:f} columns [{every.id}], more than these: some marks are not in the schedule.",
        f"平面图上标注的柱共 {every.value:f} 根 [{every.id}]，多于上述各编号：有的编号不在柱表中。",
    )
