"""Symbols and marks on generated plans whose every symbol is known: exactness, and how time grows with the linework."""

import os
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pymupdf

import tools
from tests.bench.bounded import seeds
from tests.bench.ocr_sheets import drawn as drawn_texts
from tests.symbol_sheets import Placed, Sheet, Style, drawn, scanned, style_of
from tools.kit.drawing import Drawing
from tools.kit.evidence import Box
from tools.kit.ledger import Ledger
from tools.kit.reading import quiet
from tools.kit.result import Result
from tools.kit.vision import Progress

PLANS, SCANS = int(os.environ.get("PLANS", "200")), int(os.environ.get("SCANS", "40"))
BUDGET = float(os.environ.get("BUDGET", "400"))
"""Seconds of CPU for the plans, and as many for the scans; how many were done in them is said."""
A1 = (841.0, 594.0)


def call(drawing: Drawing, name: str, **arguments: Any) -> Result:
    return tools.call(name, arguments, {Drawing: drawing, Ledger: Ledger(), Progress: quiet})


def stands_at(box: Box, one: Placed) -> bool:
    """Whether a box has its middle where a symbol has it."""
    x, y = ((box[i] + box[i + 2]) / 2 - (one.box[i] + one.box[i + 2]) / 2 for i in (0, 1))
    return max(abs(x), abs(y)) < 0.25 * max(one.box[2] - one.box[0], one.box[3] - one.box[1])


def hits(sheet: Sheet) -> tuple[int, int, int]:
    """Right, false and missed places of a sweep by the sheet's example."""
    result = call(Drawing.open(sheet.path), "find_symbol", sheet=1, box=sheet.example)
    boxes = [item.evidence.box for item in result.items if item.evidence.box]
    right = sum(any(stands_at(box, one) for box in boxes) for one in sheet.wanted)
    return right, len(boxes) - right, len(sheet.wanted) - right


def vectors(folder: Path) -> tuple[str, str]:
    exact = done = 0
    for seed in seeds(PLANS, BUDGET):
        done += 1
        _, false, missed = hits(drawn(folder / "v.pdf", seed, style_of(random.Random(seed * 7 + 1))))
        exact += not false and not missed
    return f"exact on {exact} of {done}", "all"


def scans(folder: Path) -> tuple[str, str]:
    right = false = missed = 0
    for seed in seeds(SCANS, BUDGET):
        style = style_of(random.Random(seed * 7 + 1))
        style = replace(
            style, turns="square", plan=0, lone=True, scale=max(style.scale, 1.0), clutter=min(style.clutter, 60)
        )
        sheet = scanned(drawn(folder / "s.pdf", seed, style), folder / "s.png", (150, 200, 300)[seed % 3], seed=seed)
        for n, found in enumerate(hits(sheet)):
            right, false, missed = right + found * (n == 0), false + found * (n == 1), missed + found * (n == 2)
    return f"F1 {2 * right / max(2 * right + false + missed, 1):.3f}", ">= 0.98"


def cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def big(path: Path, paths: int) -> Sheet:
    """An A1 plan with 150 symbols among that many paths of one or two lines."""
    sheet = drawn(path, 3, Style(clutter=0, turns="any"), size=A1, count=150, kind="outlet")
    document = pymupdf.open(path)
    chance, shape = random.Random(1), document[0].new_shape()
    (x0, y0, x1, y1), points = sheet.example, 72 / 25.4
    for _ in range(paths):
        x, y = chance.uniform(10, 820), chance.uniform(10, 570)
        if not (x0 - 12 < x < x1 + 3 and y0 - 12 < y < y1 + 3):
            turn = chance.choice(((6.0, 0.0), (0.0, 4.0), (3.0, 3.0), (chance.uniform(0.5, 9), chance.uniform(0.5, 9))))
            shape.draw_line((x * points, y * points), ((x + turn[0]) * points, (y + turn[1]) * points))
            shape.finish(width=0.3)
    shape.commit()
    for n in range(12):
        document[0].insert_text((60 + 150 * n, 1650), "First floor plan, power and lighting", fontsize=7)
    document.saveIncr()
    return sheet


def curve(folder: Path) -> list[tuple[str, str, str]]:
    rows = []
    wanted = {40_000: "<= 2 s", 120_000: "<= 6 s"}
    for paths in (10_000, 20_000, 40_000, 80_000, 120_000):
        sheet = big(folder / f"{paths}.pdf", paths)
        drawing = Drawing.open(sheet.path)
        assert drawing.sheet(1).reading.lines  # the job of the upload has read the text
        cold = cpu(lambda d=drawing, s=sheet: call(d, "find_symbol", sheet=1, box=s.example))  # type: ignore[misc]
        warm = cpu(lambda d=drawing, s=sheet: call(d, "find_symbol", sheet=1, box=s.example))  # type: ignore[misc]
        rows.append((f"sweep over {paths} paths, cold / again", f"{cold:.2f} / {warm:.2f} s", wanted.get(paths, "")))
    return rows


def fifty_megapixels(folder: Path) -> float:
    style = Style(turns="square", clutter=200, lone=True, scale=1.4)
    sheet = scanned(
        drawn(folder / "b.pdf", 4, style, size=(1067.0, 762.0), count=200, kind="outlet"), folder / "b.png", 200
    )
    drawing = Drawing.open(sheet.path)
    return cpu(lambda: call(drawing, "find_symbol", sheet=1, box=sheet.example))


def marks(folder: Path) -> float:
    sheet = drawn_texts(folder, "texts", 5, (0.0, 90.0))
    drawing = Drawing.open(sheet.path)
    call(drawing, "count_marks", mark="KZ*")
    return cpu(lambda: call(drawing, "count_marks", mark="KL*"))


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = [
            ("vector symbols of generated plans", *vectors(folder)),
            ("raster symbols of generated scans", *scans(folder)),
        ]
        rows += curve(folder)
        rows.append(("raster sweep of a 50-megapixel sheet", f"{fifty_megapixels(folder):.1f} s", "<= 15 s"))
        rows.append(("marks on an A1 sheet of 300 texts, warm", f"{marks(folder):.3f} s", "<= 0.3 s"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(("peak memory of this process", f"{memory:.0f} MB", "<= 900 MB"))
    print("\nSymbols and marks (seconds of CPU)")
    for what, got, wanted in rows:
        print(f"  {what:45}{got:>22}   {wanted}")


if __name__ == "__main__":
    main()
