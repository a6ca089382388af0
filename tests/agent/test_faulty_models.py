"""What models do wrong, each over real HTTP to a server that refuses what providers refuse."""

from typing import Any

import pytest

from agent import Exchange, Limits
from agent.executor import Outcome, ToolCall
from agent.script import Fault, Line, ScriptedCall
from agent.strict import history_fault
from tests.agent.desk import Laid, answer_of, count, kinds, read, say, use, watch
from tests.agent.endpoints import Endpoint, png
from tools.kit.errors import Refused
from tools.kit.ledger import Ledger

D2 = ("count_marks", {"mark": "D2"})
DONE = say("There are 6 doors [q1].")
SCHEMA = {"type": "object", "properties": {"doors": {"type": "integer"}}, "required": ["doors"]}


def marks(count: int) -> Laid:
    return Laid(marks={f"D{n}": n for n in range(count)})


BROKEN = [
    ScriptedCall(name="count_marks", raw='{"mark": "D2"'),
    ScriptedCall(name="count_marks", raw="null"),
    ScriptedCall(name="count_marks", raw='{"mark": "' + "D" * 9_000 + '"}'),
    ScriptedCall(name="count_marks", raw="[" * 20_000),
    ScriptedCall(name="draw a door!", arguments={"at": 1}),
    ScriptedCall(name="", arguments={}),
    ScriptedCall(name="x" * 90, arguments={}),
    ScriptedCall(name="count_marks", arguments={"mark": "D9"}, id="i" * 64),
]


@pytest.mark.parametrize("call", BROKEN, ids=range(len(BROKEN)))
async def test_a_broken_call_is_told_and_the_run_goes_on(endpoint: Endpoint, call: ScriptedCall) -> None:
    server, provider = endpoint.playing(Line(calls=(call,)), use(D2), say("There are 6 doors."))
    answer = answer_of(await watch("How many D2?", provider, Laid(marks={"D2": 6, "D9": 9})))
    assert (answer.status, answer.text) == ("answered", "There are 6 doors.")
    assert all(len(str(request["messages"])) < 20_000 for request in server.requests)


async def test_the_name_of_a_namespace_before_a_tool_does_no_harm(endpoint: Endpoint) -> None:
    _, provider = endpoint.playing(use(("functions.count_marks", {"mark": "D2"})), DONE)
    assert answer_of(await watch("D2?", provider)).status == "answered"


async def test_an_endless_loop_of_one_call_ends(endpoint: Endpoint) -> None:
    server, provider = endpoint.playing(use(D2))
    laid = Laid()
    answer = answer_of(await watch("How many D2?", provider, laid))
    assert len(laid.made) == 1
    assert len(server.requests) <= 7
    assert "nothing new" in answer.notes[0].en
    assert "6" in answer.text


async def test_an_endless_loop_of_new_calls_ends_at_the_limit(endpoint: Endpoint) -> None:
    server, provider = endpoint.playing(*[use(("count_marks", {"mark": f"D{n}"})) for n in range(50)])
    answer = answer_of(await watch("How many?", provider, marks(50)))
    assert len(server.requests) == Limits().steps
    assert "24 steps" in answer.notes[0].en


async def test_sixty_calls_at_once(endpoint: Endpoint) -> None:
    calls = [("count_marks", {"mark": f"D{n + 20}"}) for n in range(60)]
    server, provider = endpoint.playing(use(*calls), use(calls[40]), say("20 [q1] and 60 [q17]."))
    laid = Laid(marks={f"D{n + 20}": n + 20 for n in range(60)}, pause=0.001)
    answer = answer_of(await watch("All?", provider, laid))
    assert (answer.status, laid.most) == ("answered", 4)
    assert len(laid.made) == Limits().at_once + 1
    told = [message["content"] for message in server.requests[1]["messages"] if message["role"] == "tool"]
    assert len(told) == 60
    assert told[-1].startswith("At most 16 calls")


