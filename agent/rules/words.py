"""The words of a question that name a thing, and how a drawing may write them in either language."""

import re
from collections.abc import Sequence

from tools.kit.quantity import Quantity

ASKING = re.compile(
    r"\b(?:how|many|much|number|count|of|the|an?|in|is|are|was|there|total|all|together|altogether|overall|whole|entire|this|that|these|what|which|where|do(?:es)?|"
    r"have|has|please|drawings?|drawn|sheets?|according|to|by|per|from|on|at|schedules?|tables?|legends?|shown?|listed|list|given|state[sd]?|say|says|quantity|quantities|"
    r"sum|up|for|and|or|we|you|me|i|tell|find|add|required|need(?:ed)?|nos?|noted|note[sd]|written|marked|tagged|installed|it|its|with|any|every|each|"
    r"be|can|could|will|would|as|plans?|layouts?|printed|labell?ed|indicated|provided|units?|sizes?|types?|kinds?|dimensions?|pcs|pieces)\b",
    re.I,
)
ASKING_ZH = re.compile(
    r"根据|按照?|依据|图纸|图中|图上|图例|图里|表中|表里|表格|上面|里面|一共|总共|共计|合计|总计|总数|数量|共|总|有|多少|几|个|根|道|块|套|件|台|盏|只|处|株|棵|部|樘|扇|种|的|是|请问|请|"
    r"这|该|张|全部|所有|中|里|上|需要|吗|呢|各|分别|统计|一下|和|与|及|为|列出|列了|标注|写明|哪些|哪几|什么|规格|尺寸|了|平面图?|图|表|点位|画|注|位置|在|出"
)
SAME: tuple[tuple[str, str], ...] = (
    (r"吊扇|ceiling fan", r"CEILING\s*FAN|吊扇|KIPAS"), (r"排气扇|exhaust fan", r"EXHAUST\s*FAN|排气扇|排风扇"),
    (r"吸顶灯|ceiling light", r"CEILING\s*(?:MOUNTED\s*)?(?:LIGHT|LAMP)|吸顶灯"), (r"壁灯|wall light", r"WALL\s*(?:MOUNTED\s*)?(?:LIGHT|LAMP)|壁灯"),
    (r"筒灯|down ?lights?", r"DOWN\s*LIGHT|筒灯"), (r"插座|sockets?|outlets?|receptacles?", r"SOCKET|OUTLET|RECEPTACLE|POWER\s*POINT|插座"),
    (r"开关|switch(?:es)?", r"SWITCH|SUIS|开关"), (r"三[孔极相]|3[- ]?pins?|three[- ]?pins?", r"3\s*[- ]?PIN|13\s*A(?:MP)?\b|三[孔极]"),
    (r"(?P<amps>\d+) ?(?:A|amps?|安)(?![a-z])", r"(?<!\d){amps}\s*(?:A|AMP)S?\b"),
    (r"配电箱|distribution boards?", r"DISTRIBUTION|\bDB\b|配电箱"), (r"空调|air[- ]?con\w*", r"AIR\s*-?\s*CON|A/C|空调"), (r"电视|television|\btv\b", r"\bTV\b|TELEVISION|电视"),
    (r"电话|telephones?", r"TEL|电话|语音"), (r"地漏|floor (?:trap|drain)s?", r"FLOOR\s*(?:TRAP|DRAIN)|\bF\.?T\b|地漏"), (r"gull(?:y|ies)(?: traps?)?|雨水口", r"GULLY|雨水口"), (r"喷头|sprinklers?", r"SPRINKLER|喷头"),
    (r"烟感|smoke detectors?", r"SMOKE|烟感"), (r"停车位?|车位|parking|car ?parks?", r"PARK|CAR\s*SPACE|停车|车位"), (r"cable trays?|trunking|线槽|桥架|电缆桥架", r"CABLE\s*TRAY|TRUNKING|线槽|桥架"),
    (r"管道?|\bpipes?\b", r"PIPE|\bPVC\b|管"), (r"风管|ducts?", r"DUCT|风管"), (r"玻璃推拉门|glass slid\w*(?: doors?)?|sliding glass doors?", r"GLASS\s*SLID|SLIDING\s*GLASS|玻璃推拉门"),
    (r"推拉门|sliding doors?", r"SLID|推拉门"), (r"卷帘门?|roll\w* shutters?", r"SHUTTER|卷帘"), (r"检查井|manholes?", r"MANHOLE|\bMH\b|检查井"), (r"热水器|water heaters?", r"HEATER|热水器"),
)  # fmt: skip
"""What a thing is called in questions, and on drawings."""
IRREGULAR = {"lobbies": "lobby", "switches": "switch", "boxes": "box", "benches": "bench", "bushes": "bush"}


def times(count: Quantity) -> str:
    return "time" if count.value == 1 else "times"


def named_things(question: str) -> list[str]:
    """An expression for each thing that the question names, glossary first; digits stay with their words."""
    found, text = [], question
    for asked, drawn in SAME:
        for match in reversed(list(re.finditer(asked, text, re.I))):
            groups = {name: value for name, value in match.groupdict().items() if value}
            found.append(drawn.format(**groups) if groups else drawn)
            text = f"{text[: match.start()]} {text[match.end() :]}"
    text = ASKING_ZH.sub(" ", ASKING.sub(" ", text))
    return [*dict.fromkeys(found), *map(_word, re.findall(r"[A-Za-z][A-Za-z-]+|[\u3400-\u9fff]+", text))]


def _word(word: str) -> str:
    """A word as it stands or in the plural; Chinese as it stands."""
    if not word.isascii():
        return re.escape(word)
    stem = IRREGULAR.get(word.lower(), re.sub(r"(?<=[a-z]{3})s$", "", word.lower()))
    return rf"\b{re.escape(stem)}(?:e?s)?\b"


def says_all(text: str, things: Sequence[str]) -> bool:
    return all(re.search(thing, text, re.I) for thing in things)
