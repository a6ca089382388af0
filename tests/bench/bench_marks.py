"""Marks on generated plans: near-duplicates, tags in circles and boxes, turned texts, schedules, notes and sentences beside them."""

import os
import random
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pymupdf

import tools
from tests.bench.bounded import seeds
from tests.pen import MM, Pen
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger

PLANS, BUDGET = int(os.environ.get("PLANS", "200")), float(os.environ.get("BUDGET", "240"))
FAMILIES = (
    ("D1", "D2", "D10", "D1a"), ("KZ1", "KZ2", "KZ1a", "KZ10"), ("K-JKZ1", "K-JKZ1a", "JKZ1"), ("FB16", "PB16", "FB1"), ("W1", "W11", "M1021", "C1518"),
    ("L1", "KL1", "KL11", "LL1"), ("F1", "F10", "CF1"), ("3040SH", "2030SH"),
)  # fmt: skip
SENTENCES = ("SEE {} ON SHEET 4", "{} TO BE FIRE RATED", "NOTE: {} AS PER SCHEDULE", "未注明的 {} 见详图")
SIZES = ("", " (300X600)", " 900x2100", "")


def drawn(path: Path, seed: int) -> Counter[str]:
    """A plan with marks at random; how often each stands on it."""
    chance = random.Random(seed)
    document = pymupdf.open()
    pen = Pen(document.new_page(width=841 * MM, height=594 * MM))
    marks = [mark for family in chance.sample(FAMILIES, 3) for mark in family]
    truth = Counter({mark: chance.randint(1, 9) for mark in marks})
    places = [(60 + 50 * i, 60 + 24 * j) for i in range(11) for j in range(16)]
    chance.shuffle(places)
    ring, turn, size = chance.choice(("", "circle", "box")), chance.choice((0, 0, 90)), chance.choice(SIZES)
    height = chance.uniform(1.8, 3.5)
    for mark in truth.elements():
        _mark(pen, places.pop(), mark + (size if not ring and not turn else ""), height, ring, turn)
    for n, mark in enumerate(chance.sample(marks, 3)):
        pen.text((60 + 180 * n, 480), chance.choice(SENTENCES).format(mark), height)
    _schedule(pen, marks, truth)
    pen.finish()
    document.save(path)
    return truth


def _mark(pen: Pen, at: tuple[float, float], text: str, height: float, ring: str, turn: int) -> None:
    x, y = at
    width = pen.width_of(text, height)
    if ring == "circle":
        pen.circle(at, 0.7 * max(width, height))
    if ring == "box":
        pen.rect(x - width / 2 - 1, y - height, x + width / 2 + 1, y + height)
    if turn and not ring:
        pen.text((x, y), text, height, angle=90)
    else:
        pen.centred(at, text, height)


def _schedule(pen: Pen, marks: list[str], truth: Counter[str]) -> None:
    x0, y0, step = 640, 60, 8
    pen.text((x0, y0 - 4), "SCHEDULE", 4)
    for n, row in enumerate([("MARK", "SIZE", "QTY"), *((mark, "900x2100", str(truth[mark])) for mark in marks)]):
        pen.line((x0, y0 + step * n), (x0 + 110, y0 + step * n))
        for m, text in enumerate(row):
            pen.text((x0 + 3 + 40 * m, y0 + step * n + 5.5), text, 2.5)
    end = y0 + step * (len(marks) + 1)
    pen.line((x0, end), (x0 + 110, end))
    for x in (x0, x0 + 38, x0 + 78, x0 + 110):
        pen.line((x, y0), (x, end))


def counted(drawing: Drawing, mark: str) -> int:
    context: dict[type, Any] = {Drawing: drawing, Ledger: Ledger()}
    result = tools.call("count_marks", {"mark": mark, "sheet": 1}, context)
    return int(result.quantities[0].value) if result.quantities else 0


def main() -> None:
    plans = exact = right = wanted = 0
    wrong: list[str] = []
    began = time.process_time()
    with TemporaryDirectory() as name:
        for seed in seeds(PLANS, BUDGET):
            truth = drawn(Path(name) / "m.pdf", seed)
            drawing = Drawing.open(Path(name) / "m.pdf")
            bad = [
                f"{mark} {got} for {n} (plan {seed})"
                for mark, n in truth.items()
                if (got := counted(drawing, mark)) != n
            ]
            plans, exact = plans + 1, exact + (not bad)
            wanted, right, wrong = wanted + len(truth), right + len(truth) - len(bad), [*wrong, *bad]
    print(f"\nMarks on generated plans ({time.process_time() - began:.0f} s of CPU)")
    print(f"  {'plans on which every mark is exact':45}{f'{exact} of {plans}':>22}   all")
    print(f"  {'marks counted exactly':45}{f'{right} of {wanted}':>22}   all")
    for line in wrong[:8]:
        print(f"    {line}")


if __name__ == "__main__":
    main()
