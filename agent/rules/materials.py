"""Rules for what notes and details say of materials: the grade of concrete, the links of a beam; and fields that are blank."""

import re
from collections.abc import Sequence

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.rows import read_lines
from agent.rules.sizes import ASKED_SIZE, SLAB, size_of, slab_thickness
from tools.kit.evidence import Box
from tools.kit.geometry import centre, overlap
from tools.kit.result import Item

GRADE_ASKED = (r"\bgrade of (?:the )?concrete\b", r"\bconcrete (?:grade|strength|class|mix)\b", r"\bgrade\b.*\bconcrete\b", r"\bstrength of (?:the )?concrete\b", r"混凝土.{0,4}(?:等级|强度|标号)", r"(?:强度|混凝土)等级")  # fmt: skip
GRADE = re.compile(r"(?<![A-Za-z0-9])(?:C|M)\s?-?\d{2}(?:/\d{2})?(?![A-Za-z0-9@])|\d(?:\.\d+)?\s?MPa|\d{4}\s?psi", re.I)
GRADE_NOTE = r"(?:CONCRETE|CONC\.?\b|R\.?C\.?C|混凝土|砼|强度等级|GRADE|STRENGTH).{0,80}(?:(?:C|M)\s?-?\d{2}\b|MPa|psi)|(?:\b(?:C|M)\s?-?\d{2}\b|MPa|psi).{0,40}(?:CONCRETE|CONC\b|混凝土|砼)"
PARTS: tuple[tuple[str, str], ...] = (
    (r"\bslabs?\b|板", r"SLAB|板"), (r"\bcolumns?\b|柱", r"COLUMN|柱"), (r"\bbeams?\b|梁", r"BEAM|梁"), (r"\bfootings?\b|\bfoundations?\b|基础", r"FOOTING|FOUNDATION|基础"),
    (r"\bwalls?\b|墙", r"WALL|墙"), (r"\bstairs?\b|楼梯", r"STAIR|楼梯"), (r"\bpiles?\b|桩", r"PILE|桩"), (r"\bblinding\b|垫层", r"BLINDING|P\.?C\.?C|垫层"),
)  # fmt: skip
LINKS_ASKED = (r"\bshear links?\b", r"\bstirrups?\b", r"\blinks?\b", r"\bties\b", r"箍筋")
LINK = r"(?:\d+\s*L\s*-?\s*)?(?:[A-Z]{0,2}|%%13\d|[ΦφØ]|[A-C]?)\d{1,2}\s*@\s*\d{2,3}(?:\s*/\s*\d{2,3})*(?:\s*\(\d\))?(?:\s*C\s*/\s*C)?"
REACH = 8.0  # heights of its title: how far the detail of a beam reaches above or below it
FIELD_ASKED = (
    r"\bquantity\b",
    r"\bhow many\b",
    r"\btotal\b",
    r"\bnumber of\b",
    r"合计",
    r"数量",
    r"多少",
    r"编号",
    r"\bmark\b",
)
FORMAL = (r"\baccording to\b", r"\bsheet\b", r"\bschedule\b", r"\btable\b", r"\bform\b", r"表", r"图中", r"栏")
FIELDS = r"^\W*(?:合\s*计|数\s*量|樘\s*数|总\s*数|QTY\.?|QUANTITY|TOTAL(?:\s*QTY\.?)?|NOS\.?)\W*$"
BESIDE = 12.0  # heights of the field's name: how far its value may stand from it
MOST_SHOWN = 5


def concrete_grade(asked: Asked) -> Reply | None:
    """The grade of concrete as the notes state it; with the slab's thickness where that is asked too."""
    if not asked.has(*GRADE_ASKED) or asked.marks:
        return None
    items = _grades(asked)
    if not items:
        text = asked.say(
            "The drawing does not state a grade of concrete, in no text that could be read.",
            "图上未写明混凝土强度等级（能读出的文字中没有）。",
        )
        return Reply(text=text, verdict="refused")
    said = asked.say("; ", "；").join(f"“{_short(item)}” [{item.id}]" for item in items[:MOST_SHOWN])
    grades = asked.say(f"Concrete grade, as noted: {said}.", f"图上注明的混凝土强度等级：{said}。")
    thickness = slab_thickness(asked) if asked.has(*SLAB) else None
    if thickness is None:
        return Reply(text=grades, verdict="answered")
    whole = "answered" if thickness.headline else "refused"
    return Reply(text=thickness.text + asked.say(" ", "") + grades, headline=thickness.headline, verdict=whole)


