"""Where things stand: rooms of a kind in any language, marks on the views, labels, the title block."""

from pathlib import Path

import pytest

from tests.agent.asking import ask
from tests.pen import Pen, plan


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of rooms named in Malay with a mark, a label and a title block at the bottom right."""

    def draw(pen: Pen) -> None:
        for name, at in (
            ("DAPUR", (40, 40)),
            ("RUANG TAMU", (300, 40)),
            ("BILIK 1", (40, 230)),
            ("BILIK AIR", (60, 150)),
        ):
            pen.text(at, name)
        pen.text((305, 60), "D7")
        pen.text((210, 150), "MANHOLE COVER")
        for n, (head, text) in enumerate(
            (("DRAWN BY", "A. ROE"), ("DRAWING NO", "A-101"), ("SCALE", "1:100"), ("DATE", "2024-05-01"))
        ):
            pen.text((330, 255 + 8 * n), head, 2)
            pen.text((360, 255 + 8 * n), text, 3)
            pen.rect(328, 250 + 8 * n, 415, 258 + 8 * n)

    return plan(tmp_path_factory.mktemp("where"), draw)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Where is the kitchen?", ["DAPUR", "top left"]),
        ("厨房在哪？", ["DAPUR", "左上"]),
        ("Where does D7 stand?", ["D7", "top right", "RUANG TAMU"]),
        ("D7在图纸的什么位置？", ["D7", "右上"]),
        ("where is the manhole cover", ["MANHOLE COVER", "middle"]),
        ("Where is the title block?", ["title block", "right"]),
        ("图签在哪里", ["图签", "右"]),
    ],
)
def test_the_part_of_the_sheet_is_told(sheet: Path, question: str, said: list[str]) -> None:
    answer = ask(sheet, question)
    assert answer.status == "answered", answer.text
    assert all(one in answer.text for one in said), answer.text


@pytest.mark.parametrize("question", ["Where is the swimming pool?", "游泳池在哪", "Where is the project located?"])
def test_what_is_not_there_is_not_placed(sheet: Path, question: str) -> None:
    assert ask(sheet, question).status != "answered"
