"""DXF as it is shown: what is painted and what is not, what is believed of a file, and what is kept of it."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pytest
from PIL import Image

from tools.kit import dxf_walk
from tools.kit.dxf import DxfSource
from tools.kit.dxf_files import encoding_of
from tools.kit.dxf_text import advance, readable, runs
from tools.kit.errors import BadDrawing
from tools.kit.pages import Pixels
from tools.kit.pdf import PdfSource
from tools.kit.text import SheetReading, TextLine

Draw = Callable[[Any], None]


def new(version: str = "R2010", unit: int = 4) -> Any:
    document = ezdxf.new(version, setup=True)  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = unit
    return document


@pytest.fixture
def document() -> Any:
    """A frame of 10 × 6 m, in millimetres."""
    document = new()
    document.modelspace().add_lwpolyline([(0, 0), (10000, 0), (10000, 6000), (0, 6000)], close=True)
    return document


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[Any], DxfSource]:
    def open_it(document: Any) -> DxfSource:
        document.saveas(tmp_path / "plan.dxf")
        return DxfSource(tmp_path / "plan.dxf", tmp_path / "cache")

    return open_it


Opened = Callable[[Any], DxfSource]


def lines(source: DxfSource, page: int = 1) -> dict[str, TextLine]:
    return {line.text: line for line in source.read(page).lines}


def write(space: Any, text: str, at: tuple[float, float], height: float = 200, **attributes: Any) -> Any:
    return space.add_text(text, height=height, dxfattribs=attributes).set_placement(at)


def painted(source: DxfSource, page: int = 1, width: int = 1000) -> Pixels:
    sheet = source.pages[page - 1]
    return source.picture(page, (0, 0, sheet.width, sheet.height), width)


def is_colour(pixels: Pixels, red: int, green: int, blue: int, slack: int = 60) -> bool:
    away = np.abs(pixels.astype(int) - np.array([red, green, blue])).max(axis=2)
    return bool((away < slack).any())


# Words


def test_two_tags_side_by_side_are_two_tags(document: Any, opened: Opened) -> None:
    for n, tag in enumerate(("W6", "W7", "W8")):
        write(document.modelspace(), tag, (1000 + n * 480, 1000))
    assert set(lines(opened(document))) == {"W6", "W7", "W8"}


def test_words_of_one_formatted_paragraph_are_one_line(document: Any, opened: Opened) -> None:
    document.modelspace().add_mtext(
        "{\\fSimSun;\\C1;m=7 z=30} teeth\\P{\\W0.667;all narrow words}",
        dxfattribs={"char_height": 200, "insert": (500, 3000)},
    )
    assert set(lines(opened(document))) == {"m=7 z=30 teeth", "all narrow words"}


def test_text_printed_twice_over_itself_is_read_once(document: Any, opened: Opened) -> None:
    for _ in range(4):
        write(document.modelspace(), "LOBBY", (1000, 1000))
    assert [line.text for line in opened(document).read(1).lines] == ["LOBBY"]


@pytest.mark.parametrize("width", [0, 1150])
def test_a_paragraph_is_not_broken_for_want_of_its_font(document: Any, opened: Opened, width: float) -> None:
    style = document.styles.add("slim", font="txt.shx")
    style.dxf.width = 0.9
    document.modelspace().add_mtext(
        "8-螺栓 M16x130" if not width else "60 m2",
        dxfattribs={"char_height": 300, "insert": (500, 3000), "width": width, "style": "slim"},
    )
    assert len(lines(opened(document))) == 1


def test_a_paragraph_wider_than_its_box_is_broken(document: Any, opened: Opened) -> None:
    document.modelspace().add_mtext(
        "remove all formwork before striking", dxfattribs={"char_height": 200, "insert": (500, 3000), "width": 2500}
    )
    found = opened(document).read(1).lines
    assert len(found) > 1
    assert " ".join(line.text for line in found) == "remove all formwork before striking"


@pytest.mark.parametrize(("angle", "seen"), [(0, 0), (90, 90), (180, 180), (37.5, 37.5)])
def test_the_angle_is_the_reading_direction(document: Any, opened: Opened, angle: float, seen: float) -> None:
    write(document.modelspace(), "KZ1", (5000, 3000), rotation=angle)
    line = lines(opened(document))["KZ1"]
    assert line.angle == pytest.approx(seen)
    assert line.height == 200


def test_right_aligned_text_ends_where_it_is_placed(document: Any, opened: Opened) -> None:
    from ezdxf.enums import TextEntityAlignment

    document.modelspace().add_text("3300", height=200).set_placement(
        (5000, 3000), align=TextEntityAlignment.MIDDLE_RIGHT
    )
    box = lines(opened(document))["3300"].box
    assert box[2] == pytest.approx(5000 + 100, abs=1)
    assert (box[1] + box[3]) / 2 == pytest.approx(3000 + 100, abs=1)


def test_leader_text_is_read(document: Any, opened: Opened) -> None:
    from ezdxf.math import Vec2
    from ezdxf.render import mleader

    builder = document.modelspace().add_multileader_mtext("Standard")
    builder.set_content("C30 waterproof", char_height=150)
    builder.add_leader_line(mleader.ConnectionSide.left, [(1000, 1000)])
    builder.build(insert=Vec2(3000, 3000))
    assert "C30 waterproof" in lines(opened(document))


def test_advance_grows_with_each_letter_and_ideographs_are_wide() -> None:
    assert advance("") == 0
    assert advance("KZ") < advance("KZ1") < advance("KZ12")
    assert advance("图") > advance("n")
    assert advance("i") < advance("n") < advance("W") < advance("@")


def test_runs_part_latin_from_the_rest() -> None:
    assert list(runs("C30混凝土 Ø12")) == [("C30", True), ("混凝土", False), (" Ø12", True)]


def test_bytes_without_a_meaning_are_replaced() -> None:
    assert readable("a\udcb0b\x00") == "a?b"


def test_chinese_taken_for_western_is_put_right_in_chinese_files_only() -> None:
    garbled = "锥齿轮 3".encode("gbk").decode("latin-1")
    assert readable(garbled, "gbk") == "锥齿轮 3"
    assert readable(garbled, "cp1252") == garbled
    assert readable("Ø50±2°", "gbk") == "Ø50±2°"


# Hidden


def test_text_of_a_layer_that_is_off_is_kept_as_hidden_and_not_painted(document: Any, opened: Opened) -> None:
    document.layers.add("OFF", color=1).off()
    write(document.modelspace(), "GHOST", (1000, 1000), height=1500, layer="OFF")
    document.modelspace().add_line((0, 0), (10000, 6000), dxfattribs={"layer": "OFF"})
    source = opened(document)
    assert lines(source)["GHOST"].hidden == "layer_off"
    assert not is_colour(painted(source), 255, 0, 0)


def test_a_frozen_reference_hides_all_that_is_in_it(document: Any, opened: Opened) -> None:
    document.layers.add("FROZEN").freeze()
    block = document.blocks.new("ROOM")
    write(block, "STORE", (0, 0), layer="VISIBLE")
    document.modelspace().add_blockref("ROOM", (1000, 1000), dxfattribs={"layer": "FROZEN"})
    document.modelspace().add_blockref("ROOM", (5000, 1000))
    assert [line.hidden for line in opened(document).read(1).lines] == ["layer_off", ""]


def test_an_invisible_attribute_is_hidden(document: Any, opened: Opened) -> None:
    document.blocks.new("TAG").add_circle((0, 0), 100)
    reference = document.modelspace().add_blockref("TAG", (1000, 1000))
    reference.add_attrib("MARK", "D1", (1000, 1000)).dxf.height = 200
    reference.add_attrib("COST", "4500", (1000, 500)).is_invisible = True
    found = lines(opened(document))
    assert (found["D1"].hidden, found["4500"].hidden) == ("", "invisible")


def test_definitions_of_attributes_in_blocks_are_no_text(document: Any, opened: Opened) -> None:
    block = document.blocks.new("TAG")
    block.add_attdef("MARK", (0, 0), "default", height=200)
    block.add_circle((0, 0), 100)
    document.modelspace().add_blockref("TAG", (1000, 1000))
    assert not opened(document).read(1).lines


# Units and extents


@pytest.mark.parametrize(
    ("unit", "height", "scale", "problems"),
    [
        (4, 250, 1.0, ()),
        (4, 3.5, 1.0, ()),
        (6, 0.25, 1000.0, ()),
        (1, 6, 25.4, ()),
        (1, 250, 1.0, ("declared_unit_not_believed",)),
        (6, 300, 1.0, ("declared_unit_not_believed",)),
        (0, 250, 1.0, ("unit_not_declared",)),
    ],
)
def test_a_unit_is_believed_unless_letters_would_be_as_high_as_houses(
    opened: Opened, unit: int, height: float, scale: float, problems: tuple[str, ...]
) -> None:
    document = new(unit=unit)
    document.modelspace().add_line((0, 0), (100 * height, 0))
    write(document.modelspace(), "HALL", (0, 0), height=height)
    source = opened(document)
    assert source.read(1).width == pytest.approx(102 * height * scale, rel=0.01)
    assert source.read(1).problems == problems
    assert source.pages[0].paper_known is not bool(problems)


def test_without_letters_a_building_as_long_as_a_country_is_in_millimetres(opened: Opened) -> None:
    document = new(unit=6)
    document.modelspace().add_line((0, 0), (90000, 30000))
    assert opened(document).pages[0].width == pytest.approx(91800)


def test_far_from_the_origin_nothing_is_lost(opened: Opened) -> None:
    document = new()
    space = document.modelspace()
    east, north = 3.9e8, 4.5e9
    space.add_lwpolyline([(east, north), (east + 8000, north), (east + 8000, north + 5000)], close=True)
    write(space, "PUMP", (east + 1000, north + 1000))
    source = opened(document)
    assert source.pages[0].width == pytest.approx(8160)
    assert lines(source)["PUMP"].box[0] == pytest.approx(1080, abs=1)
    assert painted(source).min() < 128


def test_a_single_line_is_a_page(opened: Opened) -> None:
    document = new()
    document.modelspace().add_line((0, 0), (5000, 0))
    page = opened(document).pages[0]
    assert page.width > 5000
    assert page.height > 0


def test_strays_are_left_out_of_the_extents_but_a_frame_is_not(document: Any, opened: Opened) -> None:
    space = document.modelspace()
    for n in range(100):
        space.add_circle((5000 + n, 3000), 50)
    space.add_line((9e9, 9e9), (9e9, 9.1e9))
    space.add_line((-8e8, 0), (-8e8, 100))
    page = opened(document).pages[0]
    assert (page.width, page.height) == (10200, 6200)


def test_nothing_at_all_is_no_drawing(opened: Opened) -> None:
    with pytest.raises(BadDrawing) as refusal:
        opened(new())
    assert refusal.value.code == "no_pages"


# Layouts


def paper(document: Any, name: str = "A-101", **viewport: Any) -> Any:
    layout = document.layouts.new(name)
    layout.page_setup(size=(420, 297), margins=(0, 0, 0, 0), units="mm")
    layout.add_lwpolyline([(10, 10), (410, 10), (410, 287), (10, 287)], close=True)
    settings = {"center": (200, 150), "size": (100, 60), "view_center_point": (5000, 3000), "view_height": 6000}
    layout.add_viewport(**(settings | viewport))
    return layout


def test_a_layout_is_as_large_as_its_paper_and_shows_model_space_at_its_scale(document: Any, opened: Opened) -> None:
    write(document.modelspace(), "HALL", (5000, 3000), height=300)
    paper(document)
    source = opened(document)
    page = source.pages[1]
    assert (page.name, page.width, page.height) == ("A-101", 420, 297)
    line = lines(source, 2)["HALL"]
    assert line.height == pytest.approx(3.0)
    assert line.box[0] == pytest.approx(200, abs=0.1)
    assert line.box[3] == pytest.approx(297 - 150, abs=0.1)


def test_what_lies_outside_of_a_viewport_is_not_on_the_sheet(document: Any, opened: Opened) -> None:
    write(document.modelspace(), "IN", (5000, 3000))
    write(document.modelspace(), "OUT", (500, 500))
    paper(document, size=(40, 30), view_height=3000)
    assert set(lines(opened(document), 2)) == {"IN"}


def test_a_layer_frozen_in_a_viewport_is_hidden_on_that_sheet_only(document: Any, opened: Opened) -> None:
    document.layers.add("FURNITURE")
    write(document.modelspace(), "BED", (5000, 3000), layer="FURNITURE")
    layout = paper(document)
    layout.viewports()[-1].frozen_layers = ["FURNITURE"]
    source = opened(document)
    assert lines(source, 1)["BED"].hidden == ""
    assert lines(source, 2)["BED"].hidden == "layer_off"


def test_a_layout_with_nothing_but_viewports_is_no_sheet(document: Any, opened: Opened) -> None:
    document.layouts.new("Layout7").add_viewport(
        center=(100, 100), size=(100, 60), view_center_point=(5000, 3000), view_height=6000
    )
    assert [page.name for page in opened(document).pages] == ["model"]


def test_a_layout_in_inches_is_measured_in_millimetres(opened: Opened) -> None:
    document = new()
    layout = document.layouts.new("E1")
    layout.page_setup(size=(34, 22), margins=(0, 0, 0, 0), units="inch")
    layout.add_lwpolyline([(0.5, 0.5), (33.5, 0.5), (33.5, 21.5), (0.5, 21.5)], close=True)
    write(layout, "TITLE", (30, 1), height=0.25)
    source = opened(document)
    assert source.pages[0].width == pytest.approx(34 * 25.4, rel=0.02)
    assert lines(source)["TITLE"].height == pytest.approx(6.35)


def test_a_view_from_the_side_is_noted(document: Any, opened: Opened) -> None:
    layout = paper(document)
    layout.viewports()[-1].dxf.view_direction_vector = (0, -1, 0)
    assert "viewport_not_shown" in opened(document).read(2).problems


# Limits


def test_blocks_in_blocks_end_at_a_depth(document: Any, opened: Opened) -> None:
    for n in range(30):
        block = document.blocks.new(f"B{n}")
        write(block, f"T{n}", (0, 0))
        if n:
            block.add_blockref(f"B{n - 1}", (10, 10))
    document.modelspace().add_blockref("B29", (1000, 1000))
    reading = opened(document).read(1)
    assert "nested_too_deep" in reading.problems
    assert 5 < len(reading.lines) < 20


def test_many_references_end_at_a_number(document: Any, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dxf_walk, "MAX_ENTITIES", 500)
    write(document.modelspace(), "FIRST", (1000, 1000))
    document.blocks.new("DOT").add_line((0, 0), (1, 1))
    document.modelspace().add_blockref(
        "DOT", (0, 0), dxfattribs={"row_count": 300, "column_count": 300, "row_spacing": 1, "column_spacing": 1}
    )
    reading = opened(document).read(1)
    assert "too_many_entities" in reading.problems
    assert [line.text for line in reading.lines] == ["FIRST"]


def test_a_broken_entity_is_left_out_and_noted(document: Any) -> None:
    write(document.modelspace(), "SOUND", (1000, 1000))
    broken = document.modelspace().add_mtext("BROKEN", dxfattribs={"char_height": 100})
    broken.dxf.__dict__["attachment_point"] = 77
    walked = dxf_walk.walk(document, document.modelspace())
    assert walked.problems == ("unreadable_entities",)
    assert [mark.writing.text for mark in walked.marks if mark.writing] == ["SOUND"]


def test_pictures_of_other_files_are_never_opened(document: Any, opened: Opened, tmp_path: Path) -> None:
    Image.new("RGB", (50, 50), (255, 0, 0)).save(tmp_path / "secret.png")
    definition = document.add_image_def(str(tmp_path / "secret.png"), (50, 50))
    document.modelspace().add_image(definition, (1000, 1000), (4000, 4000))
    source = opened(document)
    assert not is_colour(painted(source), 255, 0, 0)
    assert not any("secret" in text for text in lines(source))


# Painting


def test_the_picture_shows_the_text_that_was_read(document: Any, opened: Opened, tmp_path: Path) -> None:
    for n, text in enumerate(("首层平面图", "LOBBY 12.5 m²", "Ø12@150")):
        write(document.modelspace(), text, (1000, 1000 + n * 1000), height=500)
    source = opened(document)
    plot = PdfSource(next((tmp_path / "cache").glob("plot-1.*.pdf")), None).read(1)
    assert set(lines(source)) <= {line.text for line in plot.lines}
    for line in source.read(1).lines:
        assert source.picture(1, line.box, 200).min() < 100


def test_the_picture_of_the_text_stands_where_its_box_is(document: Any, opened: Opened) -> None:
    write(document.modelspace(), "HALL", (3000, 2000), height=1000)
    source = opened(document)
    x0, y0, x1, y1 = lines(source)["HALL"].box
    page = source.pages[0]
    inside = painted(source)[15:-15, 15:-15].min(axis=2) < 128
    rows, columns = np.nonzero(inside)
    scale = page.width / 1000
    assert (columns.min() + 15) * scale == pytest.approx(x0, abs=120)
    assert (columns.max() + 15) * scale == pytest.approx(x1, abs=120)
    assert (rows.min() + 15) * scale == pytest.approx(y0, abs=40)
    assert (rows.max() + 15) * scale == pytest.approx(y1, abs=40)


def test_bright_lines_are_darkened_and_areas_keep_their_colour(document: Any, opened: Opened) -> None:
    space = document.modelspace()
    space.add_line((1000, 1000), (9000, 1000), dxfattribs={"color": 2, "lineweight": 200})
    space.add_solid([(1000, 3000), (4000, 3000), (1000, 5000), (4000, 5000)], dxfattribs={"color": 3})
    pixels = painted(opened(document))
    assert is_colour(pixels, 0, 255, 0, slack=5)
    assert not is_colour(pixels, 255, 255, 0)
    assert is_colour(pixels, 120, 120, 0)


def test_dashes_are_painted_as_dashes(document: Any, opened: Opened) -> None:
    document.header["$LTSCALE"] = 1000
    document.modelspace().add_line((0, 3000), (10000, 3000), dxfattribs={"linetype": "DASHED", "lineweight": 100})
    source = opened(document)
    row = (
        painted(source)[:, 20:-20].min(axis=2)[int(3100 * 1000 / 10200) - 2 : int(3100 * 1000 / 10200) + 3].min(axis=0)
    )
    gaps = np.count_nonzero(np.diff((row < 200).astype(int)) == -1)
    assert 3 <= gaps <= 30


@pytest.mark.parametrize(("size", "arrows"), [(100, 1), (3000, 0)])
def test_an_arrow_larger_than_its_leader_is_left_out(document: Any, size: float, arrows: int) -> None:
    document.modelspace().add_leader([(4000, 3000), (4300, 3300)], override={"dimasz": size, "dimscale": 1})
    marks = dxf_walk.walk(document, document.modelspace()).marks
    assert len([mark for mark in marks if mark.kind == "area"]) == arrows


def test_arcs_are_fine_whatever_their_unit(opened: Opened) -> None:
    document = new(unit=6)
    document.modelspace().add_circle((0, 0), 0.5)
    (mark,) = dxf_walk.walk(document, document.modelspace()).marks
    assert 40 < len(mark.parts[0]) < 400
    assert np.hypot(*mark.parts[0].T) == pytest.approx(0.5, rel=1e-3)


# Files


def test_a_second_opening_takes_all_from_the_cache(document: Any, opened: Opened, tmp_path: Path) -> None:
    write(document.modelspace(), "HALL", (5000, 3000))
    paper(document)
    first = opened(document)
    (tmp_path / "plan.dxf").write_bytes(b"gone")
    second = DxfSource(tmp_path / "plan.dxf", tmp_path / "cache")
    assert second.pages == first.pages
    assert second.read(2) == first.read(2)
    assert (painted(second, 2) == painted(first, 2)).all()


@pytest.mark.parametrize("lost", ["page-1.*.json", "plot-1.*.pdf", "pages.*.json"])
def test_what_is_lost_of_the_cache_is_made_anew(document: Any, opened: Opened, tmp_path: Path, lost: str) -> None:
    write(document.modelspace(), "HALL", (5000, 3000))
    opened(document)
    for file in (tmp_path / "cache").glob(lost):
        file.unlink()
    again = DxfSource(tmp_path / "plan.dxf", tmp_path / "cache")
    assert set(lines(again)) == {"HALL"}
    assert painted(again).min() < 128


def test_the_kept_reading_is_what_a_reading_is(document: Any, opened: Opened, tmp_path: Path) -> None:
    write(document.modelspace(), "HALL", (5000, 3000))
    source = opened(document)
    kept = SheetReading.model_validate_json(next((tmp_path / "cache").glob("page-1.*.json")).read_bytes())
    assert kept == source.read(1)


@pytest.mark.parametrize(
    ("page", "encoding", "text"),
    [
        ("ANSI_936", "gbk", "首层平面图"),
        ("ANSI_932", "cp932", "一階平面図ドア"),
        ("ANSI_1252", "gbk", "门窗数量统计表"),
        ("ANSI_1252", "utf-8", "门窗表 m²"),
        ("ANSI_1252", "cp1252", "Ø12 Köln 90°"),
    ],
)
def test_encodings_declared_and_not(tmp_path: Path, page: str, encoding: str, text: str) -> None:
    document = new("R2000")
    document.modelspace().add_line((0, 0), (5000, 5000))
    write(document.modelspace(), "PLACEHOLDER", (0, 0))
    document.saveas(tmp_path / "e.dxf")
    raw = (tmp_path / "e.dxf").read_bytes()
    raw = raw.replace(b"ANSI_1252", page.encode()).replace(b"PLACEHOLDER", text.encode(encoding))
    (tmp_path / "e.dxf").write_bytes(raw)
    assert set(lines(DxfSource(tmp_path / "e.dxf", None))) == {text}


def test_plain_files_need_no_guess() -> None:
    assert encoding_of(b"  0\nSECTION\n") is None
    assert encoding_of(b"AutoCAD Binary DXF\r\n\x1a\x00\xd6\xd0") is None


def test_binary_dxf_is_read(document: Any, tmp_path: Path) -> None:
    write(document.modelspace(), "HALL", (5000, 3000))
    document.saveas(tmp_path / "b.dxf", fmt="bin")
    assert set(lines(DxfSource(tmp_path / "b.dxf", None))) == {"HALL"}


@pytest.mark.parametrize("seed", range(12))
def test_damaged_files_are_read_or_refused(document: Any, tmp_path: Path, seed: int) -> None:
    write(document.modelspace(), "HALL", (5000, 3000))
    document.saveas(tmp_path / "d.dxf")
    dice = random.Random(seed)
    raw = bytearray((tmp_path / "d.dxf").read_bytes())
    for _ in range(dice.choice((3, 60, 900))):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    cut = len(raw) if seed % 3 else dice.randrange(len(raw))
    (tmp_path / "d.dxf").write_bytes(bytes(raw[:cut]))
    try:
        source = DxfSource(tmp_path / "d.dxf", None)
    except BadDrawing:
        return
    assert source.read(1).width > 0
