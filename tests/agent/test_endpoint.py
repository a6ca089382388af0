"""Decisions about endpoints as tables: when to try again, what to say, what it costs."""

from typing import Any

import httpx2
import pytest
from openai import APIConnectionError, APIError, APIStatusError

from agent.deltas import Gathered
from agent.endpoint import CutOff, in_words, wait_before
from agent.prices import cost, image_tokens, price_of, unpriced
from agent.providers import provider_named, provider_names

REQUEST = httpx2.Request("POST", "http://127.0.0.1:9/v1/chat/completions")


def status(code: int, **headers: str) -> APIStatusError:
    response = httpx2.Response(code, headers=headers, request=REQUEST)
    return APIStatusError("said so", response=response, body=None)


DECISIONS = [
    (status(429), 0, (0.75, 1.25)),
    (status(500), 2, (3.0, 5.0)),
    (status(500), 9, (30, 30)),
    (status(429, **{"retry-after": "7"}), 0, (7, 7)),
    (status(429, **{"retry-after": "900"}), 0, (30, 30)),
    (status(429, **{"retry-after": "soon"}), 0, (0.75, 1.25)),
    (status(400), 0, None),
    (status(401), 0, None),
    (APIConnectionError(request=REQUEST), 1, (1.5, 2.5)),
    (APIError("in the stream", request=REQUEST, body=None), 0, (0.75, 1.25)),
    (httpx2.ReadError("gone"), 0, (0.75, 1.25)),
    (CutOff(), 0, (0.75, 1.25)),
    (ValueError(), 0, None),
]


@pytest.mark.parametrize(("error", "tried", "expected"), DECISIONS)
def test_when_to_try_again(error: Exception, tried: int, expected: tuple[float, float] | None) -> None:
    wait = wait_before(error, tried, 1.0)
    assert wait is None if expected is None else expected[0] <= (wait or 0) <= expected[1]


@pytest.mark.parametrize("error", [status(500), status(401), CutOff(), APIConnectionError(request=REQUEST)])
def test_every_fault_has_words_in_both_languages(error: Exception) -> None:
    told = in_words(error, "gpt-4o", "http://x/v1")
    assert told.message.en != told.message.zh
    assert told.retryable is (wait_before(error, 0, 1) is not None)


def chunk(**delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    return {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


def test_calls_that_all_come_under_index_0_are_told_apart() -> None:
    gathered = Gathered()
    for number in range(2):
        function = {"name": "count_marks", "arguments": f'{{"mark": "D{number}"}}'}
        gathered.take(chunk(tool_calls=[{"index": 0, "id": f"c{number}", "function": function}]))
    good, bad = gathered.calls(1)
    assert [call.arguments["mark"] for call in good] == ["D0", "D1"]
    assert bad == ()


@pytest.mark.parametrize(
    "odd", [[], "pong", {"choices": None}, {"choices": [{}]}, {"choices": [{"delta": None}], "usage": []}]
)
def test_pieces_without_a_reply_in_them(odd: Any) -> None:
    gathered = Gathered()
    assert gathered.take(odd) == ""
    assert (gathered.text, gathered.usage, gathered.finished) == ("", None, False)


def test_a_call_without_id_or_arguments() -> None:
    gathered = Gathered()
    gathered.take(chunk(tool_calls=[{"index": 0, "function": {"name": "list_sheets"}}]))
    good, _ = gathered.calls(4)
    assert (good[0].id, good[0].arguments) == ("call_4_0", {})


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [
        ("gpt-4o", (1024, 512), 425),
        ("gpt-4o", (1024, 1024), 765),
        ("gpt-4o-2024-11-20", (128, 128), 255),
        ("gpt-4o", (2592, 1728), 1105),
        ("gpt-4o-mini", (128, 128), 8500),
        ("gpt-4.1-mini", (1024, 1024), 1659),
        ("unknown", (513, 100), 425),
    ],
)
def test_image_tokens_by_the_published_rules(model: str, size: tuple[int, int], tokens: int) -> None:
    assert image_tokens(model, *size) == tokens


def test_prices() -> None:
    assert cost("gpt-4o", 1_000_000, 100_000) == pytest.approx(3.5)
    assert cost("openai/gpt-4.1-mini", 1_000_000, 0) == pytest.approx(0.4)
    assert price_of("gpt-4o-audio-preview") is None
    assert unpriced("gpt-4o") == ()


def test_providers_are_found_by_name() -> None:
    assert {"openai", "rules", "scripted"} <= set(provider_names())
    assert provider_named("rules").name == "rules"
    with pytest.raises(ValueError, match="Providers are: openai, rules, scripted"):
        provider_named("oracle")
