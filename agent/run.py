"""What a run is given and what it has done so far: values only, small enough to be checkpointed after every step."""

import zlib
from functools import lru_cache

from agent.answer import Answer, SheetName
from agent.provider import Reply, Told
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.result import Frozen, Result, Usage

ITEMS_KEPT = 200


class DrawingInfo(Frozen):
    """The sheets of the run's drawings by name. The agent itself never opens a file."""

    sheets: tuple[SheetName, ...]


class Limits(Frozen):
    """What one run may spend. At a limit the model is asked once more for its final text, without tools."""

    steps: int = 24
    calls: int = 60
    tokens: int = 400_000
    usd: float = 2.0
    parallel: int = 4
    at_once: int = 16
    looks: int = 8


class Taken(Frozen):
    """One step: what the provider replied, what came of its calls, and the figures that verify sent back."""

    reply: Reply
    told: tuple[Told, ...] = ()
    unproven: tuple[str, ...] = ()


class Run(Frozen):
    """The state of a run. Its ledger and messages are not stored: they follow from the steps, on top of `base`, which is
    what the chat had found before."""

    base: Ledger = Ledger()
    taken: tuple[Taken, ...] = ()
    usage: Usage = Usage()
    seconds: float = 0.0
    notes: tuple[Message, ...] = ()
    answer: Answer | None = None

    @property
    def told(self) -> tuple[Told, ...]:
        return tuple(told for taken in self.taken for told in taken.told)

    @property
    def ledger(self) -> Ledger:
        """All that was found, in the order of its ids. Repeated calls share their ids."""
        quantities = {quantity.id: quantity for quantity in self.base.quantities}
        items = {item.id: item for item in self.base.items}
        for told in self.told:
            quantities.update({quantity.id: quantity for quantity in told.result.quantities} if told.result else {})
            items.update({item.id: item for item in told.result.items} if told.result else {})
        return Ledger(quantities=list(quantities.values()), items=list(items.values()))

    def with_last(self, **update: object) -> "Run":
        """The run with its latest step changed."""
        return self.model_copy(update={"taken": (*self.taken[:-1], self.taken[-1].model_copy(update=update))})

    def pack(self) -> bytes:
        """Compressed: a checkpoint holds the whole state anew after every step."""
        return zlib.compress(self.model_dump_json(exclude_defaults=True).encode(), 6)

    @classmethod
    def unpack(cls, data: bytes) -> "Run":
        """The run of a checkpoint; the latest few are kept, since every node and edge of a step asks for the same."""
        return _unpacked(data)


@lru_cache(maxsize=16)
def _unpacked(data: bytes) -> Run:
    return Run.model_validate_json(zlib.decompress(data))


def cut(result: Result) -> Result:
    """The result with no more items than a run keeps; `total_items` still tells how many there were."""
    if len(result.items) <= ITEMS_KEPT:
        return result
    total = result.total_items or len(result.items)
    return result.model_copy(update={"items": result.items[:ITEMS_KEPT], "total_items": total})
