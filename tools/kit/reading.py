"""Opening any kind of drawing file and reading its sheets."""

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tools.kit.evidence import Box
from tools.kit.result import Frozen
from tools.kit.text import SheetReading
from tools.kit.vision import Progress


class Page(Frozen):
    """A page or layout as the file declares it: sizes in millimetres on paper, after its own rotation."""

    number: int
    name: str
    width: float
    height: float
    paper_known: bool = True


def quiet(done: int, total: int, doing: str = "") -> None:
    """A Progress that nobody watches."""


class Source(Protocol):
    """A kind of file. Pages are numbered from 1."""

    pages: tuple[Page, ...]

    def read(self, page: int, progress: Progress = quiet) -> SheetReading:
        """The text of a page, from the cache where it is there. Reports its progress where it has to be recognised."""
        ...

    def render(self, page: int, box: Box, width: int) -> bytes:
        """A PNG of that box, `width` pixels wide. Raises TooLarge beyond the pixel budget."""
        ...

    def picture(self, page: int, box: Box, width: int) -> NDArray[np.uint8]:
        """The same as pixels: height × width × 3, RGB."""
        ...


def open_source(path: str, cache: str | None = None) -> Source:
    """Decides by magic bytes, never by the name. Raises BadDrawing with what to do."""
    from tools.kit.sources import source_for

    return source_for(Path(path), Path(cache) if cache else None)
