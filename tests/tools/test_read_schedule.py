"""read_schedule on drawn schedules: typed cells with their boxes, quantities in the ledger, short answers for a model."""

from decimal import Decimal
from pathlib import Path

from agent.told import result_text
from tests.kit.test_labels import line
from tests.tables import Drawn, drawing
from tools.kit.drawing import Drawing
from tools.kit.geometry import inside
from tools.kit.ledger import Ledger
from tools.kit.result import Result
from tools.kit.schedules import tables_of
from tools.kit.text import SheetReading
from tools.read_schedule import _subject, read_schedule

HEADS = (("MARK", "SIZE", "DESCRIPTION", "QTY"),)
BOTH = (
    ("D1", "900x2100", "TIMBER DOOR", "8"), ("D2", "1500x2400", "-DO-", "03"), ("W1", "1800x1500", "ALUMINIUM", "6"),
    ("F1", "600x600", "FANLIGHT", "1 / 2"), ("TOTAL", "", "", "17"),
)  # fmt: skip
WIDTHS = (16, 30, 50, 14)


def read(tmp_path: Path, *tables: Drawn, **wanted: str | int) -> Result:
    drawn = Drawing.open(drawing(tmp_path / "t.pdf", *tables))
    return read_schedule(drawn, **wanted)  # type: ignore[arg-type]


def both() -> Drawn:
    return Drawn("SCHEDULE OF DOORS AND WINDOWS", HEADS, BOTH, at=(60, 60), widths=WIDTHS)


def test_rows_come_with_typed_cells_and_their_places(tmp_path: Path) -> None:
    result = read(tmp_path, both())
    rows = [item.row for item in result.items if item.row]
    assert [row.cells[0].text for row in rows] == ["D1", "D2", "W1", "F1", "TOTAL"]
    assert [cell.kind for cell in rows[0].cells] == ["mark", "size", "name", "quantity"]
    assert rows[1].cells[2].text == "TIMBER DOOR"
    assert "-DO-" in result.items[1].evidence.text
    assert all(inside(cell.box, item.evidence.box or (0, 0, 0, 0)) for item, row in zip(result.items, rows, strict=True) for cell in row.cells if cell.text)  # fmt: skip
    assert result.items[0].evidence.method == "schedule"


def test_quantities_are_in_the_ledger_and_the_total_row_apart(tmp_path: Path) -> None:
    result = read(tmp_path, both())
    assert [(q.value, q.label) for q in result.quantities] == [
        (Decimal(4), "rows in table 1"), (Decimal(8), "D1 in table 1"), (Decimal(3), "D2 in table 1"), (Decimal(6), "W1 in table 1"), (Decimal(17), "total row of table 1")]  # fmt: skip
    assert [item.row.total for item in result.items if item.row] == [False, False, False, False, True]
    assert [held.label for held in result.withheld] == ["F1"]


def test_rows_are_chosen_by_what_they_are_about(tmp_path: Path) -> None:
    assert names(read(tmp_path, both(), title="window")) == ["W1", "TOTAL"]
    assert names(read(tmp_path, both(), title="门")) == ["D1", "D2", "TOTAL"]
    assert names(read(tmp_path, both(), row="d2")) == ["D2"]
    assert names(read(tmp_path, both(), row="TIMBER")) == ["D1", "D2"]


def test_tables_with_the_words_in_their_heading_come_first(tmp_path: Path) -> None:
    marks = Drawn(
        "SCHEDULE OF MARKS", (("MARK", "DESCRIPTION"),), (("D1", "TIMBER DOOR"), ("D2", "GLASS DOOR")), at=(20, 20)
    )
    doors = Drawn(
        "INNER DOOR SCHEDULE", (("TYPE", "DESCRIPTION"),), (("A", "FLUSH DOOR"), ("B", "GLAZED DOOR")), at=(20, 150)
    )
    assert names(read(tmp_path, marks, doors, title="door")) == ["D1", "D2", "A", "B"]
    assert names(read(tmp_path, marks, doors, title="schedule door")) == ["A", "B", "D1", "D2"]


def test_rows_with_a_value_under_a_head_are_counted(tmp_path: Path) -> None:
    rows = (("101", "LOBBY", "VCT-1", "P-1"), ("102", "OFFICE", "CPT-1/VCT-1", "P-1"), ("103", "STORE", "C", "VCT-1"))
    drawn = Drawn("ROOM FINISH SCHEDULE", (("NUMBER", "NAME", "FLOOR FINISH", "WALL FINISH"),), rows)
    some = read(tmp_path, drawn, row="VCT-1", column="FLOOR")
    assert names(some) == ["101", "102"]
    assert (some.quantities[0].value, some.quantities[0].label) == (Decimal(2), "rows of 3 in table 1")
    assert names(read(tmp_path, drawn, row="VCT-1", column="FLOOR", exact=True)) == ["101"]


def names(result: Result) -> list[str]:
    return [item.row.cells[0].text for item in result.items if item.row]


def test_a_table_that_is_not_there_is_answered_by_those_that_are(tmp_path: Path) -> None:
    result = read(tmp_path, both(), title="column")
    assert not result.items
    assert "SCHEDULE OF DOORS AND WINDOWS" in result.summary
    assert "MARK | SIZE | DESCRIPTION | QTY" in result.summary


def test_a_model_gets_little_to_read(tmp_path: Path) -> None:
    rows = tuple((f"D{n}", "900x2100", "SOLID TIMBER DOOR WITH GLASS PANEL", str(n)) for n in range(1, 41))
    tall = Drawn("DOOR SCHEDULE", HEADS, rows, at=(40, 40), widths=(16, 30, 90, 14))
    whole = read(tmp_path, tall)
    assert whole.items == ()
    assert whole.total_items == 40
    assert "40 rows left out" in whole.summary
    some = Ledger().enter(read(tmp_path, tall, title="door"))
    assert len(some.items) == 10
    assert "30 rows left out" in some.summary
    assert len(result_text(some)) < 2000


def test_no_schedule_says_so(tmp_path: Path) -> None:
    assert "No schedule" in read(tmp_path).summary


def test_a_row_whose_mark_was_not_read_is_what_its_neighbours_are() -> None:
    marks = ("D1", "D2", "W1", "", "W3")
    lines = [line(head, 100 + 40 * n, 100) for n, head in enumerate(("MARK", "SIZE", "DESCRIPTION", "QTY"))]
    lines += [
        line(text, 100 + 40 * n, 110 + 7 * i).model_copy(update={"method": "ocr", "confidence": 0.9})
        for i, mark in enumerate(marks)
        for n, text in enumerate((mark, "900x2100", "ALUMINIUM", str(i + 1)))
        if text
    ]
    title = line("SCHEDULE OF DOORS AND WINDOWS", 100, 90, 4)
    (table,) = tables_of(SheetReading(number=1, name="1", width=841, height=594, lines=(title, *lines)))
    assert [_subject(table, row) for row in table.body] == ["door", "door", "window", "window", "window"]
    assert table.name(table.body[3]) == ""
