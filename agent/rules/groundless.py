"""Rule for what leans on a figure that is not there: "层高改成 4.5 m 重算", "列成表", "in cubic yards" after no answer or another one."""

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.before import before
from agent.rules.followups import CHANGE
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
MOST = 6


def nothing_to_go_on(asked: Asked) -> Reply | None:
    """Says what is missing: a figure before, or the input that the user names among those that the figure rests on."""
    anew = asked.has(*ANEW) and any(words.search(asked.text) for words in CHANGE)
    if asked.marks or not (anew or asked.has(*ALONE)):
        return None
    earlier = before(asked)
    if earlier is None or earlier.head is None:
        text = asked.say(
            "There is no figure before this that it could refer to. Ask for the quantity first, then for this.",
            "前面还没有可供沿用的数字。请先问出工程量，再提这一要求。",
        )
        return Reply(text=text, verdict="refused")
    inputs = [n for n in earlier.ledger.walk(earlier.head.id) if n.kind != "computed"]
    return Reply(text=_not_among(asked, earlier.head, inputs), verdict="refused") if anew else None


def _not_among(asked: Asked, head: Quantity, inputs: list[Quantity]) -> str:
    known = {node.id: node for node in inputs}.values()
    listed = asked.say("; ", "；").join(f"{n.named(asked.language)} {n.shown()} [{n.id}]" for n in list(known)[:MOST])
    return asked.say(
        f"{head.label} = {head.shown()} [{head.id}] does not rest on what you name, so it stays. It rests on: {listed}. "
        "Name one of these with its new value.",
        f"{head.named('zh')} = {head.shown()} [{head.id}] 没有用到您所说的量，因此不变。它的依据是：{listed}。请指明要改的是哪一项及其新值。",
    )
