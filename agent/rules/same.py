"""Rule for two marks whose numbers are compared: are there as many W1 as W2, W1 和 W2 的数量一样吗, which are more."""

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rows import figure, read_lines
from tools.kit.quantity import Quantity

COUNTS = (r"\bnumbers?\b", r"\bmany\b", r"\bcounts?\b", r"\bquantit", r"\bmore\b", r"\bfewer\b", "数量", "个数", "根数", "樘数", "一样多", "多少", "[哪谁]个?更?[多少]", "同样多")  # fmt: skip
EQUAL = (r"\bsame\b", r"\bequal(?:ly)?\b", r"\bas many\b", r"\bidentical\b", "一样", "相同", "相等", "一致", "同样多")
MORE = (r"\b(?:which|what)\b.*\bmore\b", r"\bare there (?:more|fewer)\b(?!.*\bhow many\b)", r"\bmore\b.*\bor\b", "[哪谁]个?的?(?:数量|个数)?更?[多少]")  # fmt: skip
SIZES = (r"\bsizes?\b", r"\bsections?\b", r"\bdimensions?\b", r"\bareas?\b", r"\bwid\w+\b", r"\bheights?\b", r"\bschedules?\b", "尺寸", "截面", "面积", "宽", "高", "配筋", "表")  # fmt: skip


def counts_compared(asked: Asked) -> Reply | None:
    """Whether there are as many of one mark as of the other, and of which there are more."""
    if len(asked.marks) != 2 or not asked.has(*COUNTS) or not asked.has(*EQUAL, *MORE) or asked.has(*SIZES):
        return None
    counts = _scheduled(asked) or _marked(asked)
    if counts is None:
        return None
    (one, first), (other, second) = zip(asked.marks, counts, strict=True)
    told = f"{one} {figure(first)}, {other} {figure(second)}"
    if first.value == second.value:
        text = asked.say(f"Yes, there are as many {one} as {other}: {told}.", f"两者数量相同：{told}。")
        return Reply(text=text, verdict="answered")
    more, less = (one, other) if first.value > second.value else (other, one)
    lead = asked.say("No, there", "数量不同，") if asked.has(*EQUAL) else asked.say("There", "")
    text = asked.say(f"{lead} are more {more} than {less}: {told}.", f"{lead}{more} 比 {less} 多：{told}。")
    return Reply(text=text, verdict="answered")


def _scheduled(asked: Asked) -> list[Quantity] | None:
    """What a schedule states of both."""
    rows = [
        [x for x in read_lines(asked, row=mark) if x.name.upper() == mark.upper() and not x.row.total]
        for mark in asked.marks
    ]
    if any(len(found) != 1 or len(found[0].amounts) != 1 for found in rows):
        return None
    return [found[0].amounts[0] for found in rows]


def _marked(asked: Asked) -> list[Quantity] | None:
    """How often both are marked on one sheet."""
    results = [asked.need("count_marks", mark=mark, sheet=asked.sheet).quantities for mark in asked.marks]
    if any(len(found) != 1 for found in results) or len({found[0].sources[0].sheet for found in results}) != 1:
        return None
    return [found[0] for found in results]
