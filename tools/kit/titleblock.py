"""The title block: its fields by their printed names, in Chinese, English and a few neighbours of English."""

import difflib
import re
from collections.abc import Sequence
from typing import Literal

from tools.kit.evidence import Box
from tools.kit.geometry import inside, overlap, union
from tools.kit.labels import labels_of
from tools.kit.ruling import beside, cell_at
from tools.kit.text import SheetReading, TextLine
from tools.kit.upright import laid_back, line_laid_back, upright

Field = Literal[
    "number", "title", "scale", "date", "revision", "drawn", "checked", "project", "client", "sheet", "project_number", "size", "approved",
    "reviewed", "designed", "phase", "location", "building", "consultant", "architect", "discipline",
]  # fmt: skip
NAMES: dict[Field, str] = {
    "number": r"(?:DRAWING|DRG|DRWG|DWG|SHEET|PLAN)\.?\s*(?:NUMBER|NO\.?|NR\.?|#)\s*|图\s*号|图纸编号|NO\.?\s*(?:LUKISAN|KEPINGAN|PELAN)|PLAN-?NR\.?|N[°º]\s*(?:DE\s*)?PLANO?|L[AÁ]MINA",
    "title": r"(?:DRAWING|DRG|DRWG|DWG|SHEET)\.?\s*(?:TITLE|NAME|DESCRIPTION)|TITT?LE|CONTENTS|图\s*名|图纸名称|图纸内容|TAJUK(?:\s*LUKISAN)?|T[IÍ]TULO|TITRE|CONTENIDO|PLANINHALT",
    "scale": r"SCALES?(?:\s*@\s*\w+(?:\s\w+)?)?|比\s*例|SKALA|UKURAN|ESCALA|[EÉ]CHELLE|MA(?:SS|ß)STAB",
    "date": r"(?:ISSUE\s*|PLOT\s*)?DATE|日\s*期|出图日期|TARIKH|HARI\s*BULAN|FECHA|DATUM",
    "revision": r"REV(?:ISION)?\.?(?:\s*(?:NO\.?|NUMBER|#))?|版\s*本|版\s*次|PINDAAN(?:\s*NO\.?)?|INDICE",
    "drawn": r"(?:DRAWN|DWG|DRN|DRAFTED)\.?(?:\s*BY)?(?:\s*/\s*CHECKED(?:\s*BY)?)?|(?:制|绘)\s*图(?:\s*人)?|DILUKIS(?:\s*OLEH)?|DIBUJ[OÓ]|DIBUJADO(?:\s*POR)?|DESSIN[EÉ](?:\s*PAR)?|GEZEICHNET",
    "checked": r"(?:CHECKED|CHK|CHKD|REVIEWED)\.?(?:\s*BY)?|(?:校\s*对|校\s*核|复\s*核)(?:\s*人)?|DISEMAK(?:\s*OLEH)?|REVISADO(?:\s*POR)?|V[EÉ]RIFI[EÉ](?:\s*PAR)?|GEPR[UÜ]FT",
    "reviewed": r"审\s*核(?:\s*人)?",
    "project": r"(?:NAME\s*OF\s*THE\s*)?PROJECT(?:\s*(?:TITLE|NAME))?|工程名称|项目名称|PROJEK|JENIS\s*BANGUNAN|PROYECTO|PROJET|PROJEKT",
    "client": r"CLIENT|OWNER|建设单位|业\s*主|PELANGGAN|PEMILIK|CLIENTE|PROPIETARIO|BAUHERR",
    "sheet": r"SHEET(?:\s*(?:\d+\s*)?OF)?|第\s*张",
    "project_number": r"(?:PROJECT|JOB|CONTRACT|COMMISSION)\.?\s*(?:NUMBER|NO\.?|NR\.?|#)\s*|(?:工程|项目|设计|合同)\s*(?:编\s*)?号|NO\.?\s*PROJEK",
    "size": r"(?:SHEET|PAPER)\s*(?:SIZE|FORMAT)|图\s*幅|SAIZ\s*KERTAS",
    "approved": r"(?:APPROVED|APPD|APP'D|AUTHORI[SZ]ED)\.?(?:\s*BY)?|(?:批\s*准|审\s*定)(?:\s*人)?|DILULUSKAN(?:\s*OLEH)?|APROBADO(?:\s*POR)?",
    "designed": r"(?:DESIGNED|DSGN|DES\.)\.?(?:\s*BY)?|设\s*计(?:\s*人)?|DIREKA(?:\s*OLEH)?",
    "phase": r"PHASE|(?:DESIGN|PROJECT)\s*STAGE|STAGE|STATUS|ISSUED\s*FOR|PURPOSE(?:\s*OF\s*ISSUE)?|(?:设计)?\s*阶\s*段",
    "location": r"(?:PROJECT\s*|SITE\s*)?(?:LOCATION|ADDRESS)|(?:建设|工程|项目)?\s*地\s*[点址]|LOKASI",
    "building": r"(?:BUILDING|BLDG)\.?\s*(?:NUMBER|NO\.?|NAME)|子\s*项(?:\s*名称)?|楼\s*号|单体名称",
    "consultant": r"(?:(?:STRUCTURAL|CIVIL|M\.?\s*&?\s*E\.?|MEP|MECHANICAL|ELECTRICAL)\s*)?(?:CONSULTANTS?|CONSULTING\s*ENGINEERS?|ENGINEERS?)|顾问(?:单位|公司)?|咨询单位",
    "architect": r"ARCHITECTS?|设计单位|建筑设计单位|ARKITEK|ARQUITECTO",
    "discipline": r"DISCIPLINE|专\s*业",
}
BLOCK: frozenset[Field] = frozenset(
    ("number", "title", "scale", "date", "revision", "drawn", "checked", "reviewed", "project", "client", "sheet")
)
"""The fields that tell a title block from a schedule, which may have locations and sizes as well."""
PARAGRAPHS: frozenset[Field] = frozenset(("title", "project", "location", "consultant", "architect", "client"))
"""What takes several lines."""
OF_SHEETS = re.compile(
    r"^\W*(?:(?:SHEET|SHT\.?|PAGE|PG\.?)\s*(?:NO\.?)?\s*[:：]?\s*)(?P<value>\d{1,3}\s*(?:OF|/)\s*\d{1,3})\W*$|^\W*(?P<zh>第\s*\d{1,3}\s*[张页]\s*[,，/]?\s*共\s*\d{1,3}\s*[张页]|共\s*\d{1,3}\s*[张页]\s*[,，/]?\s*第\s*\d{1,3}\s*[张页])\W*$",
    re.I,
)
COLON = r"\s*[:：]?\s*[-–]?\s*"
HEADS = {
    field: re.compile(rf"^\s*(?:{words})(?:[\s/]*(?:{words}))?{COLON}(?P<value>.*)$", re.I)
    for field, words in NAMES.items()
}
NAMED = {field: re.compile(rf"^\s*(?:{words})(?:[\s/]*(?:{words}))?\s*[:：]", re.I) for field, words in NAMES.items()}
SPELLED: dict[Field, tuple[str, ...]] = {
    "number": ("DRAWING NUMBER", "SHEET NUMBER"), "title": ("DRAWING TITLE", "DRAWING NAME", "SHEET TITLE"),
    "drawn": ("DRAWN BYCHECKED BY",), "project": ("PROJECT NAME", "PROJECT TITLE"),
}  # fmt: skip
NAMELIKE = re.compile(
    r"(?:负\s*责\s*人|建筑师|工程师|[审核校对设计制图绘定批准]{2}\s*人|签\s*[章名字]|名\s*称|日\s*期|专\s*业|图\s*[号名别]|比\s*例|会\s*签)\W*$"
    r"|\b(?:NAME|NO|NUMBER|STAGE|TITLE|BY|DATE|SCALE|STATUS|SIGNATURE|ARCHITECT|ENGINEER)\W*$",
    re.I,
)
"""What names a field that is not asked for here, and is no value."""
STRIP = 0.3  # of the sheet's width from the right, and of its height from the bottom: where title blocks stand
REACH = 26.0  # mm: how far a value may stand from the name of its field
OF_MODEL = 12.0  # mm: letters that tall stand in model space, where distances go by them
FEWEST = 3  # names of fields that make a title block
VALUES: dict[Field, re.Pattern[str]] = {
    "revision": re.compile(r"^[A-Z]{0,3}-?\d{0,3}$", re.I),
    "date": re.compile(
        r"\d{1,4}\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,4})?|(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|OGO|MEI|OKT|DIS)"
        r"[A-Z]*\.?[\s,-]*\d{2,4}|\d{8}",
        re.I,
    ),
    "number": re.compile(r"^(?!\d{1,2}[-./]\d{1,2}[-./]\d{2,4}$)[^=:：\"'″′]*\d[^=:：\"'″′]*$"),
    "drawn": re.compile(r"^\D+$"),
    "checked": re.compile(r"^\D+$"),
    "reviewed": re.compile(r"^\D+$"),
    "approved": re.compile(r"^\D+$"),
    "designed": re.compile(r"^\D+$"),
    "size": re.compile(r"^\W*(?:ISO\s*|ARCH\s*|ANSI\s*)?[A-E]\d?\W*$|\d\s*[x×X]\s*\d", re.I),
    "scale": re.compile(r"\d\s*[:：=/]|\bN\.?T\.?S|SHOWN|NOTED|图示|见图|如图", re.I),
}


