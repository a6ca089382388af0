"""Lines that strokes of letters make up part no cells."""

from itertools import pairwise

from tests.kit.test_labels import line
from tools.kit.cell_edges import without_strokes
from tools.kit.evidence import Box
from tools.kit.text import TextLine

ROWS = [(10.0 + 4 * n, 14.0 + 4 * n) for n in range(4)]


def cells(*edges: float) -> list[Box]:
    return [(x0, y0, x1, y1) for y0, y1 in ROWS for x0, x1 in pairwise(edges)]


def words(*columns: tuple[float, list[str]]) -> list[TextLine]:
    return [
        line(text, x, y0 + 0.8, 2.5) for x, texts in columns for (y0, _), text in zip(ROWS, texts, strict=True) if text
    ]


def test_a_line_through_the_words_of_a_column_is_none() -> None:
    """Truth: two columns, their line at 30; the strokes of 18" seem to be a line at 43."""
    told = words((12, ["F5", "F6", "F7", "F8"]), (40, ['18"', '18"', '24"', '28"']))
    assert without_strokes(cells(10, 30, 43, 60), told, 2.5) == cells(10, 30, 60)


def test_two_such_lines_in_one_cell_join_three() -> None:
    told = words((40, ["10-#5x200"] * 4))
    assert without_strokes(cells(30, 43.1, 47.4, 60), told, 2.5) == cells(30, 60)


def test_a_line_between_words_stays() -> None:
    told = words((12, ["F5", "F6", "F7", "F8"]), (32, ["18", "18", "24", "28"]))
    assert without_strokes(cells(10, 30, 60), told, 2.5) == cells(10, 30, 60)


def test_a_line_stays_that_one_row_was_read_across_or_that_has_a_blank_in_it() -> None:
    across = words((26, ["0105", "", "", ""]), (12, ["", "D2", "D3", "D4"]))
    assert without_strokes(cells(10, 30, 60), across, 2.5) == cells(10, 30, 60)
    blank = words((26, ["01 05", "02 07", "11 12", "04 09"]))
    assert without_strokes(cells(10, 30, 60), blank, 2.5) == cells(10, 30, 60)
