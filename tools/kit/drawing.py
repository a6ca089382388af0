"""A drawing as the tools see it: numbered sheets with their text, wherever they come from."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.kit.errors import Correctable
from tools.kit.given_scale import GivenScale
from tools.kit.reading import Source, open_source
from tools.kit.result import Frozen
from tools.kit.text import SheetReading


class FileRef(Frozen):
    """One uploaded file of a run: its id, the name that its user gave it, where it lies, and where readings are cached."""

    id: str
    name: str
    path: str
    cache: str | None = None
    scales: tuple[GivenScale, ...] = ()
    """What users gave to its pages by two points and a length."""


class Sheet:
    """One page of one file. Its reading is made when first asked for, or taken from the cache of the reading job."""

    def __init__(self, number: int, file: FileRef, source: Source, page: int) -> None:
        self.number = number
        self.file = file
        self.source = source
        self.page = page
        self.was_read = False

    @property
    def reading(self) -> SheetReading:
        self.was_read = True
        return self.source.read(self.page)

    @property
    def given_scale(self) -> GivenScale | None:
        """The scale that a user confirmed or corrected for this sheet: it stands above every other."""
        return next((scale for scale in self.file.scales if scale.page == self.page), None)

    @property
    def name(self) -> str:
        """The layout's name, or "page 3"."""
        return self.source.pages[self.page - 1].name


class Drawing:
    """The sheets that a run looks at, numbered from 1 over all of its files."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = tuple(sheets)

    @classmethod
    def open(cls, path: Path | str) -> "Drawing":
        """One file from the disk. Raises BadDrawing with what to do where it is none."""
        return cls.of([FileRef(id=Path(path).name, name=Path(path).name, path=str(path))])

    @classmethod
    def of(cls, files: Sequence[FileRef]) -> "Drawing":
        pages = [(file, source, page.number) for file in files for source in [open_source(file.path, file.cache)]
                 for page in source.pages]  # fmt: skip
        return cls([Sheet(number, file, source, page) for number, (file, source, page) in enumerate(pages, 1)])

    def sheet(self, number: int) -> Sheet:
        """Raises Correctable where there is no such sheet."""
        if not 1 <= number <= len(self.sheets):
            raise Correctable(f"There is no sheet {number}; the sheets are 1 to {len(self.sheets)}.")
        return self.sheets[number - 1]

    def chosen(self, sheet: int | None) -> Iterator[Sheet]:
        """That sheet, or all of them."""
        return iter(self.sheets if sheet is None else (self.sheet(sheet),))
