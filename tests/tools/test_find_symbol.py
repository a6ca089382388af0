"""Every copy of a symbol is found, whatever way it is turned; what is only like it is withheld with the reason."""

import random
from pathlib import Path
from typing import Any

import ezdxf
import pytest

import tools
from tests.pen import Pen, plan
from tests.symbol_sheets import Placed, Sheet, Style, drawn, scanned, style_of
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.geometry import centre
from tools.kit.ledger import Ledger
from tools.kit.reading import quiet
from tools.kit.result import Result
from tools.kit.vision import Progress


def find(path: Path, **arguments: Any) -> Result:
    context: dict[type, Any] = {Drawing: Drawing.open(path), Ledger: Ledger(), Progress: quiet}
    return tools.call("find_symbol", arguments, context)


def stands_at(box: Box, one: Placed) -> bool:
    reach = max(one.box[2] - one.box[0], one.box[3] - one.box[1])
    return max(abs(a - b) for a, b in zip(box, one.box, strict=True)) < 0.25 * reach


def exact(result: Result, sheet: Sheet) -> None:
    boxes = [item.evidence.box for item in result.items if item.evidence.box]
    assert len(boxes) == len(sheet.wanted) == result.quantities[0].value
    for one in sheet.wanted:
        assert any(stands_at(box, one) for box in boxes), (one, result.withheld)


@pytest.mark.parametrize("seed", range(8))
def test_plans_of_many_styles_are_counted_exactly(tmp_path: Path, seed: int) -> None:
    sheet = drawn(tmp_path / "plan.pdf", seed, style_of(random.Random(seed)))
    exact(find(sheet.path, sheet=1, box=sheet.example), sheet)


@pytest.mark.parametrize("kind", ["switch 1", "switch 2", "light", "double light", "filled light"])
def test_near_duplicates_are_never_merged(tmp_path: Path, kind: str) -> None:
    sheet = drawn(tmp_path / "plan.pdf", 5, Style(turns="any", clutter=8, wires=True), kind=kind, count=110)
    exact(find(sheet.path, sheet=1, box=sheet.example), sheet)


