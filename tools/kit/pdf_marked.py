"""Sheets with the evidence of an answer marked on them by number, behind a page that says what the numbers mean."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import pymupdf

from tools.kit.evidence import Box
from tools.kit.pdf import LOCK, MM
from tools.kit.reading import Page, Source, open_source
from tools.kit.result import Frozen

Kind = Literal["item", "withheld", "struck", "added"]
COLOURS: dict[str, tuple[float, float, float]] = {
    "item": (0.85, 0.28, 0.06), "withheld": (0.42, 0.45, 0.5), "struck": (0.7, 0.15, 0.12), "added": (0.12, 0.48, 0.3),
}  # fmt: skip
DASHES = {"withheld": "[4 3] 0"}
PICTURE_PIXELS = 6000
"""Longest side of a sheet that is no PDF and is put in as a picture."""
FLAG = 3.2  # mm: height of a number's tab on an A3 sheet; it grows with the sheet
CSS = """
* { font-family: sans-serif; } body { font-size: 9.5pt; } h1 { font-size: 15pt; } .quiet { color: #626d78; font-size: 8pt; }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 0.5pt solid #ccd; padding: 2pt 4pt; text-align: left;
vertical-align: top; font-size: 8.5pt; }
"""


class Mark(Frozen):
    """A place on a page of one of the files, with the number that the legend explains."""

    file: int
    page: int
    box: Box
    number: str
    kind: Kind = "item"


class Legend(Frozen):
    """The first page: `rows` under `heads`, the first cell of each being a number of a mark."""

    title: str
    text: tuple[str, ...] = ()
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def marked_pdf(paths: Sequence[tuple[str, str | None]], marks: Sequence[Mark], legend: Legend) -> bytes:
    """A PDF: the legend, then each page that holds a mark. Vector pages stay vector. `paths` are (file, cache)."""
    with LOCK:
        document = pymupdf.open("pdf", _legend(legend))
        for (file, number), group in groupby(sorted(marks, key=_place), key=_place):
            source = open_source(*paths[file])
            page = _sheet(document, source, Path(paths[file][0]), source.pages[number - 1])
            for mark in group:
                _draw(page, mark, source.pages[number - 1])
        document.subset_fonts()
        return bytes(document.tobytes(garbage=3, deflate=True))


def _place(mark: Mark) -> tuple[int, int]:
    return mark.file, mark.page


def _sheet(document: Any, source: Source, path: Path, page: Page) -> Any:
    """That page at the end of the document: taken over as it is from a PDF, else painted."""
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if is_pdf:
        with pymupdf.open(path, filetype="pdf") as original:
            document.insert_pdf(original, from_page=page.number - 1, to_page=page.number - 1, annots=True)
        made = document[-1]
        made.remove_rotation()
        made.clean_contents()  # what was drawn before must not move what is drawn now
        return made
    made = document.new_page(width=page.width / MM, height=page.height / MM)
    width = round(PICTURE_PIXELS * min(1.0, page.width / page.height))
    picture = source.render(page.number, (0.0, 0.0, page.width, page.height), width)
    made.insert_image(made.rect, stream=picture)
    return made


def _draw(page: Any, mark: Mark, sheet: Page) -> None:
    colour = COLOURS[mark.kind]
    origin = page.rect.tl
    rect = pymupdf.Rect(mark.box) / MM + (origin.x, origin.y, origin.x, origin.y)
    size = FLAG * max(1.0, max(sheet.width, sheet.height) / 420) / MM
    rect += (-2, -2, 2, 2)
    page.draw_rect(rect, color=colour, width=size / 8, dashes=DASHES.get(mark.kind), fill=colour, fill_opacity=0.12)
    if mark.kind == "struck":
        page.draw_line(rect.bl, rect.tr, color=colour, width=size / 8)
    _flag(page, rect, mark.number, size, colour)


def _flag(page: Any, rect: Any, number: str, size: float, colour: tuple[float, float, float]) -> None:
    """The number on a filled tab above the corner of its box."""
    width = pymupdf.get_text_length(number, fontsize=size * 0.8) + size * 0.5
    top = rect.y0 - size if rect.y0 - size > page.rect.y0 else rect.y0
    page.draw_rect(pymupdf.Rect(rect.x0, top, rect.x0 + width, top + size), color=colour, fill=colour, width=0)
    page.insert_text((rect.x0 + size * 0.25, top + size * 0.78), number, fontsize=size * 0.8, color=(1, 1, 1))


def _legend(legend: Legend) -> bytes:
    """A4 pages, as many as the table needs."""
    heads = "".join(f"<th>{escape(head)}</th>" for head in legend.heads)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in legend.rows)
    text = "".join(f"<p>{escape(line)}</p>" for line in legend.text)
    html = f"<h1>{escape(legend.title)}</h1>{text}<table><tr>{heads}</tr>{rows}</table>"
    story, out = pymupdf.Story(html, user_css=CSS), BytesIO()
    writer = pymupdf.DocumentWriter(out)
    paper = pymupdf.paper_rect("a4")
    more = 1
    while more:
        device = writer.begin_page(paper)
        more, _ = story.place(pymupdf.Rect(paper.x0 + 40, paper.y0 + 40, paper.x1 - 40, paper.y1 - 40))
        story.draw(device)
        writer.end_page()
    writer.close()
    return out.getvalue()
