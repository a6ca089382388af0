"""Pictures as drawings: where their text stands."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tools.kit.reading import open_source


def test_the_text_of_a_small_picture_stands_where_it_is_drawn(tmp_path: Path) -> None:
    """Small pictures are read blown up; the places are those of the picture as it is."""
    picture = Image.new("L", (800, 600), 255)
    ImageDraw.Draw(picture).text((200, 300), "KITCHEN 12", fill=0, font=ImageFont.load_default(size=16))
    picture.save(tmp_path / "small.png", dpi=(254, 254))
    line = open_source(str(tmp_path / "small.png")).read(1).lines[0]
    assert line.text.startswith("KITCHEN")
    assert line.box[0] == pytest.approx(20, abs=1)
    assert line.box[1] == pytest.approx(30, abs=1)
    assert 0.8 < line.height < 3
