"""Rules for heights on sections and elevations: level to level, storeys, the whole building, sills."""

import re
from collections.abc import Iterator, Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.chained import Part, Read, added, chains_in, sum_of
from agent.rules.lengths import millimetres, shown
from tools.kit.quantity import Quantity

HEIGHT = (
    r"\bheights?\b",
    r"\bhow (?:high|tall)\b",
    "高度",
    "层高",
    "净高",
    "总高",
    "多高",
    "标高差",
    "高是多少",
    "高多少",
)
NOT_HEIGHT = (
    r"\bvolume\b",
    r"\bareas?\b",
    r"\bconcrete\b",
    r"\bhow many\b",
    "体积",
    "面积",
    "混凝土",
    "砼",
    r"\btext height\b",
    "字高",
)
SILL = (r"\bsill\b", "窗台", r"\bcill\b")
STOREY = (r"\b(?:storey|story|floor[- ]to[- ]floor)\b", "层高")
WHOLE = (
    r"\b(?:total|overall|whole)\b.*\bheight\b", r"\bheight of (?:the )?(?:whole )?(?:building|house|block)\b", r"\bbuilding height\b",
    r"\bhow (?:high|tall) is (?:the|this) (?:building|house)\b", "总高", "建筑高度", "建筑物高", "全高",
)  # fmt: skip
WORDS: dict[str, tuple[str, str]] = {
    "ceiling": (r"\bceiling", r"CEILING|天花|吊顶"),
    "beam": (r"\bbeam", r"BEAM|梁"),
    "slab": (r"\bslab", r"SLAB|板"),
    "roof": (r"\broof", r"ROOF|屋面|屋顶"),
    "parapet": (r"\bparapet", r"PARAPET|女儿墙"),
    "eaves": (r"\beaves?\b", r"EAVE|檐口"),
    "ridge": (r"\bridge\b", r"RIDGE|屋脊"),
    "floor": (r"\bfloor", r"FLOOR|F\.?F\.?L|地面|楼面|层"),
    "ground": (r"\bground\b(?! floor)", r"(?:GROUND|GRD)\b(?!\W*FLOOR)|室外|地坪"),
}
CHINESE = {
    "天花": "ceiling", "吊顶": "ceiling", "梁": "beam", "楼板": "slab", "板底": "slab", "屋面": "roof", "屋顶": "roof",
    "女儿墙": "parapet", "檐口": "eaves", "屋脊": "ridge", "地面": "floor", "楼面": "floor", "室外": "ground", "地坪": "ground",
}  # fmt: skip
SPLIT = re.compile(r"[-\s]to[-\s]|\bup to\b|到|至|[~～]|\bup\b", re.I)
STOREYS = re.compile(r"\b(ground|first|second|third|fourth|fifth|top|mezzanine|upper|lower)\s+floor\b", re.I)
STOREYS_ZH = re.compile(r"[首一二三四五六七八九十\d]+层(?!高)")
FLOOR = re.compile(WORDS["floor"][1], re.I)


def height(asked: Asked) -> Reply | None:
    """The height from level to level, of a storey, of the building, or the sill of a window."""
    if asked.has(*SILL):
        return _sill(asked)
    if not asked.has(*HEIGHT) or asked.has(*NOT_HEIGHT) or asked.marks:
        return None
    result = asked.need("read_dimensions", sheet=asked.sheet, direction="upright")
    chains = chains_in(result.quantities)
    if not chains:
        return None
    lower, upper = _asked_levels(asked.text)
    runs = [run for chain in chains for run in _between(chain, lower, upper)] if lower and upper else []
    if asked.has(*STOREY):
        runs = [run for run in runs if sum(millimetres(part.quantity) for part in run) <= HIGHEST]
    if runs:
        return _agreed(asked, runs)
    if asked.has(*STOREY):
        return _storeys(asked, chains)
    return _whole(asked, chains) if asked.has(*WHOLE) or (lower and upper) else None


def _asked_levels(question: str) -> tuple[list[str], list[str]]:
    """Expressions for the levels that a question names before and behind its "to": floor-to-ceiling, 地面到梁."""
    before, *behind = SPLIT.split(question, maxsplit=1)
    if behind:
        return _named(before), _named(behind[0])
    upper = [word for word in ("ceiling", "eaves", "ridge") if re.search(WORDS[word][0], question, re.I)]
    upper += [CHINESE[chinese] for chinese in ("天花", "吊顶", "檐口", "屋脊") if chinese in question]
    below = [WORDS["floor"][1], WORDS["ground"][1]] if upper else []
    return below, [WORDS[word][1] for word in upper]


def _named(text: str) -> list[str]:
    """A certain floor where one is named, else the kinds of levels."""
    floors = [rf"{'(?:GROUND|GRD)' if m[1].lower() == 'ground' else m[1]}\W*FLOOR" for m in STOREYS.finditer(text)]
    floors += STOREYS_ZH.findall(text)
    if floors:
        return floors
    english = [word for word, (asked_as, _) in WORDS.items() if re.search(asked_as, text, re.I)]
    return [WORDS[word][1] for word in english + [word for chinese, word in CHINESE.items() if chinese in text]]


