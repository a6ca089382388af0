"""Members are counted by their marks, whatever the letters; letters of several kinds only where the sheet says of what."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import tools
from tests.pen import Pen, plan
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.ledger import Ledger
from tools.kit.result import Result

BEAMS = ("KL1(4) 300x600", "KL1(4) 300x600", "KL2(4) 300x650", "L1(1) 200x450", "C30")


def count(path: Path, kind: str, **given: object) -> Result:
    context: dict[type, Any] = {Drawing: Drawing.open(path), Ledger: Ledger()}
    return tools.call("count_marked", {"kind": kind, **given}, context)


def sheet(folder: Path, marks: Sequence[str], title: str) -> Path:
    def draw(pen: Pen) -> None:
        for n, mark in enumerate(marks):
            pen.text((40 + 40 * n, 60 + 20 * n), mark)
        pen.text((150, 250), title, 5)

    return plan(folder, draw)


def test_all_beams_and_each_family(tmp_path: Path) -> None:
    result = count(sheet(tmp_path, BEAMS, "二层梁平面图"), "beam")
    assert [(q.label, q.value) for q in result.quantities] == [
        ("beams marked on sheet 1", 4), ("KL marked on sheet 1", 3), ("L marked on sheet 1", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("title", "number"), [("FOUNDATION PLAN", 3), ("FANLIGHTS", 0)])
def test_letters_of_several_kinds_need_a_word_for_one(tmp_path: Path, title: str, number: int) -> None:
    result = count(sheet(tmp_path, ("F1", "F1", "F2"), title), "footing")
    assert sum(q.value for q in result.quantities[:1]) == number


@pytest.mark.parametrize(("title", "kind"), [("COLUMN LAYOUT", "column"), ("WINDOW PLAN", "window")])
def test_c1_is_a_column_or_a_window_as_the_sheet_says(tmp_path: Path, title: str, kind: str) -> None:
    path = sheet(tmp_path, ("C1", "C1"), title)
    other = {"column": "window", "window": "column"}[kind]
    assert [q.value for q in count(path, kind).quantities[:1]] == [2]
    assert count(path, other).quantities == ()


def test_only_within_a_box(tmp_path: Path) -> None:
    path = sheet(tmp_path, BEAMS, "二层梁平面图")
    assert count(path, "beam", sheet=1, box=[0, 0, 110, 110]).quantities[0].value == 2
    with pytest.raises(Correctable):
        count(path, "beam", box=[0, 0, 110, 110])
