"""Rules for symbols: how many of what a legend shows are drawn on the plans, and whether the legend says the same."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.counting import AGREES, BEYOND, HOW_MANY
from tools.kit.matches import FURTHER, MISSING
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result, Withheld

LEAST_SHARE = 0.6
"""Of a legend row's words that the question has to name."""
COUNTED = re.compile(
    r"\b(?:how many|number of|count(?:\s+(?:of|all|the))*)\s+(?P<what>.+?)"
    r"(?=\s+(?:are|is|were|on|in|at|do|does|did|and|according|by|per|there|shown|drawn|has|have|can|of the)\b|[?,.;]|$)",
    re.I,
)
IDLE = re.compile(r"^(?:point|unit|symbol|no|nos|the|of|for|and|with|a|an|to|in|on|at|by|amp|c/w|type|pcs?)$")
SAME_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"吸顶灯|顶灯", ("ceiling", "light")), (r"壁灯", ("wall", "light")), (r"筒灯", ("downlight",)),
    (r"应急(?:照明)?灯", ("emergency", "light")), (r"日光灯|荧光灯", ("fluorescent", "light")), (r"灯(?:具|位|点)?", ("light",)),
    (r"吊扇", ("ceiling", "fan")), (r"壁扇", ("wall", "fan")), (r"排气扇|换气扇|排风扇", ("exhaust", "fan")),
    (r"插座", ("outlet",)), (r"三孔", ("3", "pin")), (r"单(?:联|控|极)开关", ("one", "way", "switch")), (r"开关", ("switch",)),
    (r"配电箱|配电盘", ("distribution", "board")), (r"电表", ("meter",)), (r"烟感|感烟", ("smoke", "detector")),
    (r"温感|感温", ("heat", "detector")), (r"喷(?:淋)?头|喷淋", ("sprinkler",)), (r"扬声器|喇叭", ("speaker",)),
    (r"摄像(?:头|机)", ("camera",)), (r"地漏", ("floor", "drain")), (r"消火栓", ("hydrant",)), (r"灭火器", ("extinguisher",)),
    (r"阀门?", ("valve",)), (r"电话", ("telephone",)), (r"安全出口", ("exit",)), (r"洗脸盆|洗手盆", ("basin",)),
    (r"坐便器|马桶", ("toilet",)), (r"立管", ("riser",)), (r"出风口|送风口", ("supply", "diffuser")),
)  # fmt: skip
ONE_WORD = {
    "lamp": "light", "lighting": "light", "luminaire": "light", "socket": "outlet", "receptacle": "outlet",
    "13amp": "13a", "wc": "toilet", "phone": "telephone", "panel": "board", "wallmounted": "wall",
    "mounted": "", "surface": "", "three": "3", "triple": "3", "double": "2", "two": "2", "single": "1",
}  # fmt: skip


def count_of_symbols(asked: Asked) -> Reply | None:
    """How many ceiling lights: the symbol that the legend shows beside these words, wherever it is drawn."""
    if not asked.has(*HOW_MANY) or asked.has(*BEYOND) or asked.marks or asked.family or _of_rooms(asked):
        return None
    row = _row_asked_for(asked)
    if row is None:
        return None
    search = [asked.sheet] if asked.sheet_named and asked.sheet else [row.evidence.sheet]
    try:
        found = asked.need("find_symbol", sheet=row.evidence.sheet, legend=row.evidence.text, search=search)
    except Failed:
        return None
    drawn = [quantity for quantity in found.quantities if quantity.sources[0].method in ("vector", "raster")]
    stated = next((quantity for quantity in found.quantities if quantity.sources[0].method == "schedule"), None)
    if len(drawn) != 1:
        return None
    return _told(asked, row, drawn[0], stated, found)


def _of_rooms(asked: Asked) -> bool:
    """Rooms are counted by their names, not by a symbol."""
    return bool(re.search(r"\b(?:bed|bath|wash|store)?rooms?$|[多几]少?间", counted_words(asked.text), re.I))


def _row_asked_for(asked: Asked) -> Item | None:
    """The row of a legend whose words the question names, one alone."""
    here = _best_row(asked, asked.need("read_legend", sheet=asked.sheet)) if asked.sheet else None
    return here or _best_row(asked, asked.need("read_legend"))


