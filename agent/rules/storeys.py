"""A count or an area asked for one storey holds only where it was made on that storey's plan."""

from collections.abc import Iterable, Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.floors import NAMED, level
from agent.rules.places import View, names_view, storeys_meant, views_of
from tools.kit.evidence import Evidence
from tools.kit.geometry import inside
from tools.kit.quantity import Quantity
from tools.kit.result import Item

PLANS = (
    r"(?:ground|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th)|mezzanine|basement)\b.{0,30}\bplan\b"
    r"|(?:[首底一二三四五六七八九十]|\d{1,2}|地下[一二三]?)层.{0,12}平面"
)
MOST_NAMED = 6


def of_its_storey(asked: Asked, reply: Reply) -> Reply:
    """The reply, refused where it is of a sheet whose plans are of other storeys than the one that was named."""
    counted = _counted(asked, reply)
    if counted is None or not (NAMED.search(asked.text) or names_view(asked)):
        return reply
    places = _places(asked, counted)
    views = [view for view in views_of(asked) if view.sheet in {place.sheet for place in places}]
    meant = [view for storey in storeys_meant(asked, views) for view in storey]
    if meant and all(_lies_on(place, meant) for place in places):
        return reply
    if not NAMED.search(asked.text):
        return _not_that_storey(asked, counted, [view.item for view in views]) if meant else reply
    plans = asked.need("find_text", pattern=PLANS, regex=True).items
    told = _Storeys(plans or [view.item for view in views])
    wanted = told.named(asked.text)
    sheets = {place.sheet for place in places}
    other_words = len(views) > 1 and not told.on(sheets)
    if wanted <= told.named(reply.text) or (told.on(sheets) <= wanted and not other_words):
        return reply
    return _not_that_storey(asked, counted, plans or [view.item for view in views])


def _lies_on(place: Evidence, views: Sequence[View]) -> bool:
    return any(place.sheet == view.sheet and place.box and inside(place.box, view.box) for view in views)


def _places(asked: Asked, counted: Quantity) -> list[Evidence]:
    """Where it was read, and where all that it was computed from."""
    return [place for quantity in asked.turn.ledger.walk(counted.id) for place in quantity.sources]


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
    """What an answer counts or the area that it tells; nothing where it gives neither."""
    if reply.verdict != "answered" or reply.headline is None:
        return None
    quantity = asked.turn.ledger.quantity(reply.headline)
    told = quantity.unit in OF_PLANS and _places(asked, quantity) and not _of_floors(asked, quantity)
    return quantity if told else None


def _of_floors(asked: Asked, quantity: Quantity) -> bool:
    """Whether it is the area of floors, which were chosen by their titles."""
    return any(q.label.endswith((" printed area", " measured area")) for q in asked.turn.ledger.walk(quantity.id))


OF_PLANS = ("nos", "m2", "ft2")


def _not_that_storey(asked: Asked, counted: Quantity, plans: Iterable[Item]) -> Reply:
    shown = list({item.evidence.text: item for item in plans}.values())[:MOST_NAMED]
    titles = asked.say(", ", "、").join(f"“{item.evidence.text}” [{item.id}]" for item in shown)
    value = f"{counted.shown() if counted.unit != 'nos' else f'{counted.value:f}'} [{counted.id}]"
    text = asked.say(
        f"I cannot tell what of it belongs to the storey that you name. For the sheet as a whole I find {value}; its plans are "
        f"titled {titles}. Please drag a box around the plan that you mean and ask again.",
        f"无法确定哪些属于所问楼层。整张图为 {value}；图上平面图的名称为 {titles}。请框选所问的平面图后再问。",
    )
    return Reply(text=text, headline=counted.id, verdict="refused")
