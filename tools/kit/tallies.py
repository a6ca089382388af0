"""Counting by name: "count(e3, e5-e8)" in an expression stands for the number of these read places, which prove it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tools.kit.errors import Correctable
from tools.kit.evidence import Evidence
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity

TALLY = re.compile(r"\bcount\((\s*\[?\s*[\"']?e\d[^()]*)\)")
PART = re.compile(r"e(\d+)(?:\s*[-–:]\s*e?(\d+))?")
MOST = 200


def tallied(expression: str, label: str, ledger: Ledger) -> tuple[str, dict[str, Quantity]]:
    """The expression with a name in place of each tally, and what the names stand for. Raises Correctable where one names
    no read place."""
    found: dict[str, Quantity] = {}

    def named(match: re.Match[str]) -> str:
        name = f"counted{len(found) + 1}"
        found[name] = _tally(match[1], label, ledger)
        return name

    return TALLY.sub(named, expression), found


def _tally(listed: str, label: str, ledger: Ledger) -> Quantity:
    places = tuple(dict.fromkeys(_place(number, ledger) for number in _numbers(listed)))
    return Quantity(
        value=Decimal(len(places)), unit="nos", label=f"places listed for {label}", label_zh=label, sources=places
    )


def _numbers(listed: str) -> Iterator[int]:
    parts = [part.strip().strip("\"'") for part in listed.strip(" []").split(",")]
    for part in parts:
        match = PART.fullmatch(part)
        if match is None:
            raise Correctable(f"count takes e ids of read places, such as count(e3, e5-e8); {part!r} is none.")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 0 <= last - first < MOST:
            raise Correctable(f"{part!r} is no range of ids.")
        yield from range(first, last + 1)


def _place(number: int, ledger: Ledger) -> Evidence:
    item = ledger.item(f"e{number}")
    if item is None or not item.evidence.sheet:
        raise Correctable(f"e{number} is no read place of the ledger.")
    if item.evidence.method == "vision":
        raise Correctable(
            f"e{number} was seen by the vision model, which counts nothing. Name places that tools have read."
        )
    return item.evidence
