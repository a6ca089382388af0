"""Rules for the overall length and width of a plan, and for what a chain of dimensions adds up to."""

from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.chained import Read, added, chains_in, sum_of
from agent.rules.lengths import millimetres, shown

OVERALL = (
    r"\b(?:overall|total|outer|outside|external|whole)\b.*\b(?:lengths?|widths?|dimensions?|size)\b",
    r"\b(?:how long|how wide) is (?:the|this) (?:building|house|plan|floor)\b", r"\b(?:lengths?|widths?) of the (?:building|house|plan)\b",
    "总长", "总宽", "总尺寸", "外包尺寸", "外轮廓尺寸", "建筑长", "房屋长", "建筑物长",
)  # fmt: skip
CHAIN = (
    r"\bchains?\b",
    r"\badds? up\b",
    r"\bsum of\b.*\bdimensions?\b",
    "尺寸链",
    "分尺寸",
    "细部尺寸",
    "尺寸相加",
    "尺寸之和",
)
NOT_OVERALL = (
    r"\bareas?\b", r"\bvolume\b", r"\bconcrete\b", r"\bwalls?\b", r"\bpipes?\b", r"\bcables?\b", r"\bheights?\b", r"\brebar\b", r"\bbeams?\b",
    r"\bdoors?\b", r"\bwindows?\b", r"\bcolumns?\b", r"\brooms?\b", "面积", "体积", "混凝土", "墙", "管", "电缆", "高度", "梁", "钢筋", "门", "窗", "柱",
)  # fmt: skip
SIDES = {
    "top": (r"\btop\b|\bupper\b|\bnorth\b", "上方|顶部|上侧|北侧"), "bottom": (r"\bbottom\b|\blower\b|\bsouth\b", "下方|底部|下侧|南侧"),
    "left": (r"\bleft\b|\bwest\b", "左侧|左边|西侧"), "right": (r"\bright\b|\beast\b", "右侧|右边|东侧"),
}  # fmt: skip
WIDTH = (r"\bwidths?\b", r"\bwide\b", "宽")
LENGTH = (r"\blengths?\b", r"\blong\b", "长")
SPANNING = 0.9


def overall(asked: Asked) -> Reply | None:
    """The overall length and width, and the sum of a chain beside it."""
    wants_chain = asked.has(*CHAIN)
    if not (asked.has(*OVERALL) or wants_chain) or asked.marks or (asked.has(*NOT_OVERALL) and not wants_chain):
        return None
    result = asked.need("read_dimensions", sheet=asked.sheet)
    chains = [chain for chain in chains_in(result.quantities) if chain.direction in ("level", "upright")]
    if not chains:
        return None
    parts, good = _overalls(asked, chains) if asked.has(*OVERALL) else ([], True)
    if wants_chain:
        text, agrees = _chain(asked, chains)
        parts, good = [*parts, text], good and agrees
    if not parts:
        return None
    return Reply(text=asked.say(" ", "").join(parts), verdict="answered" if good else "refused")


def _overalls(asked: Asked, chains: Sequence[Read]) -> tuple[list[str], bool]:
    """The longer way is the length, the shorter one the width."""
    best = {way: ours[0] for way in ("level", "upright") if (ours := [c for c in chains if c.direction == way])}
    ranked = sorted(best.values(), key=lambda chain: -chain.total)
    wants_length, wants_width = asked.has(*LENGTH), asked.has(*WIDTH)
    if wants_length != wants_width and len(ranked) == 2:
        ranked = ranked[:1] if wants_length else ranked[1:]
    names = {0: asked.say("Overall length", "总长"), 1: asked.say("overall width", "总宽")}
    first = 0 if wants_length or not wants_width else 1
    told = [_whole(asked, names[min(first + n, 1)], chain, chains) for n, chain in enumerate(ranked)]
    return [text for text, _ in told], all(good for _, good in told) and (
        len(ranked) == 2 or wants_length != wants_width
    )


def _whole(asked: Asked, name: str, chain: Read, chains: Sequence[Read]) -> tuple[str, bool]:
    """One way, with the sums that confirm it."""
    same = [one for one in chains if one.direction == chain.direction and one.total == chain.total]
    single = next((one for one in same if len(one.parts) == 1), None)
    sums = next((one for one in same if len(one.parts) > 1), None)
    total = sum_of(asked, (single or chain).parts, name)
    text = f"{name}{asked.say(': ', '：')}{shown(total)} [{total.id}]"
    if sums and single:
        added_up = sum_of(asked, sums.parts, asked.say(f"sum of the chain beside the {name}", f"{name}旁分尺寸合计"))
        text += asked.say(f", and the chain of {added(sums.parts)} adds up to {shown(added_up)} [{added_up.id}]",
                          f"，分尺寸 {added(sums.parts)} 合计 {shown(added_up)} [{added_up.id}]")  # fmt: skip
    elif sums:
        text += f" = {added(sums.parts)}"
    return text + asked.say(".", "。"), True


def _chain(asked: Asked, chains: Sequence[Read]) -> tuple[str, bool]:
    """The chain of the side that the question names, of more parts than any other there."""
    side = next((side for side, words in SIDES.items() if asked.has(*words)), "top")
    way = "level" if side in ("top", "bottom") else "upright"
    ours = [chain for chain in chains if chain.direction == way and len(chain.parts) > 1]
    long = [chain for chain in ours if chain.total >= SPANNING * ours[0].total] if ours else []
    if not long:
        return asked.say("No chain of dimensions was found there.", "那里没有找到尺寸链。"), False
    edge = {
        "top": lambda c: c.box[1],
        "bottom": lambda c: -c.box[3],
        "left": lambda c: c.box[0],
        "right": lambda c: -c.box[2],
    }[side]
    chain = min(long, key=edge)
    where = {
        "top": ("top", "上方"),
        "bottom": ("bottom", "下方"),
        "left": ("left", "左侧"),
        "right": ("right", "右侧"),
    }[side]
    total = sum_of(asked, chain.parts, asked.say(f"chain at the {where[0]}", f"{where[1]}尺寸链合计"))
    text = asked.say(f"The chain at the {where[0]} adds up to {shown(total)} [{total.id}] = {added(chain.parts)}",
                     f"{where[1]}尺寸链合计 {shown(total)} [{total.id}] = {added(chain.parts)}")  # fmt: skip
    whole = next((one.parts[0].quantity for one in chains if one.direction == way and len(one.parts) == 1), None)
    if whole and millimetres(whole) >= chain.total and millimetres(whole) != chain.total:
        text += asked.say(f", but {shown(whole)} [{whole.id}] is printed for the whole", f"，但总尺寸标注为 {shown(whole)} [{whole.id}]")  # fmt: skip
        return text + asked.say(".", "。"), False
    return text + asked.say(".", "。"), True
