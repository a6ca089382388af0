"""Readings that are kept, also by several readers of one sheet at a time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np

from tools.kit.evidence import Box
from tools.kit.pages import PagedSource, Pixels
from tools.kit.reading import Page
from tools.kit.text import SheetReading, TextLine
from tools.kit.vision import Progress

READERS, ROUNDS = 8, 40
LINES = tuple(TextLine(text=f"KL{n}(3) 250x500", box=(n, n, n + 9, n + 3)) for n in range(200))


class Counted(PagedSource):
    """A file whose pages all say the same, and which counts how often it was read anew."""

    extracted = 0

    def extract(self, page: Page, progress: Progress) -> SheetReading:
        self.extracted += 1
        return SheetReading(number=page.number, name=page.name, width=page.width, height=page.height, lines=LINES)

    def pixels(self, page: Page, box: Box, width: int, height: int) -> Pixels:
        return np.full((height, width, 3), 255, np.uint8)


def opened(folder: Path) -> Counted:
    pages = tuple(Page(number=n, name=f"page {n}", width=420, height=297) for n in range(1, ROUNDS + 1))
    return Counted(folder / "drawing.pdf", folder / "cache", pages)


def test_many_readers_of_the_same_sheet_do_not_disturb_one_another(tmp_path: Path) -> None:
    together = Barrier(READERS, timeout=10)

    def read(source: Counted) -> int:
        lines = 0
        for page in range(1, ROUNDS + 1):
            together.wait()
            lines += len(source.read(page).lines)
        return lines

    with ThreadPoolExecutor(READERS) as threads:
        assert list(threads.map(read, [opened(tmp_path) for _ in range(READERS)])) == [ROUNDS * len(LINES)] * READERS
    assert not list((tmp_path / "cache").glob("*.part"))


def test_a_kept_reading_is_taken_from_the_folder_and_a_broken_one_is_made_anew(tmp_path: Path) -> None:
    opened(tmp_path).read(1)
    again = opened(tmp_path)
    assert again.read(1).lines == LINES
    assert again.extracted == 0
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text("{")
    third = opened(tmp_path)
    assert third.read(1).lines == LINES
    assert third.extracted == 1
