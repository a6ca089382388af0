"""Drawings of few bytes and entities without number: how much a layout comes to is reckoned before anything is drawn."""

from collections import Counter
from functools import cache
from typing import Any

from tools.kit import faults

MOST = 1_000_000
"""Entities that a layout may come to. A drawing in the hands of people has some ten thousand."""
DEEPEST = 12
"""References within references that are followed."""


def mind_bombs(document: Any, layout: Any) -> None:
    """Raises TooLarge where the layout comes to more entities, its references resolved, than any drawing has."""

    @cache
    def parts_of(name: str) -> tuple[int, Counter[str]]:
        return _parts(document.blocks.get(name) or ())

    @cache
    def size(name: str, depth: int) -> int:
        own, inner = parts_of(name)
        return own if depth == DEEPEST else own + sum(n * size(each, depth + 1) for each, n in inner.items())

    own, inner = _parts(layout)
    if (count := own + sum(n * size(each, 1) for each, n in inner.items())) > MOST:
        raise faults.too_many_entities(count, MOST)


def _parts(entities: Any) -> tuple[int, Counter[str]]:
    """How many entities stand there, and how often each block is placed by them."""
    own, placed = 0, Counter[str]()
    for entity in entities:
        own += 1
        if entity.dxftype() == "INSERT":
            placed[entity.dxf.name] += max(1, entity.mcount)
        elif entity.dxftype() == "DIMENSION":
            placed[entity.dxf.get("geometry", "")] += 1
    return own, placed
