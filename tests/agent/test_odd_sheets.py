"""Sheets that are no drawings, or hardly: a photo, scripts that nobody here reads, notes that contradict each other."""

from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.agent.asking import ask, value
from tools.kit.drawing import Drawing


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clouds of colour with grain, as a camera gives them; nothing is written there."""
    path, random = tmp_path_factory.mktemp("photo") / "site.jpg", np.random.default_rng(5)
    clouds = cv2.resize(random.normal(128, 60, (30, 40, 3)), (900, 700), interpolation=cv2.INTER_CUBIC)
    Image.fromarray(np.clip(clouds + random.normal(0, 8, clouds.shape), 0, 255).astype(np.uint8)).save(path, quality=90)
    return path


@pytest.mark.parametrize(
    "question",
    ["What is the drawing number?", "图名是什么？", "How many windows are in the window schedule?", "比例是多少？"],
)
def test_a_photo_answers_nothing(photo: Path, question: str) -> None:
    answer = ask(photo, question)
    assert answer.status in ("refused", "asked"), answer.text
    assert value(answer) is None


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notes") / "two.pdf"
    document = pymupdf.open()
    page = document.new_page(width=842, height=595)
    page.draw_rect((100, 100, 500, 400))
    for y, text in ((430, "GROUND FLOOR PLAN"), (444, "SCALE 1:50"), (456, "SCALE 1:100")):
        page.insert_text((200, y), text, fontsize=14 if y == 430 else 9)
    document.save(path)
    return path


def test_two_scales_of_one_view_are_told_as_a_contradiction(notes: Path) -> None:
    for question, said in (("What is the scale?", "contradict each other"), ("图纸比例是多少？", "互相矛盾")):
        answer = ask(notes, question)
        assert said in answer.text
        assert "1:50" in answer.text
        assert "1:100" in answer.text
        assert value(answer) is None


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan at 1:50, detail 1 at 1:25 and section B without a scale."""
    path = tmp_path_factory.mktemp("views") / "v.pdf"
    document = pymupdf.open()
    page = document.new_page(width=842, height=595)
    for x, title, note in (
        (100, "STAIRCASE - PLAN", "SCALE 1:50"),
        (350, "DETAIL - 1 (TYP.)", "SCALE 1:25"),
        (600, "SECTION - B", ""),
    ):
        page.draw_rect((x, 100, x + 150, 400))
        page.insert_text((x, 430), title, fontsize=14)
        page.insert_text((x, 444), note, fontsize=9)
    document.save(path)
    return path


@pytest.mark.parametrize(
    "question", ["What scale is section B drawn to?", "B剖面的比例是多少？", "Scale of Section - C?", "1-1 剖面比例"]
)
def test_a_view_without_a_scale_has_none_of_another_view(views: Path, question: str) -> None:
    answer = ask(views, question)
    assert answer.status == "refused", answer.text


@pytest.mark.parametrize(
    "question", ["At what scale is DETAIL - 1 drawn?", "1 号详图比例是多少？", "哪张是比例 1:25 详图？"]
)
def test_a_view_has_its_own_scale(views: Path, question: str) -> None:
    answer = ask(views, question)
    assert answer.status == "answered", answer.text
    assert "1:25" in answer.text


def test_other_scripts_of_a_text_layer_are_found_as_they_stand(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=842, height=595)
    writer = pymupdf.TextWriter(page.rect)
    for n, text in enumerate(("Кухня 12.50 м2", "ห้องนอน 1", "거실")):
        writer.append((80, 80 + 40 * n), text, font=pymupdf.Font("helv"), fontsize=14)
    writer.write_text(page)
    document.save(tmp_path / "s.pdf")
    assert {line.text for line in Drawing.open(tmp_path / "s.pdf").sheet(1).reading.visible} == {
        "Кухня 12.50 м2", "ห้องนอน 1", "거실"}  # fmt: skip


def test_a_sheet_of_140_megapixels_is_read(tmp_path: Path) -> None:
    picture = Image.new("1", (14_000, 10_000), 1)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(90)
    for n in range(3):
        draw.text((600 + 4000 * n, 700 + 3000 * n), f"KZ{n} 500x500", font=font, fill=0)
    picture.save(tmp_path / "big.png", dpi=(400, 400))
    reading = Drawing.open(tmp_path / "big.png").sheet(1).reading
    assert [line.text for line in reading.lines] == ["KZ0 500x500", "KZ1 500x500", "KZ2 500x500"]
    assert reading.width == pytest.approx(14_000 / 400 * 25.4, rel=0.001)
