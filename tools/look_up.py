"""Tool: the project's table of standards."""

from typing import Annotated

from pydantic import Field

from tools.kit import reference
from tools.kit.errors import Correctable
from tools.kit.language import Message
from tools.kit.reference import Entry, Topic
from tools.kit.result import Item, Result

TITLE = Message(en="Looking up {name} in the table of standards", zh="查标准数据表：{name}")
MOST = 6


def look_up(
    topic: Annotated[
        Topic,
        Field(description="rebar: mass per metre; deduction: openings not deducted; item_code: GB list"),
    ],
    name: Annotated[str, Field(description="bar size (25, #5), material or element (wall, 矩形柱)", max_length=60)],
) -> Result:
    """Figures, rules and item codes of standards, with edition.

    Say the edition in the answer, and that it is not verified where it says so."""
    found = reference.found(topic, name)
    if not found:
        known = ", ".join(reference.names(topic)[:40])
        raise Correctable(f"The table has no {topic} entry for {name!r}. It has: {known}. Else ask the user.")
    shown = found[:MOST]
    quantities = [quantity for entry in shown if (quantity := entry.quantity())]
    return Result(
        summary=f"{len(found)} entries for {name!r}." + (" They differ: say which standard you take." if _differ(shown) else ""),
        quantities=tuple(quantities),
        items=tuple(Item(label=entry.names[0], evidence=entry.evidence()) for entry in shown),
        total_items=len(found),
        assumptions=tuple(Message(en=f"From the table of standards: {entry.text}", zh=f"取自标准数据表：{entry.text}") for entry in ([] if _differ(shown) else shown[:1])),
    )  # fmt: skip


def _differ(entries: list[Entry]) -> bool:
    return len({(entry.value, entry.unit) for entry in entries if entry.value}) > 1
