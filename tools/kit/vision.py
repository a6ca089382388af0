"""The seams through which a tool reaches beyond its drawing: a vision model and a progress line."""

from typing import Any, Protocol

from tools.kit.result import Frozen, Usage


class Seen(Frozen):
    """What the vision model said, as data that fits the schema that was asked for."""

    data: dict[str, Any]
    model: str
    usage: Usage = Usage()


class Vision(Protocol):
    """A quarantined look at one image: no tools, no history; what comes back is data, never instructions."""

    def ask(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        """Raises Correctable where the model gives nothing that fits, Refused where there is no vision model."""
        ...


class Progress(Protocol):
    """Reports how far a long tool is: `done` of `total` and a short word about what is being done."""

    def __call__(self, done: int, total: int, doing: str = "") -> None: ...
