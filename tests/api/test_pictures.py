"""Rendered pictures: kept by use, within a limit of bytes."""

import os
from pathlib import Path

import pytest

from api.pictures import Pictures

KB = b"x" * 1000


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    (tmp_path / "a").mkdir()
    return Pictures(tmp_path, most=10_000)


def names(pictures: Pictures) -> set[str]:
    return {path.stem for path in pictures.folder.glob("*/*.png")}


def used(pictures: Pictures, name: str, at: float) -> None:
    os.utime(pictures.folder / "a" / f"{name}.png", (at, at))


async def test_a_picture_is_kept_and_found_again(pictures: Pictures) -> None:
    await pictures.keep("a", "tile-1", KB)
    assert pictures.get("a", "tile-1") == KB
    assert pictures.get("a", "tile-2") is None
    assert pictures.get("b", "tile-1") is None


async def test_the_longest_unused_go_and_the_limit_holds(pictures: Pictures) -> None:
    for number in range(10):
        await pictures.keep("a", f"tile-{number}", KB)
        used(pictures, f"tile-{number}", 1000 + number)
    assert len(names(pictures)) == 10
    assert pictures.get("a", "tile-0") == KB  # used now, so no longer the oldest
    await pictures.keep("a", "tile-new", KB)
    left = names(pictures)
    assert {"tile-0", "tile-9", "tile-new"} <= left
    assert not {"tile-1", "tile-2", "tile-3"} & left
    assert sum(path.stat().st_size for path in pictures.folder.glob("*/*.png")) <= 8_000


async def test_what_an_earlier_process_left_is_counted(pictures: Pictures) -> None:
    for number in range(12):
        (pictures.folder / "a" / f"old-{number}.png").write_bytes(KB)
        used(pictures, f"old-{number}", 1000 + number)
    await Pictures(pictures.folder, most=10_000).keep("a", "tile-new", KB)
    assert "tile-new" in names(pictures)
    assert len(names(pictures)) == 8


async def test_readings_are_no_pictures_and_stay(pictures: Pictures) -> None:
    (pictures.folder / "a" / "page-1.json").write_bytes(KB * 20)
    for number in range(15):
        await pictures.keep("a", f"tile-{number}", KB)
    assert (pictures.folder / "a" / "page-1.json").exists()
    assert len(names(pictures)) <= 10


async def test_a_drawing_that_is_deleted_meanwhile_keeps_nothing(pictures: Pictures) -> None:
    await pictures.keep("gone", "tile-1", KB)
    assert names(pictures) == set()
