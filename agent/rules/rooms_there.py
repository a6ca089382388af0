"""The rooms that a question is about: those on the plan that it names, else those of the sheet."""

from collections.abc import Sequence
from typing import NamedTuple

from agent.rules.asked import Asked
from agent.rules.places import View, names_storey, names_view, storeys_meant, views_of
from tools.kit.evidence import Evidence
from tools.kit.geometry import inside
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Withheld


class Rooms(NamedTuple):
    """The rooms and their printed areas, how many there are of which these may be the first, and areas without a room."""

    items: tuple[Item, ...]
    areas: tuple[Quantity, ...]
    total: int
    loose: tuple[Withheld, ...]
    views: tuple[View, ...] = ()

    def where(self, asked: Asked) -> str:
        """On which plans they are, as the end of a sentence; nothing where the whole sheet is meant."""
        named = asked.say(" and ", "、").join(f"“{view.item.label}” [{view.item.id}]" for view in self.views)
        return asked.say(f" On {named} only.", f"仅计{named}。") if named else ""


def rooms_there(asked: Asked) -> Rooms:
    """Of the plans that the question names, where the drawing tells these apart, else of the whole sheet."""
    result = asked.need("list_rooms", sheet=asked.sheet)
    every = Rooms(result.items, result.quantities, result.total_items or 0, result.withheld)
    views = _views(asked)
    if not views or every.total > len(every.items):
        return every
    items = tuple(item for item in every.items if _within(item.evidence, views))
    areas = tuple(area for area in every.areas if _within(area.sources[0], views))
    loose = tuple(one for one in every.loose if one.evidence and _within(one.evidence, views))
    return Rooms(items, areas, len(items), loose, tuple(views))


def _views(asked: Asked) -> list[View]:
    """The plans that the question names, each storey's only one; nothing where one is not to be told."""
    if not (names_storey(asked) or names_view(asked)):
        return []
    meant = storeys_meant(asked, views_of(asked))
    return [views[0] for views in meant] if all(len(views) == 1 for views in meant) else []


def _within(evidence: Evidence, views: Sequence[View]) -> bool:
    return any(
        evidence.sheet == view.sheet and evidence.box is not None and inside(evidence.box, view.box) for view in views
    )
