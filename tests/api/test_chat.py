"""Asking: from the message to the answer, over the real service."""

import itertools
import json

import pymupdf
import pytest
from websockets.sync.client import connect

from tests.api.client import Client, sample_bytes
from tests.pen import MM, Pen


def test_a_question_is_answered_with_its_places(client: Client) -> None:
    run = client.ask("How many KZ1 columns are there?")
    events = list(client.events(run))
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["run_queued", "run_started"]
    assert kinds[-2:] == ["answer", "run_finished"]
    assert kinds.count("run_finished") == 1
    assert {"step", "tool_started", "tool_finished"} <= set(kinds)
    answer = events[-2]["data"]
    assert answer["status"] == "answered"
    head = next(q for q in answer["quantities"] if q["id"] == answer["headline"])
    assert head["value"] == "6"
    assert len([source for source in head["sources"] if source["box"]]) == 6
    assert client.run(run)["answer"]["text"] == answer["text"]


def test_events_replay_from_anywhere(client: Client) -> None:
    run = client.ask("KZ2 有多少根？")
    events = list(client.events(run))
    for after in range(len(events)):
        assert list(client.events(run, after=after)) == events[after:]


def test_a_chat_keeps_its_messages_and_runs(client: Client) -> None:
    chat = client.post("/chats", {"drawing_ids": [client.sample()], "title": "columns"})
    first = client.ask("How many KZ1?", chat=chat["id"])
    client.ended(first)
    second = client.ask("And KZ2?", chat=chat["id"])
    client.ended(second)
    found = client.get(f"/chats/{chat['id']}")
    assert [(m["role"], m["run_id"]) for m in found["messages"]] == [
        ("user", first), ("assistant", first), ("user", second), ("assistant", second),
    ]  # fmt: skip
    assert [run["id"] for run in found["runs"]] == [first, second]
    assert chat["id"] in [each["id"] for each in client.get("/chats")]


def marked_plan(mark: str, count: int) -> bytes:
    """A plan with columns of that mark and no schedule."""
    document = pymupdf.open()
    pen = Pen(document.new_page(width=420 * MM, height=297 * MM))
    for n in range(count):
        pen.rect(80 + 60 * n, 100, 86 + 60 * n, 106)
        pen.text((88 + 60 * n, 99), mark, 2.5)
    pen.text((120, 200), "首层平面图 GROUND FLOOR PLAN 1:100", 4)
    document.subset_fonts()
    return bytes(document.tobytes())


def test_a_run_over_two_drawings_names_its_sheets(client: Client) -> None:
    first, second = (
        client.upload(marked_plan("KZ9", 3), f"{name}.pdf")["drawing"]["id"] for name in ("first", "second")
    )
    run = client.ask("How many KZ9 columns are there?", [first, second])
    assert client.until(run, "question")["data"]["choices"] == ["1", "2"]
    client.post(f"/runs/{run}/answer", {"text": "2"}, expect=202)
    answer = client.ended(run)["answer"]
    assert [(sheet["sheet"], sheet["drawing"]) for sheet in answer["sheets"]] == [(1, first), (2, second)]
    head = next(quantity for quantity in answer["quantities"] if quantity["id"] == answer["headline"])
    assert {place["sheet"] for place in head["sources"]} == {2}


def test_a_question_waits_for_the_reading_of_its_drawing(client: Client) -> None:
    drawing = client.upload(sample_bytes(), "fresh.pdf")["drawing"]["id"]
    assert client.ended(client.ask("How many KZ1 columns are there?", [drawing]))["status"] == "answered"


def test_a_question_about_what_could_not_be_read_fails_with_the_reason(client: Client) -> None:
    drawing = client.upload(b"%PDF-1.7 nothing else", "broken.pdf")["drawing"]["id"]
    run = client.ended(client.ask("How many doors?", [drawing]))
    assert run["status"] == "failed"
    assert run["reason"]["en"] == client.read(drawing)["error"]["en"]
    assert list(client.events(run["id"]))[-1]["type"] == "run_finished"


def test_an_unknown_mark_is_answered_with_those_that_exist(client: Client) -> None:
    run = client.ended(client.ask("How many ZZ99 are there?"))
    assert "KZ1" in run["answer"]["text"] or "D1" in run["answer"]["text"]
    assert run["answer"]["headline"] is None


