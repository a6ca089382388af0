"""find_openings on a drawn house: counts with their places, the convention, and what was left in doubt."""

from pathlib import Path

import pymupdf
import pytest

import tools
from tests.houses import SHEET, House, draw
from tests.pen import MM
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.reading import quiet
from tools.kit.result import Result
from tools.kit.vision import Progress

HOUSE = House(columns=2, rows=1)


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Drawing:
    return Drawing.open(draw(Path(tmp_path_factory.mktemp("house")) / "house.pdf", HOUSE))


def found(drawing: Drawing, **arguments: object) -> Result:
    return tools.call("find_openings", arguments, {Drawing: drawing, Progress: quiet})


@pytest.mark.parametrize(("kind", "count"), [("door", HOUSE.doors), ("window", HOUSE.windows)])
def test_the_openings_are_counted_with_their_places(drawing: Drawing, kind: str, count: int) -> None:
    result = found(drawing, kind=kind, sheet=1)
    assert [quantity.value for quantity in result.quantities] == [count]
    assert len(result.items) == len(result.quantities[0].sources) == count
    assert all(item.evidence.box and item.evidence.confidence >= 0.5 for item in result.items)
    assert "sound" in result.summary
    assert result.assumptions
    assert result.coverage.not_searched


def test_a_double_door_is_told_from_single_ones(drawing: Drawing) -> None:
    notes = [item.note for item in found(drawing, kind="door", sheet=1).items]
    assert notes.count("double door") == 1


@pytest.mark.parametrize("arguments", [{"kind": "door", "sheet": 7}, {"kind": "gate", "sheet": 1}, {"kind": "door"}])
def test_what_cannot_be_searched_is_told(drawing: Drawing, arguments: dict[str, object]) -> None:
    with pytest.raises(Correctable):
        found(drawing, **arguments)


def test_a_scan_in_a_pdf_is_looked_at_as_a_picture_is(tmp_path: Path) -> None:
    picture = draw(tmp_path / "house.png", HOUSE)
    with pymupdf.open() as document:
        page = document.new_page(width=SHEET[0] * MM, height=SHEET[1] * MM)
        page.insert_image(page.rect, filename=str(picture))
        page.draw_rect(pymupdf.Rect(20, 20, *(side - 20 for side in page.rect.br)))
        document.save(tmp_path / "scan.pdf")
    result = found(Drawing.open(tmp_path / "scan.pdf"), kind="window", sheet=1)
    assert result.quantities[0].value == HOUSE.windows
    assert "NOT sound" in result.summary, "as the windows of every picture"
