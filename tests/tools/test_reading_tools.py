"""list_sheets, find_text, count_marks, count_labels, crop, read_scale and read_title_block on the sample sheet."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pymupdf
import pytest

import tools
from tests.kit.test_plan_views import sheet
from tests.plans import Truth
from tests.tools.conftest import Call
from tools.count_marks import count_marks
from tools.find_text import find_text
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable
from tools.kit.geometry import inside
from tools.kit.plan_views import plan_views
from tools.list_rooms import list_rooms


def written(folder: Path, text: str) -> Drawing:
    """A sheet on which that text stands alone."""
    document = pymupdf.open()
    page = document.new_page(width=600, height=400)
    page.insert_text((50, 50), "A sheet with a healthy layer of text", fontsize=12)
    page.insert_text((50, 150), text, fontsize=12, fontname="china-s")
    document.save(folder / "w.pdf")
    return Drawing.open(folder / "w.pdf")


def printed(area: Decimal) -> Decimal:
    """As the sheet prints it."""
    return area.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def test_the_sheet_is_listed_with_its_title_and_tables(call: Call, truth: Truth) -> None:
    result = call("list_sheets")
    assert "1 sheets" in result.summary
    listed = result.items[0]
    assert "420 x 297 mm" in listed.note
    assert "A-101; " in listed.label
    assert "首层平面图 GROUND FLOOR PLAN" in listed.label
    assert "schedule" in listed.note
    assert result.items[0].evidence.box == (0, 0, pytest.approx(420, abs=0.2), pytest.approx(297, abs=0.2))


def test_the_plans_of_a_sheet_are_listed_with_their_parts(tmp_path: Path) -> None:
    drawn = Drawing.open(sheet(tmp_path, "GROUND FLOOR PLAN", "FIRST FLOOR PLAN"))
    item = tools.call("list_sheets", {}, {Drawing: drawn}).items[0]
    first, second = plan_views(drawn.sheet(1))
    for view in (first, second):
        assert f"plan {view.title.text!r} {[round(side) for side in view.box]}" in item.note
    assert "FLOOR PLAN" not in item.label


def test_a_mark_that_stands_elsewhere_is_told_so(call: Call) -> None:
    assert "is not marked in this region" in call("count_marks", mark="D1", sheet=1, box=[1, 1, 3, 3]).summary


@pytest.mark.parametrize("mark", ["D1", "D2", "W1", "KZ1", "KZ2"])
def test_a_mark_is_counted_where_it_is_drawn(call: Call, truth: Truth, mark: str) -> None:
    result = call("count_marks", mark=mark)
    assert [quantity.value for quantity in result.quantities] == [truth.count(mark)]
    assert len(result.items) == truth.count(mark)
    assert result.coverage.searched


def test_a_family_counts_each_of_its_marks(call: Call, truth: Truth) -> None:
    result = call("count_marks", mark="KZ*")
    assert result.quantities[0].value == truth.count("KZ1") + truth.count("KZ2")
    assert f"KZ1 × {truth.count('KZ1')}" in result.summary


def test_a_region_limits_the_count(call: Call, truth: Truth) -> None:
    x, y = truth.marks["D1"][0]
    box = (x - 4, y - 4, x + 4, y + 4)
    result = call("count_marks", mark="D1", sheet=1, box=box)
    assert [quantity.value for quantity in result.quantities] == [1]
    assert "region" in result.coverage.searched[0].en


def test_marks_in_the_schedule_are_withheld_with_the_reason(call: Call) -> None:
    result = call("count_marks", mark="D2")
    assert [held.label for held in result.withheld] == ["D2"]
    assert "stands in the schedule" in result.withheld[0].reason.en
    assert result.withheld[0].evidence is not None


def test_an_unknown_mark_names_those_that_exist(call: Call) -> None:
    result = call("count_marks", mark="M99")
    assert not result.quantities
    assert "M99 was not found. Marks that exist:" in result.summary
    assert "KZ1" in result.summary


@pytest.mark.parametrize("tool", ["count_marks", "find_text"])
def test_a_box_needs_its_sheet(call: Call, tool: str) -> None:
    words = {"mark": "D1"} if tool == "count_marks" else {"pattern": "D1"}
    with pytest.raises(Correctable, match="needs its sheet"):
        call(tool, box=(0, 0, 10, 10), **words)


def test_an_unknown_sheet_is_named(call: Call) -> None:
    with pytest.raises(Correctable, match="no sheet 7"):
        call("find_text", pattern="D1", sheet=7)


def test_text_is_found_with_its_whole_label_and_figure(call: Call, truth: Truth) -> None:
    name, area = truth.rooms[5]
    result = call("find_text", pattern="PANTRY")
    assert len(result.items) == 1
    assert name.split()[0] in result.items[0].label
    assert (result.quantities[0].value, result.quantities[0].unit) == (printed(area), "m2")


def test_blanks_and_case_do_not_matter_but_word_edges_do(call: Call) -> None:
    assert call("find_text", pattern="ground  floor plan").items
    assert not call("find_text", pattern="PANTR").items
    assert call("find_text", pattern="900x2100").items


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("ROOM", "ROOM2", True),
        ("ROOM", "ROOMS", False),
        ("D2", "D20", False),
        ("D2", "D2a", False),
        ("2", "D2", False),
        ("接待", "接待室", True),
    ],
)
def test_words_end_where_they_should(tmp_path: Path, pattern: str, text: str, found: bool) -> None:
    assert bool(find_text(written(tmp_path, text), pattern).items) is found


def test_a_regular_expression_finds_all_areas(call: Call, truth: Truth) -> None:
    result = call("find_text", pattern=r"\d+(\.\d+)?\s*(m²|m2|㎡)", regex=True)
    areas = [quantity.value for quantity in result.quantities if quantity.unit == "m2"]
    assert sum(areas, Decimal(0)) == sum(printed(area) for _, area in truth.rooms)


@pytest.mark.parametrize(("pattern", "regex"), [("", False), (" ", True), ("x" * 500, False), ("(", True)])
def test_a_bad_pattern_says_what_to_mend(call: Call, pattern: str, regex: bool) -> None:
    with pytest.raises(Correctable):
        call("find_text", pattern=pattern, regex=regex)


def test_nothing_found_says_what_to_try(call: Call) -> None:
    result = call("find_text", pattern="SWIMMING POOL")
    assert not result.items
    assert "Try a shorter" in result.summary


def test_rooms_are_counted_by_their_names(call: Call, truth: Truth) -> None:
    offices = sum("OFFICE" in name for name, _ in truth.rooms)
    assert call("count_labels", words=["OFFICE"]).quantities[0].value == offices
    assert call("count_labels", words=["NO SUCH ROOM"]).quantities == ()


def test_the_title_block_is_read_field_by_field(call: Call, truth: Truth) -> None:
    fields = {item.label: item.evidence for item in call("read_title_block").items}
    assert fields["number"].text == "A-101"
    assert fields["date"].text == "2026-03-18"
    assert fields["revision"].text == "B"
    assert "Ground Floor Plan" in fields["title"].text
    assert all(evidence.box for evidence in fields.values())


def test_the_scale_notes_are_quoted_and_checked(call: Call) -> None:
    result = call("read_scale")
    assert {item.label.replace(" ", "") for item in result.items} == {"1:100"}
    assert [float(quantity.value) for quantity in result.quantities] == [100]


def test_a_crop_is_a_reference_with_the_texts_in_it(call: Call, truth: Truth) -> None:
    x, y = truth.marks["KZ1"][0]
    box = (x - 15, y - 15, x + 15, y + 15)
    result = call("crop", sheet=1, box=box)
    assert result.images[0].sheet == 1
    assert any("KZ1" in item.label for item in result.items)
    assert all(item.evidence.box and inside(item.evidence.box, result.images[0].box) for item in result.items)


def test_a_wrong_argument_names_itself(call: Call) -> None:
    with pytest.raises(Correctable, match="mark"):
        call("count_marks", marks="D1")


def test_notes_are_read_by_number_and_by_word(call: Call) -> None:
    assert [item.note for item in call("read_notes").items] == ["说明 NOTES"] * 5
    assert "Storey height 3.3 m." in call("read_notes", number=4).items[0].label
    assert [item.label[:6] for item in call("read_notes", words="slab|层高").items] == ["note 3", "note 4"]
    assert call("read_notes", number=17).items == ()


def test_a_text_that_stands_only_within_others_is_told(tmp_path: Path) -> None:
    plan = written(tmp_path, "BEDROOM 1")
    assert "'BEDROOM 1'" in find_text(plan, "BED").summary
    assert "'BEDROOM 1'" in find_text(plan, "BEDROON 1").summary
    assert "Near it" not in find_text(plan, "ELEVATOR").summary


def test_a_mark_whose_letters_are_more_is_offered(tmp_path: Path) -> None:
    assert "Did you mean FB3?" in count_marks(written(tmp_path, "FB3"), "B3").summary


def test_rooms_of_other_names_are_told(tmp_path: Path) -> None:
    assert "they are: BILIK 2" in list_rooms(written(tmp_path, "BILIK 2"), words="BEDROOM").summary