def _grades(asked: Asked) -> list[Item]:
    """The notes that state a grade; those on the parts that the question names where some name them."""
    found = asked.need("find_text", pattern=GRADE_NOTE, regex=True, sheet=asked.sheet).items
    stated = [item for item in found if GRADE.search(item.evidence.text)]
    words = [drawn for named, drawn in PARTS if asked.has(named)]
    own = [item for item in stated if any(re.search(word, item.evidence.text, re.I) for word in words)]
    return own or stated


def _short(item: Item) -> str:
    """The whole of a short note, else the clause that holds the grade."""
    text = item.evidence.text
    if len(text) <= 120:
        return text
    parts = re.split(r"(?<=[.;。；])\s*", text)
    return next((part for part in parts if GRADE.search(part)), text[:120]).strip()


def links_of_beam(asked: Asked) -> Reply | None:
    """The links that stand with a beam's mark, or in the detail above or below its title."""
    if len(asked.marks) != 1 or not asked.has(*LINKS_ASKED):
        return None
    mark = asked.marks[0]
    own = [item for item in asked.need("find_text", pattern=mark).items if item.row is None]
    stated = [(item, found[0]) for item in own if (found := re.search(LINK, item.evidence.text))]
    if stated:
        return _links(asked, mark, stated) if len({text for _, text in stated}) == 1 else None
    links = asked.need("find_text", pattern=LINK, regex=True).items
    titles = asked.need("find_text", pattern=rf"^{re.match('[A-Z]+', mark)[0]}-?\d+[A-Z]?\b", regex=True).items  # type: ignore[index]
    near = [
        (item, found[0])
        for title in own
        for item in _detail(title, titles, links)
        if (found := re.search(LINK, item.evidence.text))
    ]
    return _links(asked, mark, near) if len({re.sub(r"\s", "", text) for _, text in near}) == 1 else None


def _links(asked: Asked, mark: str, stated: Sequence[tuple[Item, str]]) -> Reply:
    item, text = stated[0]
    said = asked.say(f"Links of {mark}: “{text.strip()}” [{item.id}].", f"{mark} 箍筋：“{text.strip()}” [{item.id}]。")
    size = size_of(asked) if asked.has(*ASKED_SIZE) else None
    if size is None:
        return Reply(text=said, verdict="answered")
    return Reply(text=size.text + asked.say(" ", "") + said, verdict=size.verdict)


def _detail(title: Item, titles: Sequence[Item], links: Sequence[Item]) -> list[Item]:
    """The links whose nearest title is this one."""
    return [
        link
        for link in links
        if link.evidence.sheet == title.evidence.sheet and _nearest(link, titles) == title.evidence.box
    ]


def _nearest(link: Item, titles: Sequence[Item]) -> Box | None:
    box = link.evidence.box
    here = [t.evidence.box for t in titles if t.evidence.sheet == link.evidence.sheet and t.evidence.box]
    near = [(_apart(box, other), other) for other in here if box and _under(box, other)]
    return min(near)[1] if near else None


def _under(box: Box, title: Box) -> bool:
    """In one column with the title, not further off than a detail reaches."""
    height = title[3] - title[1]
    gap = max(title[1] - box[3], box[1] - title[3])
    return overlap(box[0], box[2], title[0], title[2]) > 0 and gap < REACH * height


def _apart(box: Box, title: Box) -> float:
    """Along the column; a title under the detail before one above it, as beams are drawn."""
    gap = title[1] - box[3] if title[1] > box[1] else 1.5 * (box[1] - title[3])
    return abs(gap) + 0.1 * abs(centre(box)[0] - centre(title)[0])


def blank_field(asked: Asked) -> Reply | None:
    """A quantity that the sheet has a field for but does not fill in."""
    if asked.marks or not asked.has(*FIELD_ASKED) or not asked.has(*FORMAL):
        return None
    if any(line.row.amounts for line in read_lines(asked)):
        return None
    fields = asked.need("find_text", pattern=FIELDS, regex=True, sheet=asked.sheet).items
    blank = [field for field in fields[:3] if _is_blank(asked, field)]
    if not blank or len(blank) < len(fields[:3]):
        return None
    name = f"“{blank[0].evidence.text}” [{blank[0].id}]"
    text = asked.say(f"The drawing does not state it: the field {name} is blank.", f"图上没有写明：{name} 一栏为空白。")
    return Reply(text=text, verdict="refused")


def _is_blank(asked: Asked, field: Item) -> bool:
    """Whether no figure stands to the right of a field's name."""
    box = field.evidence.box
    if box is None:
        return False
    height = box[3] - box[1]
    right = (box[2], box[1] - height / 2, box[2] + BESIDE * height, box[3] + height / 2)
    found = asked.need("find_text", pattern=r"^\W*\d", regex=True, sheet=field.evidence.sheet, box=list(right))
    return not found.items
