"""Which part of a sheet belongs to which plan of a storey."""

from pathlib import Path

from tests.pen import Pen, plan
from tools.kit.drawing import Drawing
from tools.kit.plan_views import PlanView, plan_views

AT = ((60, 60), (200, 60), (60, 180), (200, 180))


def views(path: Path) -> list[PlanView]:
    return plan_views(Drawing.open(path).sheet(1))


def rooms(pen: Pen, x: float, y: float) -> None:
    for n in range(4):
        pen.centred((x + 20 * n, y), f"ROOM {n}")


def sheet(folder: Path, *titles: str, down: float = 30) -> Path:
    def draw(pen: Pen) -> None:
        for (x, y), title in zip(AT, titles, strict=False):
            rooms(pen, x, y)
            pen.centred((x + 30, y + down), title, 5)

    return plan(folder, draw)


def test_plans_in_a_row_are_parted_between_them(tmp_path: Path) -> None:
    first, second = views(sheet(tmp_path, "GROUND FLOOR PLAN", "FIRST FLOOR PLAN"))
    assert (first.title.text, second.title.text) == ("GROUND FLOOR PLAN", "FIRST FLOOR PLAN")
    assert first.box[2] == second.box[0]
    assert 125 < first.box[2] < 195


def test_plans_in_two_rows_end_at_the_titles_above(tmp_path: Path) -> None:
    found = views(sheet(tmp_path, "一层平面图", "二层平面图", "三层平面图", "四层平面图"))
    assert [view.title.text for view in found] == ["一层平面图", "二层平面图", "三层平面图", "四层平面图"]
    assert found[0].box[3] <= found[2].box[1] + 6 < 180


def test_titles_above_their_plans_are_told_by_where_texts_stand(tmp_path: Path) -> None:
    first, _ = views(sheet(tmp_path, "GROUND FLOOR PLAN", "FIRST FLOOR PLAN", down=-30))
    assert first.box[1] < 60 < first.box[3]


def test_a_table_below_the_last_title_is_no_plan(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for (x, y), title in zip(AT[::2], ("PLANTA BAIXA", "PLANTA PRIMERA"), strict=False):
            rooms(pen, x, y - 30)
            pen.text((x, y), title, 5)
        for n in range(30):
            pen.text((60 + 60 * (n % 5), 215 + 9 * (n // 5)), f"Dormitori {n} 9,70 m2", 2)

    first, second = views(plan(tmp_path, draw))
    assert first.box[3] < 70
    assert second.box[1] < 100 < 150 < second.box[3] < 200


def test_a_single_plan_has_the_whole_sheet(tmp_path: Path) -> None:
    (only,) = views(sheet(tmp_path, "二层梁平法施工图"))
    assert only.box == (0, 0, 420, 297)


def test_where_it_is_not_plain_on_which_side_of_their_titles_plans_stand_none_is_listed(tmp_path: Path) -> None:
    def draw(pen: Pen) -> None:
        for (x, y), title in zip(AT, ("GROUND FLOOR PLAN", "FIRST FLOOR PLAN"), strict=False):
            rooms(pen, x, y)
            rooms(pen, x, y + 40)
            pen.centred((x + 30, y + 20), title, 5)

    assert views(plan(tmp_path, draw)) == []
