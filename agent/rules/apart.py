"""Rules for counts told apart: one mark against another, each mark of a family, each size of what is labelled with one."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counting import BEYOND
from tools.kit.marks import natural
from tools.kit.quantity import Quantity

MARK = r"(?P<{}>[A-Z]{{1,4}}-?\d{{0,4}}[a-z]?)"
MORE = (
    re.compile(rf"{MARK.format('a')}\s*[\u3400-\u9fff]{{0,5}}\s*比\s*{MARK.format('b')}(?![A-Za-z0-9])\s*[\u3400-\u9fff]{{0,5}}?\s*(?:多|少)\s*(?:多少|几)"),
    re.compile(rf"\b(?i:how many (?:more|fewer|less))\s+{MARK.format('a')}(?![A-Za-z0-9]).*\bthan\s+{MARK.format('b')}(?![A-Za-z0-9])"),
)  # fmt: skip
EACH = (
    r"\beach\b",
    r"\bper (?:mark|type|size)\b",
    r"\bbroken? down\b",
    r"\brespectively\b",
    "各多少",
    "各有多少",
    "各[几是]",
    "分别",
    "每种",
    "各种",
)
SIZES = (r"\bsizes?\b", r"\bsections?\b", "截面", "规格", "尺寸")
COUNTED = (r"\bhow many\b", r"\bcount\b", r"\bnumber\b", "多少", "几", "数量")
SIZE = re.compile(r"(?<![\d.])(\d{3,4})\s*[xX×*]\s*(\d{3,4})(?![\d.])")
MOST_MARKS, MOST_SIZES, MOST_SEARCHES = 24, 10, 6


def count_difference(asked: Asked) -> Reply | None:
    """How many more KZ1 than KZ2; D 点比 T 点多几个."""
    found = next((match for words in MORE if (match := words.search(asked.text))), None)
    if found is None:
        return None
    wanted = [name if re.search(r"\d", name) else f"{name}*" for name in (found["a"], found["b"])]
    results = [asked.need("count_marks", mark=mark, sheet=asked.sheet) for mark in wanted]
    if any(len(result.quantities) != 1 for result in results):
        return None
    first, second = (result.quantities[0] for result in results)
    more, less = (first, second) if first.value >= second.value else (second, first)
    names = dict(zip((first.id, second.id), wanted, strict=True))
    apart = asked.need(
        "calculate", expression=f"{more.id} - {less.id}", label=f"{names[more.id]} - {names[less.id]}", unit="nos"
    )
    difference = apart.quantities[-1]
    told = f"{names[more.id]} {more.value:f} [{more.id}], {names[less.id]} {less.value:f} [{less.id}]"
    text = asked.say(
        f"There are {difference.value:f} [{difference.id}] more of {names[more.id]} than of {names[less.id]}: {told}.",
        f"{names[more.id]} 比 {names[less.id]} 多 {difference.value:f} 个 [{difference.id}]：{told}。",
    )
    return Reply(text=text, headline=difference.id, verdict="answered")


def each_of_family(asked: Asked) -> Reply | None:
    """How many of each door mark D*: every mark of the family with its count, and the total."""
    if asked.family is None or not asked.has(*EACH) or not asked.has(*COUNTED) or asked.has(*BEYOND):
        return None
    whole = asked.need("count_marks", mark=asked.family, sheet=asked.sheet)
    marks = sorted({item.label for item in whole.items}, key=natural)
    if len(whole.quantities) != 1 or not 1 < len(marks) <= MOST_MARKS or (whole.total_items or 0) > len(whole.items):
        return None
    counts = [asked.need("count_marks", mark=mark, sheet=asked.sheet).quantities[0] for mark in marks]
    total = whole.quantities[0]
    return _listed(asked, marks, counts, total)


def each_size(asked: Asked) -> Reply | None:
    """How many beams of each size: the labels that state a size, counted size by size."""
    if (
        not asked.has(*EACH)
        or not asked.has(*SIZES)
        or not asked.has(*COUNTED)
        or SIZE.search(asked.text)
        or asked.marks
    ):
        return None
    sizes = _sizes(asked)
    if not 1 < len(sizes) <= MOST_SIZES:
        return None
    words = [[f"{b}X{h}", f"{b}×{h}"] for b, h in sizes]
    results = [asked.need("count_labels", words=either, sheet=asked.sheet) for either in words]
    if any(len(result.quantities) != 1 for result in results):
        return None
    return _listed(asked, [f"{b}x{h}" for b, h in sizes], [result.quantities[0] for result in results], None)


def _sizes(asked: Asked) -> list[tuple[int, int]]:
    """Every size that labels on the views state; a search shows only so many places, so known sizes are left out of the next."""
    sizes: set[tuple[int, int]] = set()
    for _ in range(MOST_SEARCHES):
        known = "|".join(rf"{b}\D{{1,3}}{h}" for b, h in sorted(sizes)) or r"\D"
        pattern = rf"(?<![\d.])(?!(?:{known})(?!\d))\d{{3,4}}\s*[xX×*]\s*\d{{3,4}}"
        found = asked.need("find_text", pattern=pattern, regex=True, sheet=asked.sheet)
        sized = [match for item in found.items if not item.note and (match := SIZE.search(item.evidence.text))]
        sizes |= {(int(match[1]), int(match[2])) for match in sized}
        if (found.total_items or 0) <= len(found.items) or len(sizes) > MOST_SIZES:
            return sorted(sizes)
    return []


def _listed(asked: Asked, names: Sequence[str], counts: Sequence[Quantity], total: Quantity | None) -> Reply:
    told = asked.say(", ", "、").join(
        f"{name}: {count.value:f} [{count.id}]" for name, count in zip(names, counts, strict=True)
    )
    if total is None:
        expression = " + ".join(count.id for count in counts)
        total = asked.need(
            "calculate", expression=expression, label=asked.say("all together", "合计"), unit="nos"
        ).quantities[-1]
    sheet = counts[0].sources[0].sheet
    text = asked.say(
        f"On sheet {sheet}: {told}; together {total.value:f} [{total.id}].",
        f"第 {sheet} 张图上：{told}；合计 {total.value:f} [{total.id}]。",
    )
    agree = sum(count.value for count in counts) == total.value
    return Reply(text=text, headline=total.id, verdict="answered" if agree else "refused")
