"""A count asked for one storey holds only where it was made on that storey's plan."""

from collections.abc import Iterable, Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.floors import NAMED, level
from tools.kit.quantity import Quantity
from tools.kit.result import Item

PLANS = (
    r"(?:ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th)|mezzanine|basement)\b.{0,30}\bplan\b"
    r"|(?:[首底一二三四五六七八九十]|\d{1,2}|地下[一二三]?)层.{0,12}平面"
)
MOST_NAMED = 6


def of_its_storey(asked: Asked, reply: Reply) -> Reply:
    """The reply, refused where it is a count on a sheet whose plans are of other storeys than the one that was named."""
    counted = _counted(asked, reply)
    if counted is None or not NAMED.search(asked.text):
        return reply
    plans = asked.need("find_text", pattern=PLANS, regex=True).items
    told = _Storeys(plans)
    wanted = told.named(asked.text)
    sheets = {source.sheet for source in counted.sources}
    if wanted <= told.named(reply.text) or told.on(sheets) <= wanted:
        return reply
    return _not_that_storey(asked, counted, plans)


class _Storeys:
    """The storeys of which a drawing has plans. Where it calls one the ground floor, the first floor is the one above."""

    def __init__(self, plans: Sequence[Item]) -> None:
        self.plans = plans
        self.ground = any("ground" in item.evidence.text.casefold() for item in plans)

    def named(self, text: str) -> set[int | str]:
        return {level(match[0], self.ground) for match in NAMED.finditer(text)}

    def on(self, sheets: Iterable[int]) -> set[int | str]:
        """Those whose plans stand on these sheets; none where no title says so, which speaks against nothing."""
        chosen = set(sheets)
        texts = (item.evidence.text for item in self.plans if item.evidence.sheet in chosen)
        return {storey for text in texts for storey in self.named(text)}


def _counted(asked: Asked, reply: Reply) -> Quantity | None:
    """What an answer counts; nothing where it gives no count."""
    if reply.verdict != "answered" or reply.headline is None:
        return None
    quantity = asked.turn.ledger.quantity(reply.headline)
    return quantity if quantity.unit == "nos" and quantity.sources else None


def _not_that_storey(asked: Asked, counted: Quantity, plans: Iterable[Item]) -> Reply:
    shown = list({item.evidence.text: item for item in plans}.values())[:MOST_NAMED]
    titles = asked.say(", ", "、").join(f"“{item.evidence.text}” [{item.id}]" for item in shown)
    value = f"{counted.value:f} [{counted.id}]"
    text = asked.say(
        f"I cannot tell which of them belong to the storey that you name. The sheet as a whole has {value}; its plans are "
        f"titled {titles}. Please drag a box around the plan that you mean and ask again.",
        f"无法确定哪些属于所问楼层。整张图共 {value}；图上平面图的名称为 {titles}。请框选所问的平面图后再问。",
    )
    return Reply(text=text, headline=counted.id, verdict="refused")
