"""The openai provider over real HTTP, against an endpoint that plays a script and its faults."""

import json
import socket
from typing import Any

import pytest

from agent.provider import ProviderError
from agent.script import Fault, Line, Script, ScriptedCall
from tests.agent.desk import Laid, answer_of, kinds, say, use, watch
from tests.agent.endpoints import Endpoint, LesserEndpoint, png
from tools.kit.errors import Correctable

D2 = ("count_marks", {"mark": "D2"})
SCHEMA = {"type": "object", "properties": {"doors": {"type": "integer"}}, "required": ["doors"]}


async def test_a_whole_run_over_http(endpoint: Endpoint) -> None:
    server, provider = endpoint.playing(use(D2), say("There are 7 doors [q1]."), say("There are 6 doors [q1]."))
    events = await watch("How many D2?", provider)
    answer = answer_of(events)
    assert (answer.status, answer.text, answer.provider, answer.model) == (
        "answered", "There are 6 doors.", "openai", "gpt-4o",
    )  # fmt: skip
    first = server.requests[0]
    assert first["stream_options"] == {"include_usage": True}
    assert {tool["function"]["name"] for tool in first["tools"]} >= {"calculate", "ask_user", "count_marks"}
    assert [message["role"] for message in server.requests[1]["messages"][-2:]] == ["assistant", "tool"]
    assert answer.usage.prompt_tokens == sum(
        len(json.dumps(r["messages"], ensure_ascii=False)) // 4 for r in server.requests
    )
    assert answer.usage.cost_usd > 0
    written = "".join(e.data["text"] for e in events if e.type == "token" and e.data["step"] == 3)
    assert written == "There are 6 doors [q1]."


FAULTS = {
    "too busy": Fault(status=429, retry_after=0),
    "out of order": Fault(status=500),
    "overloaded": Fault(status=503, code="overloaded"),
    "cut at once": Fault(cut_after=0),
    "cut in the text": Fault(cut_after=2),
    "silent": Fault(hang=3.0),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_a_passing_fault_is_waited_out(endpoint: Endpoint, fault: Fault) -> None:
    server, provider = endpoint.playing(use(D2), say("There are 6 doors [q1].", faults=(fault,)))
    events = await watch("How many D2?", provider)
    assert answer_of(events).text == "There are 6 doors."
    assert len(server.requests) == 3
    tokens = [event.data for event in events if event.type == "token"]
    again = next(at for at, token in enumerate(tokens) if token.get("restart"))
    assert "".join(token["text"] for token in tokens[again:]) == "There are 6 doors [q1]."


async def test_a_stream_cut_inside_a_tool_call_makes_no_half_call(endpoint: Endpoint) -> None:
    _, provider = endpoint.playing(use(D2, faults=(Fault(cut_after=2), Fault(cut_after=3))), say("6 [q1]"))
    laid = Laid()
    assert answer_of(await watch("D2?", provider, laid)).status == "answered"
    assert len(laid.made) == 1


FINAL = [
    (Fault(status=401), "OPENAI_API_KEY", "密钥"),
    (Fault(status=404), "OPENAI_MODEL", "没有模型"),
    (Fault(status=429, code="insufficient_quota"), "quota is used up", "额度"),
    (Fault(status=400), "answered 400", "返回 400"),
]


@pytest.mark.parametrize(("fault", "en", "zh"), FINAL)
async def test_a_lasting_fault_is_told_at_once(endpoint: Endpoint, fault: Fault, en: str, zh: str) -> None:
    server, provider = endpoint.playing(say("never", faults=(fault,) * 9))
    events = await watch("How many D2?", provider)
    answer = answer_of(events)
    assert answer.status == "failed"
    assert en in answer.text
    assert zh in events[-1].data["reason"]["zh"]
    assert len(server.requests) == 1


async def test_patience_has_an_end(endpoint: Endpoint) -> None:
    server, provider = endpoint.playing(say("never", faults=(Fault(status=503),) * 9))
    assert answer_of(await watch("How many D2?", provider)).status == "failed"
    assert len(server.requests) == 4


async def test_an_endpoint_that_is_not_there(endpoint: Endpoint) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    answer = answer_of(await watch("D2 有多少？", endpoint.provider(url)))
    assert answer.status == "failed"
    assert "无法连接" in answer.text


async def test_malformed_arguments_are_answered_as_an_error(endpoint: Endpoint) -> None:
    broken = Line(
        calls=(ScriptedCall(name="count_marks", raw='{"mark": "D2"'), ScriptedCall(name="count_marks", raw="[1]"))
    )
    server, provider = endpoint.playing(broken, use(D2), say("6 doors [q1]."))
    events = await watch("How many D2?", provider)
    assert answer_of(events).status == "answered"
    told = [message for message in server.requests[1]["messages"] if message["role"] == "tool"]
    assert len(told) == 2
    assert all("no JSON object" in message["content"] for message in told)
    assert kinds(events).count("tool_failed") == 2


async def test_a_model_without_a_known_price_costs_nothing_and_says_so(endpoint: Endpoint) -> None:
    _, provider = endpoint.playing(use(D2), say("6 doors [q1]."), model="qwen-vl")
    answer = answer_of(await watch("How many D2?", provider))
    assert answer.usage.cost_usd == 0
    assert "qwen-vl" in answer.notes[0].en


async def test_vision_answers_by_schema(endpoint: Endpoint) -> None:
    server, provider = endpoint.playing(sees=({"doors": 3},))
    seen = await provider.see(png(), "How many doors?", SCHEMA)
    assert (seen.data, seen.model) == ({"doors": 3}, "gpt-4o")
    assert seen.usage.vision_tokens == min(425, seen.usage.prompt_tokens)
    body = server.requests[0]
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert "tools" not in body
    assert body["messages"][1]["content"][1]["image_url"]["url"].startswith("data:image/png;base64,")


async def test_vision_asks_again_and_then_gives_up(endpoint: Endpoint) -> None:
    server, provider = endpoint.playing(sees=({}, {"doors": 2}, {}))
    assert (await provider.see(png(), "?", SCHEMA)).data == {"doors": 2}
    with pytest.raises(Correctable, match="no answer that fits"):
        await provider.see(png(), "?", SCHEMA)
    assert len(server.requests) == 4


async def test_vision_on_a_dead_endpoint(endpoint: Endpoint) -> None:
    with pytest.raises(ProviderError):
        await endpoint.provider("http://127.0.0.1:9/v1", tries=1).see(png(), "?", SCHEMA)


async def test_an_older_endpoint_without_usage_in_streams(endpoint: Endpoint) -> None:
    server = LesserEndpoint(
        Script.of(say("Nothing.")), lambda body: "unknown field stream_options" if "stream_options" in body else ""
    )
    with server:
        answer = answer_of(await watch("How many?", endpoint.provider(server.url)))
    assert answer.text == "Nothing."
    assert answer.usage.prompt_tokens > 100


async def test_an_older_endpoint_without_json_schemas(endpoint: Endpoint) -> None:
    def refused(body: dict[str, Any]) -> str:
        return "response_format json_schema" if body.get("response_format", {}).get("type") == "json_schema" else ""

    server = LesserEndpoint(Script.of(sees=({"doors": 1},)), refused)
    with server:
        provider = endpoint.provider(server.url)
        assert (await provider.see(png(), "?", SCHEMA)).data == {"doors": 1}
        assert (await provider.see(png(), "?", SCHEMA)).data == {"doors": 1}
    forms = [body["response_format"]["type"] for body in server.requests]
    assert forms == ["json_object", "json_object"]
