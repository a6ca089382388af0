"""Rule for reckoning on with the answer before: "so how many is it now?", "times 3", "plus 5 % waste", "再乘以 2"."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.before import known, standing
from agent.rules.ellipsis import leans
from tools.kit.quantity import Quantity

SHORT = 48
NOW = (
    r"^\W*(?:so|and|then|ok|okay|well|but)?\W*(?:how (?:many|much)|what) (?:is|are|was|does) (?:it|that|this|there|they|the (?:total|count|number|figure|result|answer))(?: come to)?(?: (?:now|then|in the end|after (?:that|this|my corrections?)))+\W*$",
    r"^\W*(?:那么?|所以|于是)?\W*(?:现在|目前|更正后|改(?:完|好|过)?[之以]?后|最后|如今)\W*(?:一共|总共|共|合计|总数|结果)?(?:有|是|为)?(?:多少|几[个根樘扇间块处]?)\w{0,2}\W*$",
)  # fmt: skip
NUMBER = r"(?P<n>\d+(?:\.\d+)?)"
LEAD = r"^\W*(?:and|then|now|so|please|ok|再|请|那么?|然后|把它|将其)*\W*"
END = r"(?:\s*(?:please|of (?:them|these|those|it)|个|倍|套|后|呢|多少|是|等于|共|一共|[?？.。!！,，])*)*$"
PERCENT = rf"{NUMBER}\s*(?:%|％|per ?cent)"
FOR_WASTE = r"(?:\s*(?:for|of|as)?\s*(?:the )?(?:waste|wastage|losses|loss|spares?|breakage|cutting|contingency|的?损耗|的?富余|的?备用|的?余量))?"
STEPS = (
    (re.compile(rf"{LEAD}(?:multipl(?:y|ied)(?: (?:that|it|this|them|the (?:count|total|figure|number)))? by|times|乘以?|x|×|\*)\s*{NUMBER}{END}", re.I), ("{q} * n", "{q} × {n}")),
    (re.compile(rf"{LEAD}(?:divide(?:d)?(?: (?:that|it|this|them))? by|除以)\s*{NUMBER}{END}", re.I), ("{q} / n", "{q} ÷ {n}")),
    (re.compile(rf"{LEAD}(?:add|plus|with|allow(?:ing)?|including|incl\.?|加上?|另加|考虑|计入)\s*(?:for )?(?:损耗(?:率)?)?\s*{PERCENT}{FOR_WASTE}{END}", re.I), ("{q} * (1 + n / 100)", "{q} + {n} %")),
    (re.compile(rf"{LEAD}(?:less|minus|deduct|subtract|take off|减去?|扣除?|扣掉)\s*{PERCENT}{FOR_WASTE}{END}", re.I), ("{q} * (1 - n / 100)", "{q} - {n} %")),
)  # fmt: skip


TOGETHER = (
    r"^\W*(?:and |so |then )?(?:what (?:is|are) )?(?:that |it |they |them |these |those )?(?:all |both )?(?:together|altogether|combined|summed up|added up|in total|in all|the (?:sum|total))(?: of (?:them|these|those|both|all))?\W*$",
    r"^\W*(?:and |so |then )?how many (?:is|are) (?:that|they|there|those)? ?(?:together|altogether|in total|in all)\W*$",
    r"^\W*(?:那么?)?(?:一共|总共|合计|加起来|合起来|两者|三者|全部)(?:一共|总共|合计|共)?(?:是|有)?(?:多少|几)?\w{0,2}(?:呢)?\W*$",
)  # fmt: skip


def together(asked: Asked) -> Reply | None:
    """The sum of the figures that one question and those that lean on it have brought: D2, "and D3?", "together?"."""
    history = asked.turn.history
    start = next((at for at in range(len(history) - 1, -1, -1) if not leans(history[at].question)), 0)
    if not asked.has(*TOGETHER) or len(history) - start < 2:
        return None
    ledger = known(history)
    heads = [ledger.latest(each.answer.headline) for each in history[start:] if each.answer.headline]
    found = list({head.id: head for head in heads}.values())
    if len(found) < 2 or len({head.unit for head in found}) != 1:
        return None
    label = asked.say("total", "合计")
    total = asked.need("calculate", expression=" + ".join(head.id for head in found), label=label, unit=found[0].unit)
    new = total.quantities[-1]
    listed = " + ".join(f"{head.shown()} [{head.id}]" for head in found)
    names = asked.say(", ", "、").join(head.named(asked.language) for head in found)
    text = asked.say(
        f"Together {new.shown()} [{new.id}] = {listed} ({names}).",
        f"合计 {new.shown('zh')} [{new.id}] = {listed}（{names}）。",
    )
    return Reply(text=text, headline=new.id, verdict="answered")


def reckoned(asked: Asked) -> Reply | None:
    """The figure of the answer before as it stands, or what it comes to by the step that the question names."""
    head = standing(asked) if len(asked.text) <= SHORT else None
    if head is None:
        return None
    if asked.has(*NOW):
        text = f"{head.named(asked.language)} = {head.shown()} [{head.id}]"
        return Reply(text=text + asked.say(".", "。"), headline=head.id, verdict="answered")
    return next(
        (_stepped(asked, head, *forms, found["n"]) for words, forms in STEPS if (found := words.search(asked.text))),
        None,
    )


def _stepped(asked: Asked, head: Quantity, form: str, words: str, number: str) -> Reply:
    given = {"name": "n", "value": number, "unit": "", "source": "user"}
    label = head.named(asked.language)
    made = asked.need("calculate", expression=form.format(q=head.id), label=label, unit=head.unit, inputs=[given])
    step, new = made.quantities
    shown = words.format(q=f"{head.shown()} [{head.id}]", n=f"{step.shown()} [{step.id}]")
    total = f"{new.value:f} nos" if new.unit == "nos" else new.shown()  # 6.3 pieces are not 6
    text = f"{label}: {shown} = {total} [{new.id}]"
    return Reply(text=text + asked.say(".", "。"), headline=new.id, verdict="answered")
