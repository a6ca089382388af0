"""Columns of schedules by their printed heads, in Chinese, English and a few neighbours of English."""

import re
from typing import Literal

ColumnKind = Literal[
    "mark", "name", "size", "width", "height", "length", "thickness", "quantity", "location", "remark", "other"
]
Part = tuple[ColumnKind | None, bool]
"""What a word of a head says: the kind of its column or None, and whether it can be a head all by itself."""

ENGLISH: dict[ColumnKind, str] = {
    "other": "FRAME GLASS GLAZING HARDWARE FIRE RATING RATED LOUVER LOUVRE HEAD JAMB SILL THRESHOLD MANUFACTURER MODEL STYLE "
    "COLOR COLOUR CONCRETE GRADE REINFORCEMENT REINF REBAR REBARS BAR BARS STIRRUP STIRRUPS LINK LINKS TIES MAIN TOP "
    "BOTTOM BOTT LEVEL ELEVATION SPACING HINGE LOCK MATERIAL MATERIALS FINISH FINISHES FLOORING BASE SKIRTING WALL WALLS "
    "CEILING NORTH SOUTH EAST WEST AREA VOLUME WEIGHT LOAD SYSTEM VOLTAGE CIRCUIT BREAKER LAMP WATTS WATTAGE MOUNTING CFM "
    "CAPACITY MAKE SUPPLIER PHASE POLES AMPS FIXTURE PANEL U-VALUE SHAPE DIAMETER DIA OPERATION SWING SPECIES PRODUCT "
    "ALTERNATE CLASS UNIT FACE CORE GENERAL COVER LAP ANCHOR PLATE BOLTS HDWR MATL MAT GLZ GLZG RTG RATG UL SPAN KEYING LEAF SCHEDULED UNIFORMAT WOOD METAL TRIM",
    "quantity": "QTY QUANTITY QUANT QTTY NOS UNITS COUNT PCS TOTAL TOTALS BILANGAN KUANTITI BIL",
    "size": "SIZE SIZES DIMENSION DIMENSIONS DIMS DIM SECTION SAIZ UKURAN OPENING",
    "width": "WIDTH W WD LEBAR BREADTH B",
    "height": "HEIGHT H HT HGT TINGGI",
    "length": "LENGTH L LEN PANJANG",
    "thickness": "THICKNESS THK THICK DEPTH D TEBAL",
    "location": "LOCATION LOCATIONS POSITION PLACE LOKASI LOC ROOM ROOMS",
    "remark": "REMARK REMARKS COMMENT COMMENTS NOTE NOTES CATATAN",
    "mark": "MARK MARKS TAG REF REFERENCE REFERENCES CODE SYMBOL SYMBOLS NO NUMBER NUM ID KEY ITEM TYPE TYPES LABEL SIMBOL SN "
    "DESIGNATION JENIS RUJUKAN ABBREVIATION SET",
    "name": "NAME NAMES DESCRIPTION DESCRIPTIONS DESC PARTICULARS PARTICULAR DETAILS KETERANGAN PERIHAL NAMA FUNCTION",
}  # fmt: skip
KIND_OF = {word: kind for kind, words in ENGLISH.items() for word in words.split()}
ORDER: tuple[ColumnKind, ...] = ("other", "quantity", "size", "width", "height", "length", "thickness", "remark", "name",
                                 "mark", "location")  # fmt: skip