def strip_of(reading: SheetReading) -> Box | None:
    """Where the title block stands: the strip on the right if three names of fields stand there, else the one at the bottom.
    None where neither has three."""
    turned_up, angle = upright(reading)
    strip = _strip_of(turned_up)
    return laid_back(strip, reading, angle) if strip else None


def _strip_of(reading: SheetReading) -> Box | None:
    names = [line.box for line in _candidates(reading) if (head := _head(line.text)) and head[0] in BLOCK]
    right = [box for box in names if box[0] > reading.width * (1 - STRIP)]
    if len(right) >= FEWEST:
        return min(box[0] for box in right) - 3, 0.0, reading.width, reading.height
    low = [box for box in names if box[1] > reading.height * (1 - STRIP / 2)]
    if len(low) >= FEWEST:
        x0, y0, x1, y1 = union(low)
        return x0 - 3, y0 - 3, x1 + REACH, max(y1 + 3, reading.height)
    return None


def _candidates(reading: SheetReading) -> list[TextLine]:
    """The lines at the right and at the bottom; those at the left and at the top where the block stands there."""
    right, bottom = reading.width * (1 - STRIP), reading.height * (1 - STRIP)
    usual = [line for line in reading.visible if line.box[0] > right or line.box[1] > bottom]
    if _named(usual) >= FEWEST:
        return usual
    left, top = reading.width * STRIP, reading.height * STRIP
    other = [line for line in reading.visible if line.box[2] < left or line.box[3] < top]
    return other if _named(other) >= FEWEST else usual