def _between(chain: Read, lower: Sequence[str], upper: Sequence[str]) -> Iterator[tuple[Part, ...]]:
    """The runs of a chain that end on a level of the one kind, each from the nearest level of the other kind under it."""
    for end, last in enumerate(chain.parts):
        starts = [n for n in range(end + 1) if _is(chain.parts[n].low, lower)]
        if _is(last.high, upper) and starts:
            yield chain.parts[starts[-1] : end + 1]


def _is(words: str, kinds: Sequence[str]) -> bool:
    return bool(words) and any(re.search(kind, words, re.I) for kind in kinds)


def _agreed(asked: Asked, runs: Sequence[tuple[Part, ...]]) -> Reply:
    """One answer where all runs are of one length; else they are listed."""
    lengths = {sum(millimetres(part.quantity) for part in run) for run in runs}
    if len(lengths) > 1:
        listed = asked.say("; ", "；").join(_told(asked, run) for run in runs[:6])
        text = asked.say(f"Several heights fit: {listed}. Please name the level or the section.",
                         f"有多个高度：{listed}，请指明标高或剖面。")  # fmt: skip
        return Reply(text=text, verdict="refused")
    run = min(runs, key=len)
    total = sum_of(asked, run, asked.say("height", "高度"))
    text = asked.say(f"{shown(total)} [{total.id}], printed from “{run[0].low}” to “{run[-1].high}”",
                     f"{shown(total)} [{total.id}]，标注于“{run[0].low}”至“{run[-1].high}”")  # fmt: skip
    sections = {run[0].quantity.sources[0].box for run in runs}
    also = [one[0].quantity for one in runs if one is not run]
    if len(sections) > 1 and len(run) == 1 and also:
        text += asked.say(", and again", "，另见") + "".join(f" {shown(one)} [{one.id}]" for one in also[:2])
    parts = f" = {added(run)}" if len(run) > 1 else ""
    return Reply(text=text + parts + asked.say(".", "。"), headline=total.id, verdict="answered")


def _told(asked: Asked, run: Sequence[Part]) -> str:
    names = asked.say(f" from “{run[0].low}” to “{run[-1].high}”", f"（“{run[0].low}”至“{run[-1].high}”）")
    return added(run) + names


def _storeys(asked: Asked, chains: Sequence[Read]) -> Reply | None:
    """Dimensions from one floor level to the next."""
    runs = [
        (part,) for chain in chains for part in chain.parts
        if FLOOR.search(part.low) and (FLOOR.search(part.high) or re.search("ROOF|屋面", part.high, re.I))
        and millimetres(part.quantity) <= HIGHEST
    ]  # fmt: skip
    return _agreed(asked, runs) if runs else None


HIGHEST = 12_000
"""Millimetres: a storey higher than that speaks for dimensions whose unit was taken wrong."""


def _whole(asked: Asked, chains: Sequence[Read]) -> Reply | None:
    """The greatest upright chain that has a level at an end, confirmed by a chain of the same sum or by all its levels."""
    named = [chain for chain in chains if any(part.low or part.high for part in chain.parts)]
    if not named:
        return None
    best = max(named, key=lambda chain: chain.total)
    same = [chain for chain in chains if chain.total == best.total and chain.sheet == best.sheet]
    sums = [chain for chain in same if len(chain.parts) > 1]
    single = next((chain for chain in same if len(chain.parts) == 1), None)
    if not sums or not (single or all(part.low and part.high for part in sums[0].parts)):
        return None
    total = sum_of(asked, sums[0].parts, asked.say("total height", "总高"))
    text = asked.say(f"{shown(total)} [{total.id}] = ", f"{shown(total)} [{total.id}] = ") + added(sums[0].parts)
    if single:
        whole = single.parts[0].quantity
        text += asked.say(
            f"; the whole is printed as {shown(whole)} [{whole.id}]", f"；总高标注为 {shown(whole)} [{whole.id}]"
        )
    return Reply(text=text + asked.say(".", "。"), headline=total.id, verdict="answered")


def _sill(asked: Asked) -> Reply | None:
    """The lowest part of the upright chain at a window's elevation; the part above it is the window."""
    if len(asked.marks) != 1:
        return None
    mark = asked.marks[0]
    result = asked.need("read_dimensions", sheet=asked.sheet, direction="upright", near=mark)
    chains = [chain for chain in chains_in(result.quantities) if len(chain.parts) > 1]
    sills = {millimetres(chain.parts[0].quantity) for chain in chains}
    if len(sills) != 1:
        return _no_sill(asked, mark, [part.quantity for chain in chains_in(result.quantities) for part in chain.parts])
    sill, window = chains[0].parts[0].quantity, chains[0].parts[1].quantity
    text = asked.say(
        f"The sill of {mark} is {shown(sill)} [{sill.id}] above the floor; above it stands {shown(window)} [{window.id}] for the window.",
        f"{mark} 窗台高 {shown(sill)} [{sill.id}]，其上窗高标注 {shown(window)} [{window.id}]。")  # fmt: skip
    return Reply(text=text, headline=sill.id, verdict="answered")


def _no_sill(asked: Asked, mark: str, seen: Sequence[Quantity]) -> Reply | None:
    if not seen:
        return None
    listed = asked.say(", ", "、").join(f"{shown(one)} [{one.id}]" for one in seen[:6])
    text = asked.say(f"I cannot tell which of the upright dimensions at {mark} is its sill: {listed}.",
                     f"无法确定 {mark} 处哪个竖向尺寸是窗台高：{listed}。")  # fmt: skip
    return Reply(text=text, verdict="refused")
