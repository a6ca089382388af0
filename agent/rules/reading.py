"""Rules for what is written: title block, scale, where and what a text says, the figure that stands with a name."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.said import nearest
from tools.kit.quantity import Quantity
from tools.kit.result import Item, Result
from tools.kit.room_tags import OF_MORE
from tools.kit.titleblock import Field

FIELDS: dict[Field, str] = {
    "number": r"(drawing|sheet|dwg|drg)\.? (number|no\b)|\b(?:what|which) (?:sheet|drawing) is (?:this|it)\b|图号|图纸编号|图纸号",
    "title": r"\btitle\b(?! block)|\b(?:drawing|sheet) (?:called|named?)\b|\bname of (?:the|this) (?:drawing|sheet)\b|图名|图纸名称",
    "date": r"\bdate\b|\bdated\b|\bwhen was (?:the|this) (?:drawing|sheet)\b|日期|哪[天年]|什么时候|何时",
    "revision": r"\brevision\b|\brev\b|版本|版次|修订号|第?几版",
    "drawn": r"\bdrawn by\b|\bwho\b.*\bdr(aw|ew)|\bdraughts?man\b|制图|绘图|谁画",
    "checked": r"\bchecked by\b|\bwho\b.*\bcheck|\bchecker\b|校对|校核|复核",
    "reviewed": r"审核|审图",
    "project": r"\bproject\b(?!'?s?\.? (?:number|no\b|location|address|phase|stage))|工程名称?(?!编?号)|项目名称?(?!编?号)|\bjob name\b|工程叫什么",
    "client": r"\bclient\b|\bowner\b|业主|建设单位|甲方",
    "project_number": r"\b(?:project|job|contract|commission)\.? (?:number|no\b)|(?:工程|项目|设计|合同)\s*(?:编号|号)",
    "size": r"\b(?:sheet|paper) (?:size|format)\b|\bsize of (?:the|this) sheet\b|图幅|图纸(?:大小|幅面)|几号图",
    "approved": r"\bapproved by\b|\bwho\b.*\bapprove|批准|审定",
    "designed": r"\bdesigned by\b|\bwho\b.*\bdesigned\b|设计人|谁设计|设计者",
    "phase": r"\b(?:design|project|drawing) (?:phase|stage|status)\b|\b(?:what|which) (?:phase|stage|status)\b|\bissued for\b|设计阶段|什么阶段|哪个阶段|出图目的|发图目的",
    "location": r"\blocation of the (?:project|job|site|building)\b|\b(?:project|site|job) (?:location|address)\b|\bwhere is the (?:project|job|site|building)\b|(?:工程|项目|建设)地[点址]|工程在哪",
    "building": r"\b(?:building|bldg)\.? (?:number|no\b)|子项|楼号|几号楼",
    "consultant": r"\bconsultants?\b|\bstructural engineer\b|顾问|咨询单位",
    "architect": r"\bwho is the architect\b|\barchitects? (?:of record|named)\b|建筑师是|设计单位|设计院|哪家.*设计",
    "discipline": r"\b(?:what|which) discipline\b|什么专业|哪个专业",
    "sheet": r"\bsheets? (?:number )?(?:\w+ )?of (?:how many|total)|\bhow many sheets\b.*\bset\b|\bhow many sheets (?:are|does|make)\b|\bsheet n of m\b|第几张|共几张|页次",
}
FIELD_NAMES: dict[str, tuple[str, str]] = {
    "number": ("drawing number", "图号"), "title": ("title", "图名"), "scale": ("scale", "比例"), "date": ("date", "日期"),
    "revision": ("revision", "版本"), "drawn": ("drawn by", "制图"), "checked": ("checked by", "校对"), "reviewed": ("reviewed by", "审核"),
    "project": ("project", "工程名称"), "client": ("client", "建设单位"), "sheet": ("sheet", "图纸序号"),
    "project_number": ("project number", "工程编号"), "size": ("sheet size", "图幅"), "approved": ("approved by", "批准"),
    "designed": ("designed by", "设计"), "phase": ("phase", "阶段"), "location": ("location", "地点"), "building": ("building", "楼号"),
    "consultant": ("consultant", "顾问"), "architect": ("architect", "设计单位"), "discipline": ("discipline", "专业"),
}  # fmt: skip
AREA = (r"\bareas?\b", r"面积")
BEYOND_AREA = (
    r"\btotal\b",
    r"\blargest\b",
    r"\bsmallest\b",
    r"总",
    r"合计",
    r"最大",
    r"最小",
    r"\bmeasured\b",
    r"测量",
    r"\bwhich\b",
    r"哪",
)
NAME_OF_AREA = (
    re.compile(
        r"\barea (?:of|for|is noted for|noted for) (?:the |room )?(?P<name>.+?)(?: from .*)?\s*[?？]?\s*$", re.I
    ),
    re.compile(r"^(?P<name>.+?)\s*(?:的|标注的?)?\s*(?:地面|楼面|建筑|房间)?面积", re.I),
)
SAYS = (
    re.compile(r"\bwhat does (?:the )?(?P<name>.+?) (?:say|state|read)\b", re.I),
    re.compile(r"\bfind (?P<name>.+?)[?？.]?\s*$", re.I),
    re.compile(r"^(?P<name>.+?)\s*(?:写了什么|写的是什么|是怎么写的|怎么写)"),
    re.compile(r"^(?:找到?|查找)\s*(?P<name>.+?)[?？。]?$"),
)
NOTE = re.compile(
    r"\bnote\s*(?:no\.?\s*|number\s*)?(?P<a>\d{1,2})\b|第\s*(?P<b>\d{1,2})\s*条|说明\s*(?P<c>\d{1,2})", re.I
)
REVISED = (r"\b(?:revisions?|rev\.?|addend(?:um|a)|issues?) (?:no\.? ?)?(?:[a-z]|\d{1,2})\b", r"\baddend", r"\b(?:latest|last|newest|previous|first|all|list)\b.*\brevisions?\b", r"\brevision (?:history|table|list)\b", r"(?:最新|最后|最近|上一?|第[一二三四\d]+)[一]?[版次].*(?:修改|变更|修订|内容|日期)|(?:修改|变更|修订)(?:记录|内容|历史)")  # fmt: skip
"""A line of the table of revisions, which the fields of the title block do not tell."""
MOST_SHOWN = 6


def title_block(asked: Asked) -> Reply | None:
    """Drawing number, title, date, revision, drawn by; or the whole block."""
    whole = asked.has(r"title block", r"图签", r"标题栏")
    fields = [field for field, words in FIELDS.items() if asked.has(words)]
    if asked.has(r"\bscale\b", "比例") and not whole:
        return None
    if not (fields or whole) or (fields != ["sheet"] and asked.has(r"\bhow many\b", "有多少|多少(?!$|[?？。,，、 ])")):
        return None
    if asked.has(*REVISED):
        return None
    result = asked.need("read_title_block", sheet=asked.sheet)
    found = {item.label: item for item in reversed(result.items)}
    wanted = [name for name in found if name in FIELD_NAMES] if whole else [str(field) for field in fields]
    blank = [field for field in wanted if f"{field} (blank)" in found]
    missing = [field for field in wanted if field not in found and field not in blank]
    parts = [_field(asked, field, found[field]) for field in wanted if field in found]
    parts += [_blank(asked, field, found[f"{field} (blank)"]) for field in blank]
    if missing or not parts:
        parts.append(_fields_missing(asked, missing))
    return Reply(
        text=asked.say("; ", "；").join(parts), verdict="refused" if missing or blank or not found else "answered"
    )


def _blank(asked: Asked, field: str, item: Item) -> str:
    return asked.say(
        f"{FIELD_NAMES[field][0]}: not stated, the field “{item.evidence.text}” [{item.id}] is blank",
        f"{FIELD_NAMES[field][1]}：图上没有写明，“{item.evidence.text}” [{item.id}] 一栏为空白",
    )


def _field(asked: Asked, field: str, item: Item) -> str:
    name = asked.say(*FIELD_NAMES[field])
    return asked.say(f"{name}: {item.evidence.text} [{item.id}]", f"{name}：{item.evidence.text} [{item.id}]")


def _fields_missing(asked: Asked, missing: list[str]) -> str:
    names = ", ".join(asked.say(*FIELD_NAMES[field]) for field in missing) or asked.say("its fields", "图签各栏")
    return asked.say(
        f"I could not read from the title block: {names}. Please look at the bottom right of the sheet.",
        f"图签中未能读出：{names}。请查看图纸右下角。",
    )


def area_of(asked: Asked) -> Reply | None:
    """The area that is printed with a name: CORRIDOR CE-3 706 SF."""
    if not asked.has(*AREA) or asked.has(*BEYOND_AREA):
        return None
    name = _named(asked, NAME_OF_AREA)
    if name is None:
        return None
    result = asked.find(name)
    areas = [q for q in result.quantities if q.unit in ("m2", "ft2") and not _of_a_storey(name, q)]
    values = {(quantity.value, quantity.unit) for quantity in areas}
    if len(values) != 1:
        return _no_single_area(asked, name, areas, result)
    quantity = areas[0]
    text = asked.say(
        f"The area printed with {name} is {quantity.shown()} [{quantity.id}].",
        f"图上 {name} 标注的面积为 {quantity.shown('zh')} [{quantity.id}]。",
    )
    return Reply(text=text, headline=quantity.id, verdict="answered")


def _of_a_storey(name: str, area: Quantity) -> bool:
    """Whether it is stated of a storey or a total beside what the question names."""
    return bool(OF_MORE.search(area.sources[0].text)) and not OF_MORE.search(name)


def _no_single_area(asked: Asked, name: str, areas: list[Quantity], result: Result) -> Reply:
    if areas:
        listed = ", ".join(f"{quantity.shown()} [{quantity.id}]" for quantity in areas[:MOST_SHOWN])
        text = asked.say(
            f"Several areas stand with {name}: {listed}. Please name one.", f"{name} 处有多个面积：{listed}，请指明。"
        )
    elif result.items:
        where = ", ".join(f"“{item.label}” [{item.id}]" for item in result.items[:MOST_SHOWN])
        text = asked.say(
            f"No area is printed with {name}; it stands here: {where}. The rules do not measure areas yet.",
            f"{name} 处没有标注面积，位置：{where}。内置规则目前不能量取面积。",
        )
    else:
        text = asked.say(f"{name} was not found on the drawing.", f"图上没有找到 {name}。")
    return Reply(text=text, verdict="refused")


def what_stands(asked: Asked) -> Reply | None:
    """What does X say, find X: the labels that hold it."""
    name = _named(asked, SAYS)
    if name is None:
        return None
    result = asked.find(name)
    if not result.items and nearest(asked):
        return None
    if not result.items:
        return Reply(
            text=asked.say(f"“{name}” was not found on the drawing.", f"图上没有找到“{name}”。"), verdict="refused"
        )
    shown = [_place(asked, item) for item in result.items[:MOST_SHOWN]]
    more = (result.total_items or 0) - len(shown)
    if more > 0:
        shown.append(asked.say("and further places listed below", "其余位置见下方列表"))
    lead = asked.say(f"“{name}” stands here: ", f"“{name}”的位置：")
    return Reply(text=lead + asked.say("; ", "；").join(shown) + asked.say(".", "。"), verdict="answered")


def _place(asked: Asked, item: Item) -> str:
    return asked.say(
        f"sheet {item.evidence.sheet}, “{item.label}” [{item.id}]",
        f"第 {item.evidence.sheet} 张图“{item.label}” [{item.id}]",
    )


def _named(asked: Asked, expressions: tuple[re.Pattern[str], ...]) -> str | None:
    """What a question names: its quotation, else what the expression catches."""
    for expression in expressions:
        match = expression.search(asked.text)
        if match:
            name = asked.quoted[0] if asked.quoted else match["name"].strip(" ?？。\"'“”")
            return name if 0 < len(name) <= 60 else None
    return None


def numbered_note(asked: Asked) -> Reply | None:
    """What note 5 says; the general notes as a list."""
    match = NOTE.search(asked.text)
    every = asked.has(
        r"\b(?:list|what are|read)\b.*\bnotes\b",
        r"(?:列出|有哪些|全部).*(?:说明|附注)",
        r"(?:说明|附注).*(?:有哪些|列出|写了什么)",
    )
    if match is None and not every:
        return None
    number = int(match["a"] or match["b"] or match["c"]) if match else None
    result = asked.need("read_notes", number=number, sheet=asked.sheet)
    if not result.items:
        return Reply(text=asked.say("No such numbered note was found.", "没有找到这一条编号说明。"), verdict="refused")
    shown = [f"“{item.evidence.text}” [{item.id}]" for item in result.items[: 20 if every else MOST_SHOWN]]
    return Reply(text=asked.say("The notes say: ", "说明写道：") + asked.say(" ", "").join(shown), verdict="answered")
