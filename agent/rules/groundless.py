"""Rule for what leans on a figure that is not there: "层高改成 4.5 m 重算", "列成表", "in cubic yards" after no answer or another one."""

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.before import before
from agent.rules.followups import CHANGE, HOW, WHERE
from tools.kit.quantity import Quantity

ANEW = (
    r"\b(?:redo|re-?calculate|re-?compute|re-?work)\b(?!.*\bhow many\b)", r"重(?:新)?(?:算|计算)|再算",
    r"(?:改成|改为|换成|调整为)\s*\d[\d.,]*\s*(?:mm|cm|m|米|毫米|厘米)?(?:\s*(?:呢|吧|试试|看看))?\W*$",
)  # fmt: skip
ALONE = (
    r"^\W*(?:请|帮我|再)?(?:把(?:它们?|结果|这些))?(?:列|做|整理)成?(?:一?[张个])?(?:表格?|清单)\W*$",
    r"^\W*(?:please |now |and )*(?:(?:give|make|put|show)(?: me)? (?:that|it|this|them) )?(?:as|in|into) an? table\W*$",
    r"^\W*(?:and |now |please )*(?:convert (?:that|it|this) )?(?:in|to|into) (?:cubic|square) (?:yards?|feet|met(?:er|re)s?)\W*$",
    r"^\W*(?:请)?(?:换算|折合|转换)成?(?:立方|平方)?[米码]?\W*$",
)  # fmt: skip
LESS = (
    r"^\W*(?:please |now |and |but )*(?:(?:leave|take) out|without|except|excluding|ignore)\b.{0,24}\b(?:ax[ei]s|grids?|gridlines?)\b.{0,24}$",
    r"^\W*(?:请|再)?(?:不算|不含|不计|除去|去掉|扣掉|扣除|剔除|排除).{0,16}轴.{0,10}$",
)  # fmt: skip
POINTS = (
    r"\b(?:where|them|it|that|this|they|those|these|places?)\W*$",
    r"^\W*(?:请|帮我)?(?:在图上)?(?:标|指|圈|位置|在哪).{0,8}$",
)
"""Such a question names nothing of its own: "show me where", not "show me where the toilets are"."""
LEANS = 60
"""Characters of a question that is only about what was said before."""
MOST = 6


def nothing_to_go_on(asked: Asked) -> Reply | None:
    """Says what is missing: a figure before, or the input that the user names among those that the figure rests on."""
    anew = asked.has(*ANEW) and any(words.search(asked.text) for words in CHANGE)
    less = asked.has(*LESS)
    leans = len(asked.text) <= LEANS and (asked.has(*HOW) or (asked.has(*WHERE) and asked.has(*POINTS)))
    if asked.marks or not (anew or less or leans or asked.has(*ALONE)):
        return None
    earlier = before(asked)
    if earlier is None or earlier.head is None:
        text = asked.say(
            "There is no figure before this that it could refer to. Ask for the quantity first, then for this.",
            "前面还没有可供沿用的数字。请先问出工程量，再提这一要求。",
        )
        return Reply(text=text, verdict="refused")
    if less:
        return Reply(text=_whole(asked, earlier.head), verdict="refused")
    inputs = [n for n in earlier.ledger.walk(earlier.head.id) if n.kind != "computed"]
    return Reply(text=_not_among(asked, earlier.head, inputs), verdict="refused") if anew else None


def _whole(asked: Asked, head: Quantity) -> str:
    return asked.say(
        f"{head.label} = {head.shown()} [{head.id}] is of the whole plan; the built-in rules do not leave such a part out of it. "
        "Ask for the part that stays, or strike the places that do not count by their numbers.",
        f"{head.named('zh')} = {head.shown('zh')} [{head.id}] 是整张平面的数量，内置规则不能从中扣除这一部分。请直接问保留部分的数量，或按编号剔除不计的位置。",
    )


def _not_among(asked: Asked, head: Quantity, inputs: list[Quantity]) -> str:
    known = {node.id: node for node in inputs}.values()
    listed = asked.say("; ", "；").join(
        f"{n.named(asked.language)} {n.shown(asked.language)} [{n.id}]" for n in list(known)[:MOST]
    )
    return asked.say(
        f"{head.label} = {head.shown()} [{head.id}] does not rest on what you name, so it stays. It rests on: {listed}. "
        "Name one of these with its new value.",
        f"{head.named('zh')} = {head.shown('zh')} [{head.id}] 没有用到您所说的量，因此不变。它的依据是：{listed}。请指明要改的是哪一项及其新值。",
    )