async def test_an_empty_reply(endpoint: Endpoint) -> None:
    _, provider = endpoint.playing(use(D2), say(""), DONE)
    assert answer_of(await watch("D2?", provider)).status == "answered"
    _, silent = endpoint.playing(say(""))
    assert answer_of(await watch("D2?", silent)).status == "refused"


async def test_a_refusal_is_no_answer(endpoint: Endpoint) -> None:
    _, provider = endpoint.playing(Line(refusal="I'm sorry, I cannot help with that."))
    answer = answer_of(await watch("How many D2?", provider))
    assert (answer.status, answer.text) == ("refused", "I'm sorry, I cannot help with that.")


async def test_a_reply_that_was_cut_at_its_length_says_so(endpoint: Endpoint) -> None:
    _, provider = endpoint.playing(use(D2), say("There are 6 doors [q1], and", finish="length"))
    answer = answer_of(await watch("How many D2?", provider))
    assert "cut off" in answer.notes[0].en


async def test_a_reply_without_end_is_not_read_on(endpoint: Endpoint) -> None:
    _, provider = endpoint.playing(use(D2), say("word " * 40_000), DONE)
    events = await watch("How many D2?", provider)
    assert sum(len(event.data["text"]) for event in events if event.type == "token") < 130_000
    assert "cut off" in answer_of(events).notes[0].en


async def test_a_stream_that_is_always_cut_fails_with_its_cost(endpoint: Endpoint) -> None:
    server, provider = endpoint.playing(use(D2), say("There are 6 doors [q1].", faults=(Fault(cut_after=2),) * 9))
    answer = answer_of(await watch("How many D2?", provider))
    assert answer.status == "failed"
    assert answer.usage.prompt_tokens == sum(each["prompt_tokens"] for each in server.billed)
    assert answer.usage.completion_tokens == sum(each["completion_tokens"] for each in server.billed)


