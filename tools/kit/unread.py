"""What a CAD file holds and nobody could read, as sentences for the user."""

from collections.abc import Iterable

from tools.kit.drawing import Sheet
from tools.kit.entities import Unread, Why, entities_of
from tools.kit.language import Message

MOST = 5
TANGENT = "TCH_"
"""How the names of 天正's entities begin."""


def unread_messages(sheets: Iterable[Sheet]) -> list[Message]:
    """One sentence a kind, the most frequent first."""
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
