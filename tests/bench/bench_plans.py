"""Doors, windows, bedrooms and toilets of plans: generated houses of known truth, and a folder of real plans if one is named.

LIANGTU_PLANS names a folder with a labels.json: {name: {"file", "Door", "Window", "Bedroom", "Toilet"}}. Its counts are asked of
the rules provider as a user would; an answer that is refused still shows its best count, which is what is scored. Times are
processor seconds.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from agent import stream
from agent.answer import Answer
from agent.local import InProcess, info_of
from agent.providers import provider_named
from tests.houses import House, Walls, draw
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger

ASKED = {
    "Door": "How many doors are there?", "Window": "How many windows are there?",
    "Bedroom": "How many bedrooms are there?", "Toilet": "How many toilets are there?",
}  # fmt: skip
STYLES: tuple[Walls, ...] = ("solid", "grey", "hollow", "hatched")


class Count(NamedTuple):
    kind: str
    truth: int
    found: int
    answered: bool


def main() -> None:
    with TemporaryDirectory() as folder:
        _table("generated houses, vector", _generated(Path(folder)))
    named = os.environ.get("LIANGTU_PLANS")
    if named is None:
        print("real plans: skipped, set LIANGTU_PLANS to a folder with a labels.json")
        return
    labels = json.loads((Path(named) / "labels.json").read_text())
    _table(f"real plans of {named}", _labelled(Path(named), list(labels.values())))


def _generated(folder: Path) -> Iterator[list[Count]]:
    for walls, columns, rows, double in product(STYLES, (2, 3), (1, 2), (False, True)):
        house = House(walls=walls, columns=columns, rows=rows, double=double)
        path = draw(folder / "house.pdf", house)
        yield asyncio.run(_counts(path, {"Door": house.doors, "Window": house.windows}))


def _labelled(folder: Path, labels: Sequence[dict[str, str | int]]) -> Iterator[list[Count]]:
    for label in labels:
        truth = {kind: int(label[kind]) for kind in ASKED}
        yield asyncio.run(_counts(folder / str(label["file"]), truth))


async def _counts(path: Path, truth: dict[str, int]) -> list[Count]:
    drawing, provider = Drawing.open(path), provider_named("rules")
    executor, counts = InProcess(drawing, provider), []
    for kind, true in truth.items():
        events = stream(ASKED[kind], info_of(drawing), provider, executor=executor)
        answer = Answer.model_validate([event.data async for event in events if event.type == "answer"][-1])
        ledger = Ledger(quantities=list(answer.quantities))
        found = int(ledger.quantity(answer.headline).value) if answer.headline else 0
        counts.append(Count(kind, true, found, answer.status == "answered"))
    executor.close()
    return counts


def _table(title: str, plans: Iterator[list[Count]]) -> None:
    began = time.process_time()
    every = list(plans)
    seconds = (time.process_time() - began) / max(1, len(every))
    print(f"{title}: {len(every)} plans, {seconds:.1f} s of processor a plan")
    print(f"{'kind':10}{'exact':>8}{'±1':>8}{'MAPE':>8}{'answered':>10}{'of them wrong':>15}")
    for kind in ASKED:
        counts = [count for plan in every for count in plan if count.kind == kind]
        if counts:
            print(_row(kind, counts))


def _row(kind: str, counts: Sequence[Count]) -> str:
    off = [abs(count.found - count.truth) for count in counts]
    shares = [error / count.truth for error, count in zip(off, counts, strict=True) if count.truth]
    answered = [error for error, count in zip(off, counts, strict=True) if count.answered]
    exact, near = (sum(error <= most for error in off) / len(off) for most in (0, 1))
    mape = sum(shares) / max(1, len(shares))
    return f"{kind:10}{exact:>8.2f}{near:>8.2f}{mape:>8.0%}{len(answered):>10}{sum(map(bool, answered)):>15}"


if __name__ == "__main__":
    main()