def no_tools(body: dict[str, Any]) -> str:
    return "registry/library/gemma does not support tools" if body.get("tools") else ""


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"calls": [{"name": "count_marks", "arguments": {"mark": "D2"}}]}\n```',
        'I will count.\n<tool_call>\n{"name": "count_marks", "arguments": {"mark": "D2"}}\n</tool_call>',
        '{"name": "count_marks", "parameters": {"mark": "D2"}}',
        '```\n[{"function": {"name": "count_marks", "arguments": {"mark": "D2"}}}]\n```',
    ],
)
async def test_a_model_without_tool_calling_calls_in_words(endpoint: Endpoint, text: str) -> None:
    server, provider = endpoint.playing(say(text), DONE, refuses=no_tools)
    answer = answer_of(await watch("How many D2?", provider))
    assert (answer.status, answer.text, answer.headline) == ("answered", "There are 6 doors.", "q1")
    assert "cannot call tools" in answer.notes[0].en
    assert "count_marks(mark" in server.requests[0]["messages"][0]["content"]
    assert {message["role"] for request in server.requests for message in request["messages"]} <= {
        "system",
        "user",
        "assistant",
    }
    assert "q1 = 6 nos" in server.requests[1]["messages"][-1]["content"]


async def test_calls_that_leak_into_the_text_are_made(endpoint: Endpoint) -> None:
    leaked = '<tool_call>{"name": "count_marks", "arguments": {"mark": "D2"}}</tool_call>'
    _, provider = endpoint.playing(say(leaked), DONE)
    assert answer_of(await watch("D2?", provider)).status == "answered"


@pytest.mark.parametrize(
    "text", ['{"doors": 6}', "```json\n[1, 2]\n```", '{"name": "rm", "arguments": {}}', "{not json", "{" * 5000]
)
async def test_json_that_is_no_call_is_a_text(endpoint: Endpoint, text: str) -> None:
    _, provider = endpoint.playing(say(text))
    laid = Laid()
    assert answer_of(await watch("D2?", provider, laid)).status == "refused"
    assert laid.made == []


BLIND = [
    "Invalid content type. image_url is only supported by certain models.",
    "qwen is not a multimodal model",
    "image input is not supported - hint: you may need to provide the mmproj",
]


@pytest.mark.parametrize("said", BLIND)
async def test_a_model_without_vision_is_noticed_once(endpoint: Endpoint, said: str) -> None:
    def blind(body: dict[str, Any]) -> str:
        return said if any(isinstance(message["content"], list) for message in body["messages"]) else ""

    server, provider = endpoint.playing(DONE, refuses=blind)
    with pytest.raises(Refused, match="takes no images"):
        await provider.see(png(), "?", SCHEMA)
    assert not provider.sees
    with pytest.raises(Refused):
        await provider.see(png(), "?", SCHEMA)
    await watch("D2?", provider)
    assert "look" not in {tool["function"]["name"] for tool in server.requests[-1]["tools"]}
    assert "find_text" in {tool["function"]["name"] for tool in server.requests[-1]["tools"]}


async def test_a_conversation_that_does_not_fit_is_shortened(endpoint: Endpoint) -> None:
    def small(body: dict[str, Any]) -> str:
        over = sum(len(str(message["content"])) for message in body["messages"] if message["role"] == "tool") > 6_000
        return "This model's maximum context length is 4096 tokens" if over else ""

    def rooms(call: ToolCall, ledger: Ledger) -> Outcome:
        texts = read(*[f"{call.arguments['pattern']} room {n} with a long name of its own" for n in range(60)])
        return Outcome(result=texts)

    finds = [use(("find_text", {"pattern": f"R{n}"})) for n in range(4)]
    server, provider = endpoint.playing(
        *finds, say('It reads "R3 room 1 with a long name of its own" [e182].'), refuses=small
    )
    answer = answer_of(await watch("Where?", provider, Laid(found=rooms)))
    assert answer.status == "answered"
    assert any("context" in note.en for note in answer.notes)
    assert "cut: ask again" in str(server.requests[-1]["messages"])


async def test_the_history_of_a_chat_is_one_that_providers_take(endpoint: Endpoint) -> None:
    """Through questions, faults and failures the strict server has refused nothing."""
    server, provider = endpoint.playing(
        Line(calls=(BROKEN[0], ScriptedCall(name="count_marks", arguments={"mark": "D2"}))), DONE
    )
    said: list[Exchange] = []
    for n in range(8):
        answer = answer_of(await watch(f"Question {n}?", provider, history=said))
        assert answer.status == "answered"
        said.append(Exchange(question=f"Question {n}?", answer=answer))
    assert len(server.requests) == 16


FAULTY: list[tuple[list[dict[str, Any]], str]] = [
    ([], "last message"),
    ([{"role": "oracle", "content": "x"}], "unknown role"),
    ([{"role": "user", "content": ""}], "empty"),
    ([{"role": "tool", "tool_call_id": "a", "content": "x"}], "must follow"),
    ([{"role": "assistant", "content": None, "tool_calls": []}], "not empty"),
    ([{"role": "assistant", "content": "x"}], "last message"),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "why"), FAULTY)
def test_the_strict_server_is_strict(messages: list[dict[str, Any]], why: str) -> None:
    assert why in history_fault(messages)


@pytest.mark.parametrize(
    ("name", "ident", "why"), [("a b", "c1", "no name"), ("a", "c" * 41, "40 characters"), ("a", "c1", "no answer")]
)
def test_the_strict_server_reads_calls(name: str, ident: str, why: str) -> None:
    call = {"id": ident, "type": "function", "function": {"name": name, "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "user", "content": "!"},
    ]
    assert why in history_fault(messages)


async def test_looks_are_limited_and_the_rest_goes_on(endpoint: Endpoint) -> None:
    looks = [("look", {"sheet": 1, "question": f"What is {n}?"}) for n in range(5)]
    server, provider = endpoint.playing(use(*looks), say("6 [q1]."))
    events = await watch(
        "?", provider, Laid(found=lambda call, ledger: Outcome(result=count("D2", 6))), limits=Limits(looks=2)
    )
    assert kinds(events).count("tool_finished") == 2
    told = [message["content"] for message in server.requests[1]["messages"] if message["role"] == "tool"]
    assert told[-1].startswith("This run may look 2 times")
