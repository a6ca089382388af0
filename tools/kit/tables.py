"""Tables as values: typed columns, records, cells with their boxes."""

import re
from typing import Literal

from tools.kit.columns import ColumnKind
from tools.kit.evidence import Box
from tools.kit.geometry import union
from tools.kit.headings import Kind
from tools.kit.result import Frozen

RowKind = Literal["body", "total", "section"]
TOTAL = re.compile(r"^\W*(?:GRAND |SUB-?)?TOTALS?\b|^\W*(?:合\s*计|总\s*计|小\s*计|共\s*计)|^\W*JUMLAH\b", re.I)
DITTO = re.compile(r"^\W*(?:D[O0·.]|DITTO|同上|AS ABOVE)\W*$|^[\"”〃'’]{1,2}$", re.I)


class Cell(Frozen):
    """What stands in a cell and where; a blank cell has the box in which nothing stands."""

    text: str
    box: Box
    confidence: float = 1.0


class Column(Frozen):
    name: str
    kind: ColumnKind | None = None


class Row(Frozen):
    """One cell for each column. `section` is the heading inside the table under which the row stands."""

    cells: tuple[Cell, ...]
    kind: RowKind = "body"
    section: str = ""

    @property
    def box(self) -> Box:
        written = [cell.box for cell in self.cells if cell.text]
        return union(written or [cell.box for cell in self.cells])


class Table(Frozen):
    """A table of a sheet. Rows are its records: where the heads stand in a column at the left, each column is one. `zone` is
    its box with the heading; `angle` that of its text."""

    title: str
    kind: Literal["schedule", "legend"]
    box: Box
    zone: Box
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    angle: int = 0

    @property
    def body(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.kind == "body")

    def index(self, *kinds: ColumnKind) -> int | None:
        """The first column of the first of those kinds that the table has."""
        return next((i for kind in kinds for i, column in enumerate(self.columns) if column.kind == kind), None)

    @property
    def key(self) -> int:
        """The column that names the rows."""
        found = self.index("mark", "name")
        return 0 if found is None else found

    def name(self, row: Row) -> str:
        """What names a row; where the cell is blank as if merged with the one above, what stands there. A mark that OCR may
        have missed is no merged cell."""
        at = self.rows.index(row)
        while at > 0 and self._merged(self.rows[at]) and self.rows[at - 1].kind == "body":
            at -= 1
        return self.text(self.rows[at], self.key)

    def _merged(self, row: Row) -> bool:
        sure = all(cell.confidence == 1.0 for cell in row.cells)
        return row.kind == "body" and not row.cells[self.key].text and sure

    def text(self, row: Row, column: int) -> str:
        """What a cell says; where it says "ditto", what stands above."""
        at = self.rows.index(row)
        while at > 0 and DITTO.match(self.rows[at].cells[column].text):
            at -= 1
        return self.rows[at].cells[column].text


class Block(Frozen):
    """The rows under a heading that make no table."""

    kind: Kind
    title: str
    box: Box
    angle: int = 0


class Layout(Frozen):
    """What stands on a sheet beside its views."""

    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
