"""DXF files that are too large, DWG files with and without a converter, archives, and what a reading says that it left out."""

import os
import stat
from pathlib import Path
from typing import Any

import ezdxf
import pytest

from tools.kit import dxf_files
from tools.kit.drawing import Drawing
from tools.kit.entities import entities_of
from tools.kit.errors import BadDrawing, TooLarge
from tools.kit.unread import unread_messages


def long_plan(path: Path, rows: int = 400, **options: Any) -> None:
    """A numbered text and an inserted lamp in each row, from the bottom up."""
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    document.blocks.new("LAMP").add_circle((0, 0), 100)
    for n in range(rows):
        space.add_text(f"D{n:03}", height=100).set_placement((0, n * 300))
        space.add_blockref("LAMP", (2000, n * 300)).add_attrib("NO", f"A{n}", (2500, n * 300)).dxf.height = 100
    document.saveas(path, **options)


def test_a_file_beyond_the_limit_is_read_in_part_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_plan(tmp_path / "long.dxf")
    monkeypatch.setattr(dxf_files, "MOST_BYTES", (tmp_path / "long.dxf").stat().st_size // 2)
    sheet = Drawing.open(tmp_path / "long.dxf").sheet(1)
    texts = [line.text for line in sheet.reading.lines if line.text.startswith("D")]
    assert 50 < len(texts) < 400
    assert "D000" in texts
    assert "only_part_read" in sheet.reading.problems
    known = entities_of(sheet)
    assert known is not None
    assert abs(len(known.inserts) - len(texts)) <= 1
    assert any("split it" in message.en and "拆分" in message.zh for message in unread_messages([sheet]))


def test_a_binary_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_plan(tmp_path / "b.dxf", fmt="bin")
    monkeypatch.setattr(dxf_files, "MOST_BYTES", 1000)
    with pytest.raises(TooLarge, match="text DXF"):
        Drawing.open(tmp_path / "b.dxf")


def test_a_whole_file_leaves_nothing_out(tmp_path: Path) -> None:
    long_plan(tmp_path / "w.dxf", rows=30)
    assert not unread_messages([Drawing.open(tmp_path / "w.dxf").sheet(1)])


def test_values_that_look_like_tags_are_no_ends_of_entities() -> None:
    assert dxf_files.ENTITY.search(b"\n280\n0\n  1\n") is None
    assert dxf_files.ENTITY.search(b"\n  0\n3DFACE\n") is not None


# DWG


def test_a_dwg_without_a_converter_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "plan.dwg").write_bytes(b"AC1032" + bytes(500))
    with pytest.raises(BadDrawing, match="ODA File Converter") as refusal:
        Drawing.open(tmp_path / "plan.dwg")
    assert "另存为 DXF" in refusal.value.message.zh


def converter(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """An ODAFileConverter on the path that `does` this with its folders $1 and $2; it wants no display."""
    script = folder / "ODAFileConverter"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (folder / "Xvfb").write_text("#!/bin/sh\nexec sleep 5\n")
    (folder / "Xvfb").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_dwg_is_read_through_the_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_plan(tmp_path / "made.dxf", rows=5)
    converter(tmp_path, monkeypatch, f'cp "{tmp_path}/made.dxf" "$2/drawing.dxf"')
    (tmp_path / "upload").write_bytes(b"AC1032" + bytes(500))
    sheet = Drawing.open(tmp_path / "upload").sheet(1)
    assert {line.text for line in sheet.reading.lines} >= {"D000", "D004"}


def test_a_dwg_that_the_converter_cannot_read_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    converter(tmp_path, monkeypatch, "echo broken >&2")
    (tmp_path / "upload").write_bytes(b"AC1032" + bytes(500))
    with pytest.raises(BadDrawing, match="AUDIT"):
        Drawing.open(tmp_path / "upload")


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"])
def test_an_archive_is_to_be_unpacked(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "plan.dxf").write_bytes(head + bytes(200))
    with pytest.raises(BadDrawing, match="Unpack"):
        Drawing.open(tmp_path / "plan.dxf")


def test_strays_are_not_read_as_the_sheets_text(tmp_path: Path) -> None:
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    for n in range(300):
        space.add_line((n * 30, 0), (n * 30, 6000))
    space.add_text("D1", height=200).set_placement((100, 100))
    space.add_text("D1", height=200).set_placement((900000, 100))
    document.saveas(tmp_path / "s.dxf")
    sheet = Drawing.open(tmp_path / "s.dxf").sheet(1)
    assert [(line.text, line.hidden) for line in sheet.reading.lines] == [("D1", ""), ("D1", "off_page")]
    assert sheet.reading.width < 20000
    assert any("far off" in message.en for message in unread_messages([sheet]))
