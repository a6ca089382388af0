"""Generated plans of many styles: is the plotted scale found, every dimension, every bay, every room's area within 1 %."""

import os
import time
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bounded import seeds
from tests.measured import MeasuredTruth, Style, measured, styles, written
from tools.kit.dimensions import dimensions_of
from tools.kit.drawing import Drawing, Sheet
from tools.kit.errors import LiangtuError
from tools.kit.grid_spans import between
from tools.kit.grids import rows_of
from tools.kit.measuring import measured_room
from tools.kit.views import scale_of_sheet

PLANS, BUDGET = int(os.environ.get("PLANS", "200")), float(os.environ.get("BUDGET", "400"))
NEAR = 0.01


def plan(folder: Path, style: Style) -> Counter[str]:
    truth = measured(folder / "plan.pdf", style)
    sheet = Drawing.open(folder / "plan.pdf").sheet(1)
    counted = Counter(plans=1)
    counted.update(_scale(sheet, truth))
    counted.update(_dimensions(sheet, truth))
    counted.update(_bays(sheet, truth, style))
    counted.update(_rooms(sheet, truth))
    return counted


def _scale(sheet: Sheet, truth: MeasuredTruth) -> Counter[str]:
    view = scale_of_sheet(sheet)
    if view is None or view.state != "confirmed":
        return Counter(scale_withheld=1)
    near = abs(float(view.ratio) / truth.ratio - 1) <= NEAR
    return Counter(scale_right=int(near), scale_wrong=int(not near))


def _dimensions(sheet: Sheet, truth: MeasuredTruth) -> Counter[str]:
    found = Counter(dim.text for dim in dimensions_of(sheet).dims if dim.agrees)
    wanted = Counter(truth.texts)
    return Counter(dims=wanted.total(), dims_found=(found & wanted).total(), dims_extra=(found - wanted).total())


def _bays(sheet: Sheet, truth: MeasuredTruth, style: Style) -> Counter[str]:
    if not style.bubbles:
        return Counter()
    counted: Counter[str] = Counter()
    for names, axes in (("12345", truth.xs), ("ABCD", truth.ys)):
        row = next((row for row in rows_of(sheet) if row.axis(names[0]) and row.axis(names[-1])), None)
        path = between(row, names[1], names[-1], dimensions_of(sheet).dims)[0] if row else []
        wanted = [written(b - a, style.notation) for a, b in pairwise(axes[1:])]
        counted["bays"] += 1
        counted["bays_right"] += sorted(dim.text for dim in path) == sorted(wanted)
        counted["bays_wrong"] += bool(path) and sorted(dim.text for dim in path) != sorted(wanted)
    return counted


def _rooms(sheet: Sheet, truth: MeasuredTruth) -> Counter[str]:
    counted: Counter[str] = Counter(rooms=len(truth.rooms))
    for room in truth.rooms:
        try:
            found = measured_room(sheet, room.seed)
        except LiangtuError:
            counted["rooms_withheld"] += 1
            continue
        near = abs(found.area / Decimal(repr(room.area)) - 1) <= Decimal(repr(NEAR))
        counted["rooms_right" if near else "rooms_wrong"] += 1
    return counted


def main() -> None:
    began, total = time.process_time(), Counter[str]()
    with TemporaryDirectory() as folder:
        drawn = styles(PLANS)
        for seed in seeds(PLANS, BUDGET):
            total.update(plan(Path(folder), drawn[seed]))
    print(f"\nMeasuring on {total['plans']} generated plans ({time.process_time() - began:.0f} s of CPU)")
    rows = [
        ("plotted scale within 1 %, confirmed", total["scale_right"], total["plans"], total["scale_wrong"]),
        ("dimensions paired with their lines", total["dims_found"], total["dims"], total["dims_extra"]),
        ("printed dimensions from axis to axis", total["bays_right"], total["bays"], total["bays_wrong"]),
        ("room areas within 1 %", total["rooms_right"], total["rooms"], total["rooms_wrong"]),
    ]
    settled = total["rooms"] - total["rooms_withheld"]
    rows.append(("the same of those that are not withheld", total["rooms_right"], settled, total["rooms_wrong"]))
    for what, right, of, wrong in rows:
        print(f"  {what:40}{right:>6} of {of:<6}{right / max(of, 1):>8.1%}   wrong {wrong}")


if __name__ == "__main__":
    main()
