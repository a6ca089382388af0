"""Rules for what labels note beside the drawing: counts in words, sizes of a thing, labels of one wording, lifts."""

import re
from collections import defaultdict
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rows import figure
from agent.rules.schedules import HOW_MANY, sum_of
from agent.rules.words import SAME, named_things, says_all
from tools.kit.quantity import Quantity
from tools.kit.result import Item

NOTED_COUNT = re.compile(
    r"(?<![\w.])(?P<a>\d{1,3})\s*(?:NOS?\b\.?|NR\b\.?|Nos\b|CARS?\b|SPACES?\b|BAYS?\b|[个辆部台套]|车位)|(?:[x×]|共)\s*(?P<b>\d{1,3})\s*(?:个|辆|部|台|套|NOS?)?$",
    re.I,
)
SIZES_ASKED = (r"\bwhich\b.*\bsizes?\b", r"\bwhat\b.*\bsizes\b", r"\bsizes? of\b.*\b(?:noted|used|shown)", r"哪[些几种]+.*(?:规格|尺寸)", r"(?:规格|尺寸)有哪", r"规格")  # fmt: skip
SIZE = re.compile(
    r"(?<![\d.])(\d{2,4}\s*[x×X*]\s*\d{2,4}(?:\s*[x×X*]\s*\d{2,4})?)(?:\s*mm)?|(?:DN|De|Φ|φ|%%c)\s*\d{2,4}", re.I
)
FEET_SIZE = re.compile(r"\d{1,2}\s*['′]\s*-?\s*\d{0,2}\s*[\"″]?\s*[xX×]\s*\d{1,2}\s*['′]\s*-?\s*\d{0,2}\s*[\"″]?")
LIFT = (r"\blifts?\b", r"\belevators?\b(?! lobby)", r"电梯(?!厅)")
CAPACITY = r"^\W*\d+(?:\.\d+)?\s*(?:T|t|吨|KG|kg)\W*$"


def noted_count(asked: Asked) -> Reply | None:
    """How many parking spaces: the number that one label states, such as PARKING 3 No. CARS."""
    if not asked.has(*HOW_MANY) or asked.marks or FEET_SIZE.search(asked.text):
        return None
    glossary = [drawn for words, drawn in SAME if "{" not in drawn and asked.has(words)]
    if len(glossary) != 1:
        return None
    result = asked.need("find_text", pattern=glossary[0], regex=True)
    stated = [(item, found) for item in result.items if (found := NOTED_COUNT.search(item.evidence.text))]
    values = {found["a"] or found["b"] for _, found in stated}
    several = len({item.evidence.sheet for item, _ in stated}) < len(stated)
    if len(values) != 1 or (several and asked.has(r"\btotal\b", r"\ball\b", "合计", "总", "全部")):
        return None
    item, value = stated[0][0], values.pop()
    given = {"name": "noted", "value": value, "unit": "nos", "source": item.id}
    quantity = asked.need(
        "calculate", expression="noted", label=asked.text[:60], unit="nos", inputs=[given]
    ).quantities[-1]
    text = asked.say(
        f"{figure(quantity)}: the label on sheet {item.evidence.sheet} says “{item.label}” [{item.id}].",
        f"{figure(quantity)} 个：第 {item.evidence.sheet} 张图上写着“{item.label}” [{item.id}]。",
    )
    if len(stated) > 1:
        text += asked.say(" Other labels state the same number.", "其他标注写的数量相同。")
    return Reply(text=text, headline=quantity.id, verdict="answered")


def noted_sizes(asked: Asked) -> Reply | None:
    """Which cable tray sizes are noted: every distinct size in the labels that name the thing."""
    if not asked.has(*SIZES_ASKED) or asked.marks:
        return None
    things = named_things(asked.text)
    if not things:
        return None
    result = asked.need("find_text", pattern=things[0], regex=True)
    by_size: dict[str, Item] = {}
    for item in result.items:
        if says_all(item.evidence.text, things[:1]):
            for found in SIZE.finditer(item.evidence.text):
                by_size.setdefault(re.sub(r"\s", "", found[0]).lower().replace("×", "x"), item)
    if not by_size or (result.total_items or 0) > len(result.items):
        return None
    listed = asked.say("; ", "；").join(f"{size} (“{item.label}” [{item.id}])" for size, item in by_size.items())
    return Reply(text=asked.say(f"Sizes noted: {listed}.", f"标注的规格：{listed}。"), verdict="answered")


def count_of_worded(asked: Asked) -> Reply | None:
    """How many 8'0 x 6'8 glass sliders are noted: the labels that state the size and name the thing."""
    size = FEET_SIZE.search(asked.text)
    if size is None or not asked.has(*HOW_MANY):
        return None
    things = named_things(asked.text.replace(size[0], " "))
    spaced = r"\s*".join("[xX×*]" if c in "xX×" else re.escape(c) for c in re.sub(r"\s|[\"″]", "", size[0]))
    result = asked.need("find_text", pattern=spaced, regex=True, sheet=asked.sheet)
    labels = [
        item for item in result.items if not things or any(re.search(t, item.evidence.text, re.I) for t in things)
    ]
    if not labels:
        return None
    words = list(dict.fromkeys(item.evidence.text for item in labels))
    counted = asked.need("count_labels", words=words[:40], sheet=asked.sheet).quantities
    if len(counted) != 1:
        return None
    quantity, item = counted[0], labels[0]
    text = asked.say(
        f"{figure(quantity)} labels on sheet {quantity.sources[0].sheet} say so: “{item.label}” [{item.id}].",
        f"第 {quantity.sources[0].sheet} 张图上有 {figure(quantity)} 处标注：“{item.label}” [{item.id}]。",
    )
    return Reply(text=text, headline=quantity.id, verdict="answered")


def lifts(asked: Asked) -> Reply | None:
    """How many lifts and of what capacity, by the loads that are written in them."""
    if not asked.has(*LIFT) or not asked.has(*HOW_MANY, r"[多几]少?部", r"\bcapacit", "载重"):
        return None
    found = asked.need("find_text", pattern=CAPACITY, regex=True, sheet=asked.sheet)
    if (
        not found.items
        or (found.total_items or 0) > len(found.items)
        or len({i.evidence.sheet for i in found.items}) > 1
    ):
        return None
    by_load: dict[str, list[Item]] = defaultdict(list)
    for item in found.items:
        by_load[item.evidence.text.strip()].append(item)
    sheet = found.items[0].evidence.sheet
    counts = [
        (load, items, asked.need("count_labels", words=[load], sheet=sheet).quantities)
        for load, items in by_load.items()
    ]
    if any(len(quantities) != 1 or quantities[0].value != len(items) for _, items, quantities in counts):
        return None
    return _lifts(asked, [(load, items, quantities[0]) for load, items, quantities in counts])


def _lifts(asked: Asked, counts: Sequence[tuple[str, list[Item], Quantity]]) -> Reply:
    total = sum_of(asked, asked.say("lifts", "电梯"), [quantity for _, _, quantity in counts])
    listed = asked.say("; ", "；").join(
        f"{figure(quantity)} × “{load}” [{items[0].id}]" for load, items, quantity in counts
    )
    text = asked.say(
        f"{figure(total)} lifts, by the capacities that are written in them: {listed}.",
        f"共 {figure(total)} 部电梯，按图上写出的载重：{listed}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")
