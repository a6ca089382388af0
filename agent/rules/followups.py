"""Rules for follow-ups: "how did you get that?", "show me where", "层高改成 3.6 m 重算", "in cubic yards", "列成表"."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.before import Before, before
from tools.kit.language import Language
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity, unit_named

HOW = (
    r"\bhow (?:did|do|have) (?:you|we) (?:get|got|arrive|compute|calculate|work|come|obtain|derive|find)",
    r"\bhow (?:was|is|were) (?:that|this|it|the)(?: (?:figure|number|total|value|result))? (?:calculated|computed|worked|obtained|derived)",
    r"\bwhere (?:does|did|do) (?:that|this|it|the|these|those)(?: (?:figure|number|total|value|result)s?)? come from",
    r"\b(?:explain|show) (?:me )?(?:the|your|that|this) (?:calculation|working|workings|steps?|figure|number)",
    r"怎么(?:算|得|来|求|数)(?:出来?)?的?", r"如何(?:得|算|求)(?:出|到)?", r"(?:计算|推算)(?:过程|依据|步骤)", r"依据(?:是什么|何在)", r"怎么得(?:出|到)",
)  # fmt: skip
WHERE = (
    r"^\W*(?:please |can you |could you )*(?:show|mark|highlight|point)\b.{0,20}\b(?:where|them|it|that|those|places?)\b.{0,20}$",
    r"^\W*where (?:is|are|was|were) (?:it|that|this|they|those|these)\b",
    r"^\W*(?:请|帮我)?(?:在图上)?(?:标|指|圈)(?:出|给我看|一下)", r"^\W*(?:它们?|这些?|那些?)?在(?:哪|什么位置)", r"^\W*(?:位置|在图上的位置)",
)  # fmt: skip
TABLE = (
    r"\b(?:as|in|into|make|give me|put)\b.{0,16}\btable\b",
    r"\btabulate\b",
    r"(?:列成?|做成?|用|出)(?:一?[张个])?(?:表|清单)",
    r"表格",
)
NUMBER = r"(?P<value>\d+(?:[.,]\d+)*(?:'(?:\s*-?\s*\d+)?\"?)?)\s*(?P<unit>mm|cm|m|ft|in|米|毫米|厘米)?(?![A-Za-z0-9])"
CHANGE = (
    re.compile(rf"(?P<name>[\u3400-\u9fff]{{1,8}}?)\s*(?:改成|改为|换成|变成|调整为|按|取|应该是|应为|其实是|是)\s*{NUMBER}"),
    re.compile(rf"(?:把|将|如果|若)?(?P<name>[\u3400-\u9fff]{{1,8}}?)(?:改成|改为|换成|变成|为)\s*{NUMBER}"),
    re.compile(
        rf"\b(?:the )?(?P<name>[a-z][a-z \-]{{1,28}}?) (?:is|was|were|should be|must be|are|to|of|at|=) (?:actually |really |in fact |now )?{NUMBER}",
        re.I,
    ),
    re.compile(rf"\b(?:use|take|with|assume) (?:a |an |the )?{NUMBER} (?:for|as) (?:the )?(?P<name>[a-z][a-z \-]{{1,28}})", re.I),
    re.compile(rf"\b(?:use|take|with|assume) (?:a |an |the )?(?P<name>[a-z][a-z \-]{{1,28}}?) (?:of )?{NUMBER}", re.I),
)  # fmt: skip
REDO = (
    r"\b(?:redo|re-?calculate|again|instead|change|make|use|what if|if|actually|should be)\b",
    r"重(?:新)?算|改|换|应|如果|若|按|取",
)
UNITS = {
    r"\bcubic\s+yards?\b|\bcu\.?\s?yd|\bcy\b|立方码": "yd3", r"\bcubic\s+feet\b|\bcu\.?\s?ft|立方英尺": "ft3",
    r"\bcubic\s+met(?:er|re)s?\b|\bm3\b|m³|立方米": "m3", r"\bsquare\s+yards?\b|\bsq\.?\s?yd|平方码": "yd2",
    r"\bsquare\s+feet\b|\bsq\.?\s?ft|\bsf\b|平方英尺": "ft2", r"\bsquare\s+met(?:er|re)s?\b|\bm2\b|m²|㎡|平方米": "m2",
    r"\blit(?:er|re)s?\b|公?升": "L", r"\bmillimet(?:er|re)s?\b|\bmm\b|毫米": "mm", r"\bcentimet(?:er|re)s?\b|\bcm\b|厘米": "cm",
    r"\bfeet\b|\bfoot\b|\bft\b|英尺": "ft", r"\binch(?:es)?\b|英寸": "in", r"\byards?\b": "yd", r"\bmet(?:er|re)s?\b|(?<!方)米": "m",
    r"\btonnes?\b|\btons?\b|吨": "t", r"\bpounds?\b|\blbs?\b|磅": "lb", r"\bkilograms?\b|\bkg\b|公斤|千克": "kg",
}  # fmt: skip
CONVERT = (r"^\W*(?:and |now |please |what is (?:that|it|this) |give (?:me )?(?:that|it|this) |convert (?:that|it|this)? ?)*(?:in|to|into)\b",
           r"换算|折合|单位|转(?:成|换)|是多少|^\W*用")  # fmt: skip


def follow_up(asked: Asked) -> Reply | None:
    """What is asked about the answer before; None where it is a question of its own."""
    earlier = None if asked.marks else before(asked)
    if earlier is None:
        return None
    return next(
        (reply for rule in (_changed, _how, _converted, _table, _shown) if (reply := rule(asked, earlier))), None
    )


def _how(asked: Asked, earlier: Before) -> Reply | None:
    head = earlier.head
    if not asked.has(*HOW):
        return None
    if head is None:
        return _shown(asked, earlier, sure=True)
    walked = [node for node in asked.turn.ledger.walk(head.id) if node.kind != "computed"]
    lead = f"{head.named(asked.language)} = {head.shown()} [{head.id}]"
    if head.kind == "computed":
        lead += f" = {_formula(head, asked.turn.ledger, asked.language)}"
    parts = [asked.say(_source_en(node), _source_zh(node)) for node in walked[:12]]
    text = asked.say(f"{lead}. {' '.join(parts)}", f"{lead}。{''.join(parts)}")
    return Reply(text=text, headline=head.id, verdict="answered")


def _formula(head: Quantity, ledger: Ledger, language: Language) -> str:
    """The expression in figures, each with its id."""
    expression = (head.expression or "").replace("**", "^").replace("*", "×")

    def figure(found: re.Match[str]) -> str:
        node = ledger.quantity(found[0])
        return f"{node.shown(language)} [{node.id}]"

    return re.sub(r"\bq\d+\b", figure, expression)


def _source_en(node: Quantity) -> str:
    if node.kind == "given":
        return f"You gave {node.label} as {node.shown()} [{node.id}]."
    if node.kind == "assumed":
        return f"{node.shown()} [{node.id}] for {node.label} is an assumption."
    return f"{node.shown()} [{node.id}] is {node.label}, read on sheet {_sheets(node)}."


def _source_zh(node: Quantity) -> str:
    if node.kind == "given":
        return f"{node.named('zh')} 由您给出：{node.shown('zh')} [{node.id}]。"
    if node.kind == "assumed":
        return f"{node.named('zh')} 为假定值：{node.shown('zh')} [{node.id}]。"
    return f"{node.named('zh')} = {node.shown('zh')} [{node.id}]，见第 {_sheets(node)} 张图。"


def _sheets(node: Quantity) -> str:
    return ", ".join(sorted({str(source.sheet) for source in node.sources if source.sheet}, key=int)) or "?"


def _shown(asked: Asked, earlier: Before, sure: bool = False) -> Reply | None:
    """The places of the figure, or of what the answer quoted."""
    answer, _, head = earlier
    if not sure and not asked.has(*WHERE):
        return None
    if head:
        places = [source for node in asked.turn.ledger.walk(head.id) for source in node.sources if source.sheet]
        sheets = ", ".join(sorted({str(place.sheet) for place in places}, key=int))
        text = asked.say(
            f"{head.label} = {head.shown()} [{head.id}]. Its places are marked on sheet {sheets}.",
            f"{head.named('zh')} = {head.shown('zh')} [{head.id}]，位置已在第 {sheets} 张图上标出。",
        )
        return Reply(text=text, headline=head.id, verdict="answered") if places else None
    items = [item for item in answer.items if asked.turn.ledger.item(item.id)][:6]
    if not items:
        return None
    listed = asked.say("; ", "；").join(f"“{item.label}” [{item.id}]" for item in items)
    return Reply(text=asked.say(f"It rests on: {listed}.", f"依据：{listed}。"), verdict="answered")


def _table(asked: Asked, earlier: Before) -> Reply | None:
    """What the answer rests on, a row each."""
    answer, _, head = earlier
    if not asked.has(*TABLE) or head is None:
        return None
    nodes = list(
        {n.id: n for q in answer.quantities for n in asked.turn.ledger.walk(asked.turn.ledger.latest(q.id).id)}.values()
    )
    rows = [_row(node, asked) for node in sorted(nodes, key=lambda node: int(node.id[1:]))]
    title = asked.say("| What | Figure | From |", "| 项目 | 数值 | 来源 |")
    return Reply(text="\n".join([title, "|---|---|---|", *rows]), headline=head.id, verdict="answered")


def _row(node: Quantity, asked: Asked) -> str:
    label = node.named(asked.language).replace("|", "/")
    source = "=" if node.kind == "computed" else asked.say(node.kind, KINDS[node.kind])
    return f"| {label} | {node.shown(asked.language)} [{node.id}] | {source} |"


def _converted(asked: Asked, earlier: Before) -> Reply | None:
    """The same figure in another unit."""
    head = earlier.head
    unit = next((unit for words, unit in UNITS.items() if asked.has(words)), None)
    if unit is None or head is None or len(asked.text) > 40 or not asked.has(*CONVERT):
        return None
    if unit_named(unit).dimension != unit_named(head.unit).dimension:
        return Reply(
            text=asked.say(f"{head.label} is in {head.unit}; it cannot be given in {unit}.", f"{head.named('zh')} 的单位是 {head.unit}，不能换算成 {unit}。"),
            verdict="refused",
        )  # fmt: skip
    new = asked.need("calculate", expression=head.id, label=head.named(asked.language), unit=unit).quantities[-1]
    return Reply(
        text=asked.say(f"{head.label} = {new.shown()} [{new.id}], which is {head.shown()} [{head.id}].", f"{head.named('zh')} = {new.shown('zh')} [{new.id}]，即 {head.shown('zh')} [{head.id}]。"),
        headline=new.id, verdict="answered",
    )  # fmt: skip


def _changed(asked: Asked, earlier: Before) -> Reply | None:
    """A figure that the user corrects, and the answer computed anew."""
    head = earlier.head
    if head is None or (re.search(r"[?？]\s*$", asked.text) and not asked.has(*REDO)):
        return None
    for words in CHANGE:
        for found in words.finditer(asked.text):
            nodes = _meant(found["name"], [n for n in earlier.ledger.walk(head.id) if n.id != head.id])
            if nodes:
                return _redone(asked, head, nodes, found["value"], found["unit"] or "")
    return None


def _redone(asked: Asked, head: Quantity, nodes: Sequence[Quantity], value: str, unit: str) -> Reply:
    unit = unit_named(unit).symbol if unit else ""
    changes = [{"id": node.id, "value": value, **({"unit": unit} if unit else {})} for node in nodes]
    result = asked.need("recalculate", changes=changes)
    new, total = result.quantities[0], next((q for q in result.quantities if q.replaces == head.id), None)
    if total is None:
        text = asked.say(
            f"Noted: {new.label} is {new.shown()} [{new.id}].",
            f"已更正：{new.named('zh')} 为 {new.shown('zh')} [{new.id}]。",
        )
        return Reply(text=text, headline=new.id, verdict="answered")
    ledger = asked.turn.ledger
    text = asked.say(
        f"With {new.label} = {new.shown()} [{new.id}], {total.label} is {total.shown()} [{total.id}] = {_formula(total, ledger, asked.language)}.",
        f"{new.named('zh')} 改为 {new.shown('zh')} [{new.id}] 后，{total.named('zh')} 为 {total.shown('zh')} [{total.id}] = {_formula(total, ledger, asked.language)}。",
    )
    return Reply(text=text, headline=total.id, verdict="answered")


KINDS = {"read": "图上读取", "given": "由您给出", "assumed": "假定", "computed": "计算"}
SYNONYMS = (
    {"height", "storey height", "story height", "floor height", "层高", "柱高", "墙高", "高度", "高"},
    {"thickness", "板厚", "墙厚", "厚度", "厚"},
    {"width", "b", "宽度", "宽", "截面宽"},
    {"depth", "h", "高", "截面高", "深度", "深"},
    {"length", "长度", "长"},
    {"count", "number", "nos", "数量", "个数", "根数", "樘数"},
)


def _meant(name: str, nodes: Sequence[Quantity]) -> list[Quantity]:
    """The one input that the user names, as often as it was read: the height of each column. Nothing where several could be
    meant."""
    wanted = name.strip().casefold()
    same = next(
        (
            group
            for group in SYNONYMS
            if any(word == wanted or wanted.endswith(word) for word in group if len(word) > 1)
        ),
        {wanted},
    )
    found = [node for node in nodes if wanted in node.label.casefold() or node.label.casefold() in same
             or any(len(word) > 1 and word in node.label.casefold() for word in same)]  # fmt: skip
    inputs = [node for node in found if node.kind != "computed"] or found
    distinct = {node.id: node for node in inputs}.values()
    return list(distinct) if len({(node.label, node.value, node.unit) for node in distinct}) == 1 else []