def test_a_stated_ratio_finds_the_same_symbol_at_another_size(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for x, y, size in ((50, 50, 1), (100, 50, 3), (200, 90, 3), (150, 150, 2)):
            pen.polygon([(x, y), (x + 4 * size, y), (x + 4 * size, y + 2 * size), (x + 1 * size, y + 3 * size)])

    path = plan(tmp_path, draw)
    assert find(path, sheet=1, box=(49, 49, 55, 54)).quantities[0].value == 1
    thrice = find(path, sheet=1, box=(49, 49, 55, 54), ratio=3, count_example=False)
    assert thrice.quantities[0].value == 2
    assert find(path, sheet=1, box=(49, 49, 55, 54), ratio=None).quantities[0].value == 2  # half to two and a half


def test_a_counter_example_takes_its_likes_out(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for n in range(4):
            pen.rect(40 + 20 * n, 50, 46 + 20 * n, 54)
        for n in range(3):
            pen.rect(40 + 20 * n, 90, 46 + 20 * n, 94)
            pen.circle((43 + 20 * n, 92), 0.3)

    path = plan(tmp_path, draw)
    box, dotted = (39.5, 49.5, 46.5, 54.5), (39.5, 89.5, 46.5, 94.5)
    assert find(path, sheet=1, box=box).quantities[0].value == 4
    result = find(path, sheet=1, box=box, not_like=[dotted])
    assert result.quantities[0].value == 4
    assert find(path, sheet=1, box=dotted).quantities[0].value == 3


def test_the_text_inside_tells_one_tag_from_another(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for n, text in enumerate(("T", "T", "S", "", "T", "S")):
            pen.circle((40 + 15 * n, 60), 3)
            if text:
                pen.centred((40 + 15 * n, 60), text, 2.5)
        pen.text((40, 200), "a sheet of some more words", 3)

    result = find(plan(tmp_path, draw), sheet=1, box=(36, 56, 44, 64))
    assert result.quantities[0].value == 3
    assert sorted(held.reason.en for held in result.withheld) == [
        "the example's text is missing in it", "the same shape around “S”", "the same shape around “S”",
    ]  # fmt: skip


def test_symbols_of_the_legend_are_withheld_and_the_example_can_be(tmp_path: Path) -> None:
    def symbol(pen: Pen, x: float, y: float) -> None:
        pen.circle((x, y), 2)
        pen.line((x - 2, y), (x + 2, y))

    def draw(pen: Pen) -> None:
        for x, y in ((50, 60), (90, 80), (120, 150)):
            symbol(pen, x, y)
        pen.text((300, 60), "LEGEND", 4)
        symbol(pen, 304, 70)
        pen.text((312, 71), "SMOKE DETECTOR", 2.5)
        pen.text((312, 79), "SPRINKLER HEAD", 2.5)

    path = plan(tmp_path, draw)
    result = find(path, sheet=1, box=(301, 67, 307, 73), count_example=False, name="smoke detector")
    assert result.quantities[0].value == 3
    assert result.quantities[0].label == "smoke detector drawn on sheet 1"
    assert len(result.withheld) == 1


@pytest.mark.parametrize("stroke", [0.05, -0.4])
def test_the_strokes_of_letters_are_no_part_of_a_legends_symbol(tmp_path: Path, stroke: float) -> None:
    """Plotted letters are lines, and the box of a text that was read by OCR begins a little before or behind the first."""

    def draw(pen: Pen) -> None:
        for x, y in ((50, 60), (90, 80), (120, 150)):
            pen.circle((x, y), 2)
        pen.text((300, 60), "LEGEND", 4)
        pen.circle((304, 70), 2)
        pen.line((312 + stroke, 69), (312 + stroke, 71))
        pen.text((312, 71), "CEILING LIGHT POINT", 2.5)
        pen.text((312, 79), "CEILING FAN POINT", 2.5)

    result = find(plan(tmp_path, draw), sheet=1, legend="CEILING LIGHT POINT")
    assert result.quantities[0].value == 3


def test_only_a_region_is_counted_when_asked(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for n in range(6):
            pen.polygon([(40 + 20 * n, 50), (46 + 20 * n, 50), (43 + 20 * n, 55)])

    path = plan(tmp_path, draw)
    assert find(path, sheet=1, box=(39, 49, 47, 56), within=(70, 40, 130, 60)).quantities[0].value == 3


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ((200, 200, 210, 210), "Nothing is drawn"),
        ((500, 500, 520, 520), "Nothing is drawn"),
        ((100, 40, 130, 60), "nothing but text"),
        ((38, 48, 50, 62), "cuts through the symbol"),
        ((60, 60, 50, 50), "Nothing is drawn"),
    ],
)
def test_a_bad_box_is_told_what_to_try(tmp_path: Path, box: Box, says: str) -> None:
    def draw(pen: Pen) -> None:
        pen.polygon(
            [(40, 50), (44, 51), (48, 50), (52, 51), (56, 50), (56, 60), (52, 59), (48, 60), (44, 59), (40, 60)]
        )
        pen.text((102, 50), "some words to read", 3)
        pen.text((102, 70), "and some more of them", 3)

    with pytest.raises(Correctable, match=says):
        find(plan(tmp_path, draw), sheet=1, box=box)


def test_two_thousand_tiny_lines_are_refused_with_what_to_do(tmp_path: Path) -> None:
    chance = random.Random(1)

    def draw(pen: Pen) -> None:
        for _ in range(2000):
            x, y = chance.uniform(50, 60), chance.uniform(50, 60)
            pen.line((x, y), (x + chance.uniform(-0.1, 0.1), y + 0.1))

    with pytest.raises(Correctable, match="2000 tiny lines"):
        find(plan(tmp_path, draw), sheet=1, box=(49, 49, 61, 61))


def test_copies_of_a_block_are_counted_by_the_block(tmp_path: Path) -> None:
    document = ezdxf.new(units=4)
    block = document.blocks.new("LAMP")
    block.add_circle((0, 0), 100)
    block.add_line((-100, 0), (100, 0))
    for n in range(5):
        document.modelspace().add_blockref("LAMP", (1000 * n, 500), dxfattribs={"rotation": 17 * n})
    document.modelspace().add_line((-500, -500), (6000, -500))
    document.modelspace().add_text("plan of the lamps", height=100).set_placement((0, -300))
    document.saveas(tmp_path / "plan.dxf")
    drawing = Drawing.open(tmp_path / "plan.dxf")
    first = tools.call("find_text", {"pattern": "plan"}, {Drawing: drawing}).items[0].evidence.box
    assert first
    lamp = (first[0] - 110, first[3] - 910, first[0] + 110, first[3] - 690)
    result = find(tmp_path / "plan.dxf", sheet=1, box=lamp)
    assert result.quantities[0].value == 5
    assert "block LAMP" in result.summary


@pytest.mark.parametrize(("seed", "kind"), [(4, "outlet"), (6, "cross light"), (8, "sink")])
def test_scans_are_searched_by_their_picture(tmp_path: Path, seed: int, kind: str) -> None:
    style = Style(turns="square", clutter=12, lone=True, wires=False, scale=1.4)
    sheet = drawn(tmp_path / "plan.pdf", seed, style, size=(210, 148), count=24, kind=kind)
    scan = scanned(sheet, tmp_path / "plan.png", 200)
    result = find(scan.path, sheet=1, box=scan.example)
    assert result.quantities[0].value == len(sheet.wanted)
    assert {item.evidence.method for item in result.items} == {"raster"}
    middles = [centre(item.evidence.box) for item in result.items if item.evidence.box]
    for one in sheet.wanted:
        assert any(max(abs(a - b) for a, b in zip(centre(one.box), middle, strict=True)) < 1 for middle in middles)


def test_an_empty_piece_of_a_scan_is_told(tmp_path: Path) -> None:
    sheet = scanned(
        drawn(tmp_path / "plan.pdf", 4, Style(clutter=0), size=(210, 148), count=4), tmp_path / "p.png", 150
    )
    with pytest.raises(Correctable, match=r"Nothing is drawn|cuts through"):
        find(sheet.path, sheet=1, box=(1, 1, 9, 9))
    with pytest.raises(Correctable, match="off sheet"):
        find(sheet.path, sheet=1, box=(200, 100, 230, 120))
