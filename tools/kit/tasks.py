"""What children of the sandbox are asked to do: each function is a target of `Pool.run`."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tools.kit.child import Link
from tools.kit.drawing import Drawing, FileRef
from tools.kit.errors import Refused
from tools.kit.ledger import Ledger
from tools.kit.reading import open_source
from tools.kit.text import SheetReading
from tools.kit.vision import Progress, Seen, Vision


def describe(request: dict[str, Any], link: Link) -> dict[str, Any]:
    """{path} -> {pages}. Raises BadDrawing or TooLarge for what cannot be a drawing."""
    source = open_source(request["path"])
    return {"pages": [page.model_dump() for page in source.pages]}


def read(request: dict[str, Any], link: Link) -> dict[str, Any]:
    """{path, cache, page} -> a SheetReading, which is put into the cache as well."""
    source = open_source(request["path"], request["cache"])
    return source.read(request["page"], link.progress).model_dump(mode="json")


def render(request: dict[str, Any], link: Link) -> tuple[dict[str, Any], bytes]:
    """{path, cache, page, box or null for all of it, width} -> {width, height} and a PNG."""
    from tools.kit.pages import height_for

    source = open_source(request["path"], request.get("cache"))
    page = source.pages[request["page"] - 1]
    box = tuple(request["box"] or (0.0, 0.0, page.width, page.height))
    png = source.render(page.number, box, request["width"])
    return {"width": request["width"], "height": height_for(box, request["width"])}, png


def outline(request: dict[str, Any], link: Link) -> dict[str, Any]:
    """{path, cache, pages: how many have been read} -> {sheets}: their numbers, titles and scale notes."""
    from tools.kit.outline import outline_of

    return {"sheets": [outline_of(reading) for reading in _read(request)]}


def scale(request: dict[str, Any], link: Link) -> dict[str, Any]:
    """{path, cache, page} -> what is known of the scale of that page."""
    from tools.kit.scale_state import scale_state

    sheets = Drawing.of([FileRef(id="", name="", path=request["path"], cache=request["cache"])])
    return scale_state(sheets.sheet(request["page"]))


def find(request: dict[str, Any], link: Link) -> dict[str, Any]:
    """{path, cache, pages, text, most} -> {total, lines}: where a text stands."""
    from tools.kit.outline import found_in

    lines = [line for reading in _read(request) for line in found_in(reading, request["text"])]
    return {"total": len(lines), "lines": lines[: request["most"]]}


def suggest(request: dict[str, Any], link: Link) -> dict[str, Any]:
    """{path, cache, pages} -> {questions} in both languages that this drawing can answer."""
    from tools.kit.suggest import MOST_SHEETS, suggested

    readings = list(_read({**request, "pages": min(request["pages"], MOST_SHEETS)}))
    return {"questions": [message.model_dump() for message in suggested(readings)]}


def marked(request: dict[str, Any], link: Link) -> tuple[dict[str, Any], bytes]:
    """{files: [[path, cache]], marks, legend} -> {} and a PDF of the marked sheets."""
    from tools.kit.pdf_marked import Legend, Mark, marked_pdf

    marks = [Mark.model_validate(mark) for mark in request["marks"]]
    files = [(path, cache) for path, cache in request["files"]]
    return {}, marked_pdf(files, marks, Legend.model_validate(request["legend"]))


def _read(request: dict[str, Any]) -> Iterator[SheetReading]:
    """The readings of the first pages; one that could not be read is passed over."""
    source = open_source(request["path"], request["cache"])
    for page in source.pages[: request["pages"]]:
        with suppress(Refused):
            yield source.read(page.number)


def call(request: dict[str, Any], link: Link) -> dict[str, Any]:
    """{tool, arguments, files, ledger} -> the Result of that tool. Vision is asked of the parent."""
    import tools

    drawing = Drawing.of([FileRef.model_validate(file) for file in request["files"]])
    context = {
        Drawing: drawing,
        Ledger: Ledger.model_validate(request["ledger"]),
        Vision: ParentsVision(link),
        Progress: link.progress,
    }
    return tools.call(request["tool"], request["arguments"], context).model_dump(mode="json")


class ParentsVision:
    """The vision model lives in the parent: a child has no network and no key."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def ask(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        return Seen.model_validate(self._link.ask({"vision": {"question": question, "schema": schema}}, png))