"""Which word of a head decides: FRAME TYPE is about frames, ROOM NO about numbers, DOOR SIZE about sizes."""
BESIDE = frozenset(
    [
        "DOOR",
        "DOORS",
        "WINDOW",
        "WINDOWS",
        "COLUMN",
        "COLUMNS",
        "BEAM",
        "BEAMS",
        "FOOTING",
        "FOOTINGS",
        "PILE",
        "PILES",
        "SLAB",
        "LINTEL",
        "OF",
        "OFF",
        "IN",
        "THE",
        "AND",
        "MM",
        "CM",
        "M",
        "FT",
        "PLAN",
        "EACH",
        "WAY",
        "EA",
        "PER",
        "CLEAR",
        "ROUGH",
        "ROOM",
        "FLOOR",
        "TOTAL",
        "OR",
        "TO",
        "FOR",
        "PINTU",
        "TINGKAP",
        "LUKISAN",
        "SL",
        "S",
        "X",
        "FURNITURE",
        "EQUIPMENT",
        "STRUCTURAL",
        "OVERALL",
        "FIXING",
        "PRODUCT",
        "LEAF",
        "SHORT",
        "LONG",
        "LIGHTING",
        "TYP",
        "APPROX",
        "EST",
    ]
)
"""Words that stand in heads beside others and make none."""
COUNTED = frozenset([("NO", "OF"), ("NO", "OFF"), ("NUMBER", "OF"), ("NUMBER", "OFF")])
ALONE_NO_HEAD = frozenset(["W", "B", "H", "D", "L", "M", "ROOM", "ROOMS", "AREA", "WALL", "WALLS", "TOP", "BOTTOM", "NORTH", "SOUTH", "EAST", "WEST", "BASE", "TOTAL", "SECTION", "LEVEL", "OPENING", "UNIT", "NOTE", "NOTES", "GENERAL", "PLATE"])  # fmt: skip
"""Heads where they stand in a row of heads, but words of a plan just as well."""
CHINESE: tuple[tuple[ColumnKind, str], ...] = (
    ("other", r"窗台|标高|层高|楼层|层号|层次|图集|页次|页号|材料|材质|强度|等级|纵筋|角筋|箍筋|配筋|钢筋|中部筋|楼面|地面|墙面|顶棚|天棚|吊顶|踢脚|墙裙"
     r"|屋面|开启|玻璃|面积|体积|重量|颜色|品牌|厂家|功率|电压|回路|安装|做法|肢数|保护层|胸径|冠幅|间距|直径|单位|选用|防火"),
    ("quantity", r"数\s*量|樘数|个数|根数|件数|株数|总\s*数|合\s*计|总\s*计|小\s*计"),
    ("mark", r"编\s*号|代\s*号|门窗号|[柱梁板墙桩]号|房号|房间号|序\s*号|符\s*号|图\s*例|标记|型\s*号"),
    ("size", r"尺\s*寸|截\s*面|规\s*格|宽\s*[×xX*]\s*高|b\s*[×xX*]\s*h"),
    ("width", r"宽"), ("height", r"高"), ("thickness", r"厚"), ("length", r"长"),
    ("remark", r"备\s*注|附\s*注"),
    ("location", r"位\s*置|部\s*位|地\s*点"),
    ("name", r"名\s*称|类\s*型|类\s*别|种\s*类|说\s*明|树\s*种|描\s*述"),
)  # fmt: skip
STOREYS = re.compile(
    r"^\s*(?:(?:[一二三四五六七八九十]+|\d{1,2})(?:\s*[-~～、,至]\s*(?:[一二三四五六七八九十]+|\d{1,2}))?\s*(?:层|楼|F)|(?:地下[一二三四]?|首|底|顶|夹|标准|机房|屋顶?面?)\s*层"
    r"|屋面|B\d{1,2}F?|[GLUR]{1,2}/?F|(?:GROUND|FIRST|SECOND|THIRD|FOURTH|FIFTH|TOP|1ST|2ND|3RD|\dTH)(?:\s*(?:FLOOR|FLR\.?|FL\.?))|BASEMENT|ROOF)\s*$",
    re.I,
)
"""Heads under one for quantities: how many stand on each storey."""
REVISIONS = re.compile(r"\bREV|\bDATE\b|\bISSUE|\bBY\b|\bAPP|\bDRAWN|修改|变更|日\s*期|版\s*本|TARIKH|PINDAAN", re.I)
UNITS = re.compile(r"[(（\[【][^)）\]】]{0,14}[)）\]】]")
LONGEST_HEAD = 34
MOST_WORDS = 5


def column_kind(text: str) -> ColumnKind | None:
    """What the column under that head holds; None where the text is no head of a column."""
    if len(text) > LONGEST_HEAD:
        return None
    if STOREYS.match(text):
        return "quantity"
    plain = UNITS.sub(" ", text)
    chinese = "".join(re.findall(r"[\u3400-\u9fff]", plain))
    latin = re.sub(r"[\u3400-\u9fff]", " ", plain).upper()
    if re.fullmatch(r"\s*[BW]\s*[×X*]\s*[HDL]\s*", latin):
        return "size"
    if chinese:
        return _chinese(plain) if len(chinese) <= 9 and not re.search(r"\d{2}", latin) else None
    return _english(latin)


def _chinese(text: str) -> ColumnKind | None:
    return next((kind for kind, words in CHINESE if re.search(words, text)), None)


def _english(text: str) -> ColumnKind | None:
    if re.search(r"\d", text):
        return None
    words = [_mended(word) for word in re.findall(r"[A-Z]+(?:-[A-Z]+)*", text.replace("'S", ""))]
    if not 0 < len(words) <= MOST_WORDS or not all(word in KIND_OF or word in BESIDE for word in words):
        return None
    if tuple(words[:2]) in COUNTED:
        return "quantity"
    kinds = {KIND_OF[word] for word in words if word in KIND_OF}
    if kinds == {"quantity"} or (words[:1] == ["TOTAL"] and "other" not in kinds):
        return "quantity"
    return next((kind for kind in ORDER if kind in kinds), None)


def _mended(word: str) -> str:
    """A word of the vocabulary for one that OCR got wrong in a single letter."""
    if word in KIND_OF or word in BESIDE or len(word) < 6:
        return word
    near = (known for known in KIND_OF if len(known) == len(word) and sum(map(str.__ne__, known, word)) == 1)
    return next(near, word)


def strong(text: str) -> bool:
    """Whether the text is hardly anything but a head."""
    words = re.findall(r"[A-Z]+", UNITS.sub(" ", text).upper())
    if STOREYS.match(text):
        return False
    return column_kind(text) is not None and not (words and set(words) <= ALONE_NO_HEAD | BESIDE)