def _best_row(asked: Asked, legend: Result) -> Item | None:
    wanted = _words(counted_words(asked.text))
    scored = [(_score(_words(item.evidence.text), wanted), item) for item in legend.items]
    best = max((score for score, _ in scored), default=0.0)
    rows = [item for score, item in scored if score == best]
    if best < LEAST_SHARE or len({item.evidence.text.casefold() for item in rows}) != 1:
        return None
    here = [item for item in rows if item.evidence.sheet == asked.sheet]
    return (here or rows)[0]


def counted_words(question: str) -> str:
    """What is counted, without where: "patient rooms" of "how many patient rooms are on the finish plan"."""
    found = COUNTED.search(question)
    return found["what"] if found else question


def _score(row: set[str], wanted: set[str]) -> float:
    """How much of the row is named, and then how little else it says."""
    shared = row & wanted
    return len(shared) / len(row) + 0.001 * len(shared) if shared and row else 0.0


def _words(text: str) -> set[str]:
    """The words that tell one symbol from another, in one form: lamps are lights, 吊扇 is a ceiling fan."""
    found = {word for pattern, words in SAME_WORDS if re.search(pattern, text) for word in words}
    if re.search(r"吸顶灯|顶灯|壁灯|筒灯", text):
        found |= {"light"}
    for word in re.findall(
        r"[a-z]+|\d+\s?a\b|\d+(?:mm)?|[\u3400-\u9fff]{2,}", re.sub(r"\bamps?\.?", "a", text.casefold())
    ):
        plain = re.sub(r"\s", "", word)
        plain = plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain
        plain = ONE_WORD.get(plain, plain)
        if plain and not IDLE.match(plain) and not re.search(r"[\u3400-\u9fff]", plain):
            found.add(plain)
    return found or set(re.findall(r"[\u3400-\u9fff]{2,}", text))


def _told(asked: Asked, row: Item, drawn: Quantity, stated: Quantity | None, found: Result) -> Reply:
    parts = [_count(asked, row, drawn)]
    doubtful = [held for held in found.withheld if _is_doubtful(held)]
    agrees = stated is not None and stated.value == drawn.value
    if stated is not None:
        parts.append(_beside(asked, drawn, stated))
    elif asked.has(*AGREES):
        parts.append(asked.say("The legend states no number for it.", "图例没有写明其数量。"))
    if doubtful and not agrees:
        parts.append(
            asked.say(
                "Further places look much like it but have a line more or less; they were not counted and are listed below.",
                "另有位置与其相似但线条略有不同，未计入，见下方列表。",
            )
        )
    # Fewer than the legend states: the search may well have missed some.
    missed = stated is not None and drawn.value < stated.value
    unsure = missed or (bool(doubtful) and not agrees)
    text = asked.say(" ", "").join(parts)
    return Reply(text=text, headline=drawn.id, verdict="refused" if unsure else "answered")


def _is_doubtful(held: Withheld) -> bool:
    return held.reason in (MISSING, FURTHER) and held.evidence is not None and held.evidence.confidence > 0.85


def _count(asked: Asked, row: Item, drawn: Quantity) -> str:
    sheet = drawn.sources[0].sheet
    number = f"{drawn.value:f}"
    return asked.say(
        f"{number} [{drawn.id}] are drawn on sheet {sheet}, counted by the symbol that stands beside “{row.evidence.text}” "
        f"[{row.id}] in the legend.",
        f"第 {sheet} 张图上画有 {number} 个 [{drawn.id}]，按图例中“{row.evidence.text}”[{row.id}] 旁的符号计数。",
    )


def _beside(asked: Asked, drawn: Quantity, stated: Quantity) -> str:
    said = f"{stated.value.normalize():f}"
    if stated.value == drawn.value:
        return asked.say(
            f"The legend says {said} [{stated.id}] as well.", f"图例写明的数量也是 {said} [{stated.id}]，一致。"
        )
    return asked.say(
        f"The legend says {said} [{stated.id}], which does not match.",
        f"图例写明的数量是 {said} [{stated.id}]，两者不一致。",
    )