def _named(lines: Sequence[TextLine]) -> int:
    """How many fields of a title block the lines name."""
    return len({head[0] for line in lines if (head := _head(line.text)) and head[0] in BLOCK})


def _head(text: str) -> tuple[Field, str] | None:
    """The field that a line names, and the value that follows the name on the line itself."""
    of_sheets = OF_SHEETS.match(text)
    if of_sheets:
        return "sheet", next(group for group in of_sheets.groups() if group)
    for field, expression in HEADS.items():
        match = expression.match(text)
        if match and (not match["value"] or NAMED[field].match(text)):
            value = match["value"].strip(" :：-–*")
            return field, value if field not in VALUES or VALUES[field].search(value) else ""
    return None


def fields_of(reading: SheetReading) -> dict[Field, TextLine]:
    """The value of each field that the title block names, as the line that it stands in; a title of several lines as one.

    A value stands behind the colon, to the right of the name, or under it. Nothing is guessed: a field without a printed
    name is left out.
    """
    turned_up, angle = upright(reading)
    found = _fields_of(turned_up)
    return {field: line_laid_back(line, reading, angle) for field, line in found.items()}


def blanks_of(reading: SheetReading) -> dict[Field, TextLine]:
    """The printed name of each field that the title block leaves blank, where it is a title block and the text is the file's own:
    what OCR does not read may still be there."""
    turned_up, angle = upright(reading)
    if _strip_of(turned_up) is None:
        return {}
    filled = _fields_of(turned_up)
    named = [(head[0], line) for line in _candidates(turned_up) if line.method == "text" and (head := _head(line.text))]
    blank = {field: line for field, line in reversed(named) if field not in filled}
    return {field: line_laid_back(line, reading, angle) for field, line in blank.items()}


