"""The ledger: the append-only graph of a run's quantities, and the list of the places that were read."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, Field

from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result


class Ledger(BaseModel):
    """Quantities q1, q2, … and read items e1, e2, … in the order in which they were found.

    Nothing is ever changed or removed: a correction is a new quantity.
    """

    quantities: list[Quantity] = Field(default_factory=list)
    items: list[Item] = Field(default_factory=list)

    def add(self, quantity: Quantity) -> Quantity:
        """Append a quantity and return it with its id. Raises Correctable if it uses an unknown id."""
        for name in quantity.inputs:
            self.quantity(name)
        numbered = quantity.model_copy(update={"id": f"q{_next(self.quantities)}"})
        self.quantities.append(numbered)
        return numbered

    def place(self, item: Item) -> Item:
        """Append a read item and return it with its id."""
        numbered = item.model_copy(update={"id": f"e{_next(self.items)}"})
        self.items.append(numbered)
        return numbered

    def enter(self, result: Result) -> Result:
        """Append all that a tool found; the result comes back with the ids.

        A tool cannot know the ids of what it returns: `#1` in an expression or in inputs is its own first quantity.
        """
        names: dict[str, str] = {}
        quantities = []
        for number, quantity in enumerate(result.quantities, 1):
            quantities.append(self.add(_renamed(quantity, names)))
            names[f"#{number}"] = quantities[-1].id
        items = tuple(self.place(item) for item in result.items)
        return result.model_copy(update={"quantities": tuple(quantities), "items": items})

    def quantity(self, name: str) -> Quantity:
        """The quantity of that id. Raises Correctable where there is none."""
        for quantity in self.quantities:
            if quantity.id == name:
                return quantity
        known = ", ".join(q.id for q in self.quantities[-12:]) or "none yet"
        raise Correctable(f"There is no quantity {name!r} in the ledger. Its latest ids are: {known}.")

    def latest(self, name: str) -> Quantity:
        """The quantity of that id or, where it was corrected, what stands in for it now."""
        found = self.quantity(name)
        for quantity in self.quantities:
            if quantity.replaces and quantity.replaces == found.id:
                found = quantity
        return found

    def item(self, name: str) -> Item | None:
        return next((item for item in self.items if item.id == name), None)

    def walk(self, name: str) -> Iterator[Quantity]:
        """The quantity and all that it was computed from, each once, inputs after what uses them."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop(0)
            if current not in seen:
                seen.add(current)
                quantity = self.quantity(current)
                yield quantity
                waiting.extend(quantity.inputs)

    def history(self, names: Iterable[str]) -> list[Quantity]:
        """Those quantities, all that they were computed from and all that they stand in for, in the ledger's order."""
        kept = set(names)
        for quantity in reversed(self.quantities):  # what a quantity rests on stands before it
            if quantity.id in kept:
                kept |= {*quantity.inputs, quantity.replaces}
        return [quantity for quantity in self.quantities if quantity.id in kept]

    def evidence(self, name: str) -> list[Evidence]:
        """All places that a quantity or an item rests on."""
        found = self.item(name)
        if found:
            return [found.evidence]
        return [evidence for quantity in self.walk(name) for evidence in quantity.sources]


def _next(entries: Sequence[Quantity] | Sequence[Item]) -> int:
    """One more than the number of the last id: a ledger that was carried over has gaps."""
    return int(entries[-1].id[1:]) + 1 if entries else 1


def _renamed(quantity: Quantity, names: dict[str, str]) -> Quantity:
    inputs = tuple(names.get(name, name) for name in quantity.inputs)
    expression = re.sub(r"#\d+", lambda found: names.get(found[0], found[0]), quantity.expression or "") or None
    replaces = names.get(quantity.replaces, quantity.replaces)
    return quantity.model_copy(update={"inputs": inputs, "expression": expression, "replaces": replaces})
