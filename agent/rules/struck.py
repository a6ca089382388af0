"""Rule for places struck out of the count before: "3 and 7 are not doors", "去掉第 3、7 个"."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked, Failed
from agent.rules.before import before
from tools.kit.quantity import Quantity

AND = r"\s*(?:,|，|、|and|&|和|与|及|,\s*and)\s*"
NUMBERS = rf"(?:(?:no|nos|number|numbers|candidates?|places?)\.?\s*|#|第|编号|号码)?\s*(?P<numbers>#?\d{{1,3}}(?:{AND}(?:第|#)?\d{{1,3}})*)"
STRUCK = (
    re.compile(rf"^\W*{NUMBERS}\s*(?:is|are|was|were|isn|aren)(?:\s+(?:not|no|wrong|false|something else|mistaken)\b|.?t\b)", re.I),
    re.compile(rf"^\W*(?:please\s+)?(?:strike|remove|drop|delete|discard|exclude|leave out|take out|take away|cross out)\s+(?:out\s+)?{NUMBERS}\s*(?:out|away)?[.!]?\s*(?:,.*|please.*)?$", re.I),
    re.compile(rf"^\W*{NUMBERS}\s*[个号处根樘扇]?\s*(?:都)?(?:不是|不算|不对|有误|错了?|是错的|误认)"),
    re.compile(rf"^\W*(?:请)?(?:把|将)?\s*(?:去掉|删掉?|删除|剔除|排除|去除|划掉|减去)\s*{NUMBERS}\s*[个号处根樘扇]?\s*[。.]?$"),
    re.compile(rf"^\W*(?:请)?(?:把|将)\s*{NUMBERS}\s*[个号处根樘扇]?\s*(?:去掉|删掉?|删除|剔除|排除|去除|划掉)"),
)  # fmt: skip


def numbers_struck(question: str) -> list[int]:
    """The numbers of the places that the user calls wrong."""
    found = next((match for words in STRUCK if (match := words.search(question))), None)
    return [int(number) for number in re.findall(r"\d+", found["numbers"])] if found else []


def places_struck(asked: Asked) -> Reply | None:
    """The count before without the places that are named by number."""
    numbers = numbers_struck(asked.text)
    head = _count_before(asked) if numbers else None
    if head is None:
        return None
    try:
        result = asked.need("strike", count=head.id, numbers=numbers, reason=asked.text[:120])
    except Failed as failed:
        return Reply(text=asked.say(f"Nothing was struck: {failed}", f"未作剔除：{failed}"), verdict="refused")
    new = result.quantities[0]
    listed = asked.say(", ", "、").join(str(number) for number in numbers)
    text = asked.say(
        f"Without no. {listed} it is {new.value:f} [{new.id}]; before it was {head.value:f} [{head.id}].",
        f"剔除第 {listed} 号后为 {new.value:f} [{new.id}]，原为 {head.value:f} [{head.id}]。",
    )
    return Reply(text=text, headline=new.id, verdict="answered")


def _count_before(asked: Asked) -> Quantity | None:
    """The figure of the answer before, where it is a count with its places; or the count that it was computed from."""
    earlier = before(asked)
    if earlier is None:
        return None
    answer, ledger, head = earlier
    if head is not None and head.kind != "computed" and head.unit == "nos" and head.sources:
        return head
    counts = [q for q in answer.quantities if q.unit == "nos" and q.kind != "computed" and len(q.sources) == q.value]
    return ledger.latest(counts[0].id) if len(counts) == 1 else None