def _fields_of(reading: SheetReading) -> dict[Field, TextLine]:
    lines = _candidates(reading)
    found: dict[Field, TextLine] = {}
    for line in lines:
        head = _head(line.text) or (_misread(line.text) if line.method == "ocr" else None)
        if head is None or head[0] in found:
            continue
        field, inline = head
        value = line.model_copy(update={"text": inline}) if inline else _value_of(field, line, lines, reading.cells)
        if value is not None:
            found[field] = _whole(value, lines) if field in PARAGRAPHS and not inline else value
    return found


def _misread(text: str) -> tuple[Field, str] | None:
    """A name with a letter or two that OCR took for others: DRAMNG NUMBER."""
    plain = re.sub(r"[^A-Z ]", "", text.upper()).strip()
    for field, names in SPELLED.items():
        if len(plain) > 8 and difflib.get_close_matches(plain, names, 1, 0.85):
            return field, ""
    return None


def _whole(value: TextLine, lines: Sequence[TextLine]) -> TextLine:
    """All lines of a title, as one."""
    label = next(
        (one.lines for one in labels_of([line for line in lines if not _head(line.text)]) if value in one.lines), None
    )
    if label is None:
        return value
    text = " ".join(line.text for line in label)
    return value.model_copy(update={"text": text, "box": union(line.box for line in label)})


def _value_of(field: Field, name: TextLine, lines: Sequence[TextLine], cells: Sequence[Box]) -> TextLine | None:
    """What stands with the name in its cell, else in the cell right of it or under it; by where it stands where lines bound no
    cells. A cell beside the name that is empty leaves the field blank."""
    own = cell_at(cells, name.box)
    if own is None:
        return _value_near(field, name, lines)
    with_it = [line for line in lines if line is name or cell_at((own,), line.box)]
    if len(with_it) > 1:
        return _value_near(field, name, with_it)
    for cell in beside(cells, own):
        written = [line for line in lines if cell_at((cell,), line.box)]
        if not any(_head(line.text) or NAMELIKE.search(line.text) for line in written):
            whole = _as_one(written) if written else None
            return whole if whole and (field not in VALUES or VALUES[field].search(whole.text.strip())) else None
    return _value_near(field, name, lines)


def _as_one(lines: Sequence[TextLine]) -> TextLine:
    ordered = sorted(lines, key=lambda line: (round(line.box[1] / max(line.height, 0.5)), line.box[0]))
    text = " ".join(line.text for line in ordered)
    confidence = min(line.confidence for line in lines)
    return lines[0].model_copy(
        update={"text": text, "box": union(line.box for line in lines), "confidence": confidence}
    )


def _value_near(field: Field, name: TextLine, lines: Sequence[TextLine]) -> TextLine | None:
    others = [line for line in lines if line is not name and _value(line.text)]
    if field in VALUES:
        others = [line for line in others if VALUES[field].search(line.text.strip())]
    right = [(line.box[0] - name.box[2], line) for line in others if _right_of(line, name)]
    below = [(line.box[1] - name.box[3], line) for line in others if _under(line, name, lines)]
    if right:
        return min(right, key=lambda pair: pair[0])[1]
    if not below:
        return None
    if field in ("title", "number"):
        return max(below, key=lambda pair: (round(pair[1].height), -pair[0]))[1]
    return min(below, key=lambda pair: pair[0])[1]


def _value(text: str) -> bool:
    """Whether it could be what a field says: no name of a field, and nothing that ends as one does."""
    return (
        bool(text.strip())
        and not _head(text)
        and not NAMELIKE.search(text)
        and not re.search(r"[:：]\s*[-–*]?\s*$", text)
    )


def _right_of(line: TextLine, name: TextLine) -> bool:
    same_row = overlap(line.box[1], line.box[3], name.box[1], name.box[3]) > 0.3 * min(line.height, name.height)
    return same_row and -_reach(name) / REACH <= line.box[0] - name.box[2] <= _reach(name)


def _reach(name: TextLine) -> float:
    return REACH if name.height < OF_MODEL else 10 * name.height


def _under(line: TextLine, name: TextLine, lines: Sequence[TextLine]) -> bool:
    """Under the name, within reach, and not behind the name of another field in between."""
    gap, reach = line.box[1] - name.box[3], _reach(name)
    if not (-reach / REACH <= gap <= reach and line.box[0] <= name.box[2] + reach and line.box[2] >= name.box[0] - 2):
        return False
    column = (name.box[0] - 2, name.box[3], max(name.box[2], line.box[2]), line.box[1])
    return not any(other is not name and not _value(other.text) and inside(other.box, column) for other in lines)
