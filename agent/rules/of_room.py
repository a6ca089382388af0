"""Rule for the doors and windows of one room: which of them belong to a room is not told by where their marks stand."""

import re

from agent.provider import Reply
from agent.rules.asked import Asked
from agent.rules.counting import HOW_MANY
from agent.rules.named_rooms import rooms_named

IN_A_ROOM = re.compile(
    r"\b(?:doors?|windows?)\b(?:.*\b(?:in|of|into|inside|to)\s+(?:the\s+)?(?P<en>[A-Za-z][\w .'-]*?)\s*[?.]*$|\s+(?:does|do|has|have)\s+(?:the\s+)?(?P<has>[\w .'-]+?)\s+(?:have|has|got)\b)"
    r"|^\W*(?P<zh>.{2,20}?)(?:里|中|内|的)?(?:一?共)?(?:有|设|开)?(?:了)?(?:多少|几)[扇樘个道]?(?:扇|樘)?[门窗]|^\W*(?P<of>.{2,20}?)的?[门窗](?:有|是)?(?:多少|几)[扇樘个道]",
    re.I,
)


def openings_of_room(asked: Asked) -> Reply | None:
    """Refused where the question names a room of the drawing."""
    found = IN_A_ROOM.search(asked.text)
    if found is None or not asked.has(*HOW_MANY, "几") or asked.has(r"\bschedule\b", "表"):
        return None
    named = next(group for group in found.groups() if group)
    rooms = [room for one in rooms_named(asked.about(named)) for room in one.rooms]
    if not rooms:
        return None
    shown = asked.say(", ", "、").join(f"“{room.label}” [{room.id}]" for room in rooms[:3])
    text = asked.say(
        f"Which doors and windows belong to {shown} cannot be told by rules: an opening stands between two rooms. Please drag a box around the room and ask for a mark.",
        f"内置规则无法判断哪些门窗属于{shown}：门窗位于两个房间之间。请框选该房间后按编号再问。",
    )
    return Reply(text=text, verdict="refused")
