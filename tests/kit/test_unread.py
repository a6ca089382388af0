"""A sheet that OCR read in part says so wherever its text is listed."""

from pathlib import Path

import pytest

from tests.plans import sample
from tools.find_text import find_text
from tools.kit.drawing import Drawing, FileRef
from tools.kit.pages import EDITION
from tools.kit.reading import open_source
from tools.list_sheets import list_sheets
from tools.read_schedule import read_schedule


@pytest.fixture
def partly(tmp_path: Path) -> Drawing:
    """The sample sheet with a cached reading that left something out."""
    sample(tmp_path / "s.pdf")
    reading = open_source(str(tmp_path / "s.pdf")).read(1)
    cached = reading.model_copy(update={"problems": ("ocr_partial",)})
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"page-1.{EDITION}.json").write_text(cached.model_dump_json())
    file = FileRef(id="s", name="s.pdf", path=str(tmp_path / "s.pdf"), cache=str(tmp_path / "cache"))
    return Drawing.of([file])


def test_tools_that_read_text_tell_what_was_left_out(partly: Drawing) -> None:
    for result in (find_text(partly, "D1"), read_schedule(partly), list_sheets(partly)):
        assert any("recognised in one go" in message.en for message in result.coverage.not_searched)


def test_the_list_of_sheets_tells_which_were_read_in_part(partly: Drawing) -> None:
    assert list_sheets(partly).items[0].note.startswith("not read: part of the text")
