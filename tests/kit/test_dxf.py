"""DXF: what is written where, in millimetres from the top left, in blocks, layouts, dimensions and other encodings."""

from pathlib import Path
from typing import Any

import ezdxf
import pytest

from tools.kit.drawing import Drawing
from tools.kit.errors import BadDrawing


@pytest.fixture
def document() -> Any:
    document = ezdxf.new("R2010", setup=True)  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    space.add_lwpolyline([(0, 0), (10000, 0), (10000, 6000), (0, 6000)], close=True)
    return document


def opened(document: Any, path: Path) -> Drawing:
    document.saveas(path)
    return Drawing.open(path)


def texts(drawing: Drawing, sheet: int = 1) -> dict[str, Any]:
    return {line.text: line for line in drawing.sheet(sheet).reading.lines}


def test_model_space_is_in_millimetres_with_y_down(document: Any, tmp_path: Path) -> None:
    document.modelspace().add_text("LOBBY", height=250).set_placement((0, 5750))
    sheet = opened(document, tmp_path / "a.dxf").sheet(1)
    line = sheet.reading.lines[0]
    edge = 100  # 1 % of the longer side around the drawing
    assert sheet.name == "model"
    assert (sheet.reading.width, sheet.reading.height) == (10200, 6200)
    assert line.box[:2] == pytest.approx((edge, edge), abs=1)
    assert line.height == 250


@pytest.mark.parametrize(("code", "factor"), [(4, 1), (6, 1000), (1, 25.4), (0, 1)])
def test_units_of_the_file_become_millimetres(tmp_path: Path, code: int, factor: float) -> None:
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = code
    document.modelspace().add_line((0, 0), (10, 5))
    assert opened(document, tmp_path / "u.dxf").sheet(1).reading.width == pytest.approx(10.2 * factor)


def test_blocks_in_blocks_and_attributes_are_read_where_they_are_inserted(document: Any, tmp_path: Path) -> None:
    inner = document.blocks.new("INNER")
    inner.add_text("D1", height=100).set_placement((0, 0))
    outer = document.blocks.new("OUTER")
    outer.add_blockref("INNER", (1000, 0))
    outer.add_attdef("MARK", (0, 0), dxfattribs={"height": 100})
    reference = document.modelspace().add_blockref("OUTER", (2000, 3000), dxfattribs={"rotation": 90})
    reference.add_attrib("MARK", "KZ7", (2000, 3000), dxfattribs={"height": 100})
    found = texts(opened(document, tmp_path / "b.dxf"))
    assert set(found) == {"D1", "KZ7"}
    assert found["D1"].angle == 90
    assert found["D1"].box[3] == pytest.approx(6100 - 4000, abs=1)


def test_a_dimension_reads_as_it_is_shown(document: Any, tmp_path: Path) -> None:
    document.modelspace().add_linear_dim(base=(0, -500), p1=(0, 0), p2=(7200, 0), dimstyle="Standard").render()
    document.modelspace().add_linear_dim(base=(0, -900), p1=(0, 0), p2=(7200, 0), text="7200 TYP").render()
    assert {"7200", "7200 TYP"} <= set(texts(opened(document, tmp_path / "d.dxf")))


def test_lines_of_a_paragraph_stand_apart_and_codes_are_gone(document: Any, tmp_path: Path) -> None:
    document.modelspace().add_mtext(
        "{\\fArial;NOTES}\\P1. %%c12@150", dxfattribs={"char_height": 100, "insert": (0, 5000)}
    )
    found = texts(opened(document, tmp_path / "m.dxf"))
    assert "NOTES" in found
    assert any("12@150" in text for text in found)
    assert len({line.box[1] for line in found.values()}) == 2


def test_a_layer_that_is_off_is_hidden(document: Any, tmp_path: Path) -> None:
    document.layers.add("OFF").off()
    document.modelspace().add_text("GHOST", height=100, dxfattribs={"layer": "OFF"}).set_placement((100, 100))
    assert texts(opened(document, tmp_path / "o.dxf"))["GHOST"].hidden == "layer_off"


def test_a_layout_shows_the_model_through_its_viewport(document: Any, tmp_path: Path) -> None:
    document.modelspace().add_text("HALL", height=250).set_placement((5000, 3000))
    paper = document.layouts.new("A3")
    paper.add_lwpolyline([(0, 0), (420, 0), (420, 297), (0, 297)], close=True)
    paper.add_viewport(center=(150, 100), size=(120, 80), view_center_point=(5000, 3000), view_height=8000)
    drawing = opened(document, tmp_path / "l.dxf")
    assert [sheet.name for sheet in drawing.sheets] == ["model", "A3"]
    line = texts(drawing, 2)["HALL"]
    assert line.height == pytest.approx(2.5)
    assert line.box[0] == pytest.approx(150, abs=0.5)


def test_a_stray_far_away_does_not_blow_up_the_page(document: Any, tmp_path: Path) -> None:
    space = document.modelspace()
    for n in range(600):
        space.add_line((n * 10, 0), (n * 10, 6000))
    space.add_point((9e9, 9e9))
    space.add_line((8e8, 8e8), (8e8, 8.1e8))
    assert opened(document, tmp_path / "s.dxf").sheet(1).reading.width < 20000


def test_chinese_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    document = ezdxf.new("R2000")  # type: ignore[attr-defined]
    document.encoding = "gbk"
    document.header["$DWGCODEPAGE"] = "ANSI_936"
    document.modelspace().add_text("首层平面图", height=100)
    document.modelspace().add_line((0, 0), (5000, 5000))
    assert "首层平面图" in texts(opened(document, tmp_path / "g.dxf"))


def test_a_crop_has_ink_where_something_is_drawn(document: Any, tmp_path: Path) -> None:
    sheet = opened(document, tmp_path / "c.dxf").sheet(1)
    around = sheet.source.picture(1, (0, 0, 10200, 6200), 300)
    empty = sheet.source.picture(1, (3000, 2000, 6000, 4000), 300)
    assert around.min() < 230
    assert empty.min() > 250


@pytest.mark.parametrize(
    "content", [b"0\nSECTION\n2\nHEADER\n", b"0\nSECTION\n\xff\xfe\x00garbage", b"0\nSECTION\n2\nENTITIES\n0\nEOF\n"]
)
def test_a_broken_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.dxf"
    path.write_bytes(content)
    with pytest.raises(BadDrawing) as refusal:
        Drawing.open(path)
    assert refusal.value.message.zh
