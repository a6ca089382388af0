"""What the model says in the tests of the page."""

from agent.script import Conversation, Line, Script, ScriptedCall


def _count(mark: str) -> ScriptedCall:
    return ScriptedCall(name="count_marks", arguments={"mark": mark})


_CALCULATION = ScriptedCall(
    name="calculate",
    arguments={
        "expression": "q1 * side ** 2 * height",
        "label": "concrete of the columns",
        "unit": "m3",
        "inputs": [
            {"name": "side", "value": "0.4", "unit": "m", "source": "assumption", "why": "usual here"},
            {"name": "height", "value": "3.3", "unit": "m", "source": "assumption", "why": "usual here"},
        ],
    },
)
_QUESTION = ScriptedCall(name="ask_user", arguments={"question": "Which storey height?", "choices": ["3.3 m", "3.6 m"]})
_WHICH = ScriptedCall(name="ask_user", arguments={"question": "Which are no columns?", "items": ["q1"]})
_STRIKE = ScriptedCall(
    name="strike",
    arguments={"count": "q1", "numbers": [1, 2], "add": [{"sheet": 1, "box": [150, 140, 160, 146]}]},
)

SCRIPT = Script(
    conversations=(
        Conversation(
            match="slowly",
            lines=(
                Line(text="I will count the marks first.", calls=(_count("KZ1"),), delay=0.4),
                Line(
                    text="There are 6 KZ1 columns [q1*] on the plan, each of them drawn at a crossing of the grid axes.",
                    delay=0.6,
                    pace=0.15,
                ),
            ),
        ),
        Conversation(
            match="volume",
            lines=(
                Line(calls=(_count("KZ1"),)),
                Line(calls=(_CALCULATION,)),
                Line(text="The 6 columns [q1] take **3.168 m³** [q4*] of concrete."),
            ),
        ),
        Conversation(
            match="candidates",
            lines=(
                Line(calls=(_count("KZ1"),)),
                Line(calls=(_WHICH,)),
                Line(calls=(_STRIKE,)),
                Line(text="There are 5 KZ1 [q2*]."),
            ),
        ),
        Conversation(match="height", lines=(Line(calls=(_QUESTION,)), Line(text="Thank you, noted."))),
        Conversation(
            match="waste",
            lines=(Line(calls=(_count("KZ1"),)), Line(text="There are 6 KZ1 [q1*]. With waste it would be 17.5 kg.")),
        ),
        Conversation(match="", lines=(Line(text="I cannot say."),)),
    )
)