def test_a_chat_takes_one_question_at_a_time(scripted: Client) -> None:
    chat = scripted.post("/chats", {"drawing_ids": [scripted.sample()]})["id"]
    run = scripted.ask("endless", chat=chat)
    problem = scripted.post(f"/chats/{chat}/messages", {"text": "another"}, expect=409)
    assert (problem["code"], run in problem["detail"]) == ("run_under_way", True)
    scripted.post(f"/runs/{run}/cancel", expect=202)
    scripted.ended(run)
    scripted.ended(scripted.ask("and now?", chat=chat))


def test_the_agent_asks_and_goes_on_with_the_answer(scripted: Client) -> None:
    run = scripted.ask("What is the height?")
    events = scripted.events(run)
    question = next(event for event in events if event["type"] == "question")
    assert question["data"]["choices"] == ["3.3 m", "3.6 m"]
    scripted.post(f"/runs/{run}/answer", {"text": "3.3 m"}, expect=202)
    rest = list(events)
    assert rest[-1]["data"]["status"] in ("answered", "refused")
    assert [event["seq"] for event in rest] == list(range(question["seq"] + 1, question["seq"] + 1 + len(rest)))
    assert scripted.post(f"/runs/{run}/answer", {"text": "3.6 m"}, expect=409)["code"] == "not_waiting"


def test_a_waiting_run_shows_what_it_asks(scripted: Client) -> None:
    run = scripted.ask("What is the height?")
    scripted.until(run, "question")
    waiting = next(found for _ in itertools.repeat(0) if (found := scripted.run(run))["status"] == "waiting")
    assert waiting["question"]["question"]["en"] == "Which storey height?"
    scripted.post(f"/runs/{run}/cancel", expect=202)
    assert scripted.run(run)["status"] == "cancelled"
    assert [event["type"] for event in scripted.events(run)][-2:] == ["answer", "run_finished"]


def test_stopping_takes_less_than_a_second(scripted: Client) -> None:
    run = scripted.ask("endless")
    events = scripted.events(run)
    token = next(event for event in events if event["type"] == "token")
    scripted.post(f"/runs/{run}/cancel", expect=202)
    last = list(events)[-1]
    assert (last["type"], last["data"]["status"]) == ("run_finished", "cancelled")
    assert last["at"] - token["at"] < 1.0
    assert scripted.run(run)["status"] == "cancelled"
    scripted.post(f"/runs/{run}/cancel", expect=202)
    assert [e["type"] for e in scripted.events(run)].count("run_finished") == 1


def test_a_failed_run_is_taken_up_where_it_stopped(scripted: Client) -> None:
    run = scripted.ask("broken once")
    failed = scripted.ended(run)
    assert failed["status"] == "failed"
    assert failed["reason"]["en"]
    again = scripted.post(f"/runs/{run}/retry", expect=202)
    assert scripted.ended(again["id"])["answer"]["text"] == "ok"
    assert scripted.post(f"/runs/{again['id']}/retry", expect=409)["code"] == "not_failed"


def test_a_long_tool_is_a_job_of_its_own(scripted: Client) -> None:
    run = scripted.ask("Use the long tool.")
    events = list(scripted.events(run))
    started = {event["data"]["tool"]: event["data"] for event in events if event["type"] == "tool_started"}
    assert started["look"]["long"]
    finished = [event["data"]["tool"] for event in events if event["type"] == "tool_finished"]
    assert sorted(finished) == ["count_marks", "list_sheets", "look"]
    assert '"kind": "tool"' in scripted.service.log("tools")


def test_events_may_come_together(scripted: Client) -> None:
    run = scripted.ask("one message for many")
    scripted.ended(run)
    address = f"{scripted.service.sockets}/runs/{run}/events?together=true&after=1"
    with connect(address) as socket:
        messages = [json.loads(message) for message in socket]
    assert [event for message in messages for event in message] == list(scripted.events(run, after=1))
    assert len(messages) < sum(len(message) for message in messages)


@pytest.mark.parametrize("text", ["", "x" * 9000])
def test_a_question_has_a_sane_length(client: Client, text: str) -> None:
    chat = client.post("/chats", {"drawing_ids": [client.sample()]})["id"]
    assert client.post(f"/chats/{chat}/messages", {"text": text}, expect=422)["code"] == "bad_request"
