"""Rule for columns that a plan draws filled or hatched: how many, and which of them go on or stop."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.counting import HOW_MANY
from agent.rules.places import OUTSIDE, names_axes
from tools.kit.quantity import Quantity
from tools.kit.result import Result

COLUMNS = (r"\bcolumns?\b", r"\bpillars?\b", r"(?<!立管)柱(?!表|状|网|距|高|号|帽|础)")
OTHER = (
    r"\bschedule\b",
    r"\btypes?\b",
    r"\bsizes?\b",
    r"\bvolume\b",
    r"\bconcrete\b",
    r"\bheight\b",
    "表",
    "种",
    "截面",
    "混凝土",
    "尺寸",
    r"\bgrids?\b",
    r"\brows?\b",
    "[几多]少?排",
    r"\bporch\b",
    "门廊",
)
ENDING = (r"\bstop(?:s|ped|ping)?\b|\bend(?:s|ing)?\b|\bterminat", "到本层|至本层|截止|终止|不再|不上")
ENDS = re.compile(r"STOP|\bEND|TERMINAT|UP ?TO|本层|截止|终止", re.I)
GOING_ON = (r"\bcontinu\w*\b|\babove\b|\bgo(?:es)? up\b|\bgo(?:es)? on\b", "继续|向上|通高|贯通|往上|续上")
GOES_ON = re.compile(r"CONTINU|ABOVE|\bUP\b|GO(?:ES)? ON|继续|向上|以上|贯通", re.I)


def columns_drawn(asked: Asked) -> Reply | None:
    """How many columns, where a plan draws them filled or hatched and nothing is written at them."""
    if not asked.has(*COLUMNS) or not asked.has(*HOW_MANY) or asked.has(*OTHER) or asked.marks or asked.family:
        return None
    sheet = None if names_axes(asked) and asked.has(*OUTSIDE) else asked.sheet or _only_sheet(asked)
    if sheet is None:
        return None
    try:
        result = asked.need("find_columns", sheet=sheet)
    except Failed:
        return None
    counts = list(result.quantities)
    if not counts:
        return None
    plain = re.sub(r"[(（][^)）]*[)）]", " ", asked.text)
    ends, goes = (bool(re.search("|".join(words), plain, re.I)) for words in (ENDING, GOING_ON))
    chosen = counts if ends == goes else [q for q in counts if (ENDS if ends else GOES_ON).search(q.label)]
    if (ends or goes) and not all(ENDS.search(q.label) or GOES_ON.search(q.label) for q in counts):
        return _unexplained(asked, counts)
    return _told(asked, chosen, result, sheet) if chosen else None


def _only_sheet(asked: Asked) -> int | None:
    sheets = {item.evidence.sheet for item in asked.need("list_sheets").items}
    return next(iter(sheets)) if len(sheets) == 1 else None


def _told(asked: Asked, counts: Sequence[Quantity], result: Result, sheet: int) -> Reply:
    sound = "NOT sound" not in result.summary
    parts = [_one(asked, count, result) for count in counts]
    head = counts[0]
    if len(counts) > 1:
        head = asked.need(
            "calculate", expression=" + ".join(q.id for q in counts), label=asked.say("columns", "柱"), unit="nos"
        ).quantities[-1]
        parts.append(asked.say(f"together {head.value:f} [{head.id}]", f"合计 {head.value:f} 根 [{head.id}]"))
    listed = asked.say("; ", "；").join(parts)
    text = asked.say(f"Columns drawn on sheet {sheet}: {listed}.", f"第 {sheet} 张图上画出的柱：{listed}。")
    if not sound:
        text += asked.say(
            " I cannot settle this reliably: please check the places that are marked.",
            "该数量不够可靠，请核对标出的位置。",
        )
    return Reply(text=text, headline=head.id, verdict="answered" if sound else "refused")


def _one(asked: Asked, count: Quantity, result: Result) -> str:
    """With how they are drawn, and what the legend says of that."""
    style = "hatched" if "drawn hatched" in count.label else "filled"
    said = next((item for item in result.items if item.note == style), None)
    legend = f" (“{said.label}” [{said.id}])" if said else ""
    zh = "带填充图案的" if style == "hatched" else "填实的"
    return asked.say(
        f"{count.value:f} [{count.id}] drawn {style}{legend}", f"{zh} {count.value:f} 根 [{count.id}]{legend}"
    )


def _unexplained(asked: Asked, counts: Sequence[Quantity]) -> Reply:
    listed = asked.say(", ", "、").join(f"{q.value:f} [{q.id}]" for q in counts)
    text = asked.say(
        f"Columns are drawn in these numbers: {listed}; no legend that could be read says which of them go on and which stop.",
        f"图上画出的柱数量为：{listed}；没有能读出的图例说明哪些继续向上、哪些到本层为止。",
    )
    return Reply(text=text, verdict="refused")
