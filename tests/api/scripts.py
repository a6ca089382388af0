"""What the model says in the tests of the service."""

from agent.script import Conversation, Fault, Line, Script, ScriptedCall

COUNT = ScriptedCall(name="count_marks", arguments={"mark": "KZ1"})
FIND = ScriptedCall(name="find_text", arguments={"pattern": "KZ"})
LOOK = ScriptedCall(name="look", arguments={"sheet": 1, "question": "What is drawn here?"})
ASK = ScriptedCall(name="ask_user", arguments={"question": "Which storey height?", "choices": ["3.3 m", "3.6 m"]})
DONE = Line(text="There are 6 KZ1 columns [q1].")

SCRIPT = Script(
    conversations=(
        Conversation(match="slow model", lines=(Line(calls=(COUNT,)), Line(text=DONE.text, delay=4))),
        Conversation(match="endless", lines=(Line(text="word " * 2000, pace=0.05),)),
        Conversation(match="long tool", lines=(Line(calls=(COUNT, LOOK)), DONE)),
        Conversation(match="height", lines=(Line(calls=(ASK,)), Line(text="Thank you, noted."))),
        Conversation(match="broken once", lines=(Line(text="ok", faults=(Fault(status=400, code="bad"),)),)),
        Conversation(match="chatty", lines=(Line(calls=(COUNT,)), Line(text="Well, " * 60 + DONE.text, pace=0.01))),
        Conversation(match="", lines=(Line(calls=(COUNT,)), DONE)),
    ),
    sees=({"answer": "a plan", "texts": ["KZ1"], "sure": 0.9},),
)
