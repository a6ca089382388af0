"""What a CAD file holds and nobody could read, as sentences for the user."""

from collections.abc import Iterable

from tools.kit.drawing import Sheet
from tools.kit.entities import Unread, Why, entities_of
from tools.kit.language import Message

MOST = 5
TANGENT = "TCH_"
"""How the names of 天正's entities begin."""


PROBLEMS = {
    "only_part_read": Message(
        en="the rest of the file: it is larger than can be read, so only its first blocks and entities were; split it",
        zh="文件过大，只读取了前面一部分图元，其余未读；请拆分后再上传",
    ),
    "too_many_entities": Message(
        en="the rest of the sheet: it has more entities than can be drawn, so it was read in part; split it",
        zh="图元数量超过上限，只读取了一部分；请拆分后再上传",
    ),
    "nested_too_deep": Message(
        en="blocks that are nested deeper than 12 levels", zh="嵌套超过 12 层的图块"
    ),
    "viewport_not_shown": Message(
        en="viewports that look from the side", zh="非俯视方向的视口"
    ),
    "ocr_partial": Message(
        en="part of the text of a scanned sheet: more of it looks like text than can be recognised in one go",
        zh="扫描图上的部分文字：疑似文字过多，超出一次识别的上限，只识别了一部分",
    ),
    "strays_off_sheet": Message(
        en="texts that lie far off the sheet", zh="离图面很远的零散文字"
    ),
}  # fmt: skip
"""What the reading of a sheet notes as its problems, where something was left out."""


def unread_messages(sheets: Iterable[Sheet]) -> list[Message]:
    """What was left out of these sheets: first what their readings note, then one sentence a kind of entity, the most
    frequent first."""
    looked_at = list(sheets)
    return [*partly_read(looked_at), *_kinds(looked_at)]


def partly_read(sheets: Iterable[Sheet]) -> list[Message]:
    """What the readings of these sheets note as left out, each once."""
    noted = dict.fromkeys(problem for sheet in sheets for problem in sheet.reading.problems)
    return [PROBLEMS[problem] for problem in noted if problem in PROBLEMS]


def _kinds(sheets: Iterable[Sheet]) -> list[Message]:
    counts: dict[tuple[Why, str], int] = {}
    for sheet in sheets:
        known = entities_of(sheet)
        for one in known.unread if known else ():
            counts[one.why, one.kind] = max(counts.get((one.why, one.kind), 0), one.count)
    ranked = sorted(counts.items(), key=lambda entry: -entry[1])[:MOST]
    return [_message(Unread(kind=kind, count=count, why=why)) for (why, kind), count in ranked]


def _message(unread: Unread) -> Message:
    kind, count = unread.kind, unread.count
    if kind.startswith(TANGENT):
        shown_en, shown_zh = (" show only as pictures and", "仅以图形显示，") if unread.why == "picture" else ("", "")
        return Message(
            en=f"{count} 天正 objects ({kind}){shown_en} cannot be read; export the drawing to T3 or explode them",
            zh=f"{count} 个天正对象（{kind}）{shown_zh}无法读取，请在天正中导出为 T3 格式或分解后再上传",
        )
    if unread.why == "missing_block":
        return Message(
            en=f"{count} references to the block {kind}, which the file does not hold",
            zh=f"{count} 处引用了文件中不存在的图块 {kind}",
        )
    if unread.why == "external":
        return Message(
            en=f"what is in the other drawing {kind}, referenced {count} times; bind it and upload again",
            zh=f"外部参照 {kind}（{count} 处）中的内容，请绑定后再上传",
        )
    if unread.why == "broken":
        return Message(en=f"{count} damaged {kind} entities", zh=f"{count} 个损坏的 {kind} 图元")
    return Message(
        en=f"{count} custom objects {kind}, which only the program that made them can read; explode them",
        zh=f"{count} 个自定义对象 {kind}，只有原软件能读取，请分解后再上传",
    )


def unit_messages(sheets: Iterable[Sheet]) -> list[Message]:
    """What was taken for the unit of a drawing, where neither its declaration nor its dimensions settle it."""
    units = [known.unit for sheet in sheets if (known := entities_of(sheet))]
    unsure = next((unit for unit in units if unit.by not in ("declared", "dimensions")), None)
    if unsure is None:
        return []
    reason = UNIT_REASONS["disbelieved" if not unsure.believed else "undeclared"]
    size = f"{unsure.millimetres:.6g} mm"
    return [Message(
        en=f"One drawing unit is taken as {size}: {reason.en}, and no dimensions settle it.",
        zh=f"按一个绘图单位等于 {size} 计算：{reason.zh}，且没有尺寸标注可核对。",
    )]  # fmt: skip


UNIT_REASONS = {
    "disbelieved": Message(en="the unit that the file declares cannot be right", zh="文件声明的单位不合理"),
    "undeclared": Message(en="the file declares no unit", zh="文件未声明单位"),
}
