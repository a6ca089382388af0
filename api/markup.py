"""What a marked-up copy of the sheets shows: the answer's places by number, and the legend that explains them."""

from collections.abc import Iterator, Sequence

from agent.answer import Answer
from api.review import Row, Spot
from tools.kit.evidence import Evidence
from tools.kit.language import Language
from tools.kit.ledger import Ledger
from tools.kit.pdf_marked import Kind, Legend, Mark
from tools.kit.result import Frozen

MOST = 3000
WORDS = {
    "item": ("counted", "计入"), "withheld": ("not counted", "未计入"), "struck": ("struck out", "已剔除"),
    "added": ("added by the user", "用户添加"),
}  # fmt: skip
HEADS = (("No.", "编号"), ("What", "内容"), ("Sheet", "图纸"), ("How read", "读取方式"), ("Text", "文字"))


class Found(Frozen):
    """A place of the answer with what the legend says of it."""

    evidence: Evidence
    kind: Kind
    label: str


def found_in(answer: Answer, rows: Sequence[Row]) -> list[Found]:
    """Every place that the answer rests on, each once, the headline's first; then what it withheld."""
    ledger = Ledger(quantities=list(answer.quantities), items=list(answer.items))
    names = dict.fromkeys(filter(None, (answer.headline, *(claim.ref for claim in answer.claims))))
    by_id = {row.quantity: row for row in rows}
    seen: dict[tuple[int, object], Found] = {}
    for place in (*_proof(ledger, names, by_id, answer.language), *_held(answer)):
        if place.evidence.box and place.evidence.sheet:
            seen.setdefault((place.evidence.sheet, place.evidence.box), place)
    return list(seen.values())[:MOST]


def _proof(ledger: Ledger, names: dict[str, None], rows: dict[str, Row], language: Language) -> Iterator[Found]:
    for name in names:
        if item := ledger.item(name):
            yield Found(evidence=item.evidence, kind="item", label=item.label)
            continue
        for quantity in ledger.walk(name):
            row, label = rows.get(quantity.id), quantity.named(language)
            struck = {(spot.sheet, spot.box) for spot in row.struck} if row else set()
            for source in quantity.sources:
                kind: Kind = "struck" if (source.sheet, source.box) in struck else "item"
                yield Found(evidence=source, kind=kind, label=label)
            yield from (_added(spot, label) for spot in (row.added if row else ()))


def _added(spot: Spot, label: str) -> Found:
    return Found(evidence=Evidence(sheet=spot.sheet, box=spot.box, method="user"), kind="added", label=label)


def _held(answer: Answer) -> Iterator[Found]:
    for held in answer.withheld:
        if held.evidence:
            label = f"{held.label}: {held.reason.say(answer.language)}"
            yield Found(evidence=held.evidence, kind="withheld", label=label)


def marks_of(answer: Answer, found: Sequence[Found], files: Sequence[str]) -> list[Mark]:
    """`files` are the ids of the run's drawings in their order."""
    pages = {name.sheet: (files.index(name.drawing), name.page) for name in answer.sheets if name.drawing in files}
    return [
        Mark(file=pages[each.evidence.sheet][0], page=pages[each.evidence.sheet][1], box=each.evidence.box,
             number=str(number), kind=each.kind)
        for number, each in enumerate(found, 1)
        if each.evidence.sheet in pages and each.evidence.box
    ]  # fmt: skip


def legend_of(question: str, answer: Answer, found: Sequence[Found], rows: Sequence[Row]) -> Legend:
    chinese = answer.language == "zh"
    changed = [
        f"{row.label}: {row.value} {row.unit} ({row.state}, {row.by})"
        for row in rows
        if row.own or row.state != "proposed"
    ]
    assumed = [message.say(answer.language) for message in answer.assumptions]
    return Legend(
        title=question,
        text=(answer.text, *assumed, *changed),
        heads=tuple(zh if chinese else en for en, zh in HEADS),
        rows=tuple(
            (
                str(number), f"{each.label} ({WORDS[each.kind][chinese]})", str(each.evidence.sheet), each.evidence.method,
                each.evidence.text[:120],
            )
            for number, each in enumerate(found, 1)
        ),
    )  # fmt: skip
