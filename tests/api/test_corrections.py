"""What is struck, added or corrected on the page holds in the chat's next question, as it does in the files."""

from typing import Any

from tests.api.client import Client


def headline(client: Client, question: str, chat: str) -> tuple[str, dict[str, Any]]:
    """The run of a question and the quantity that it answers with."""
    run = client.ask(question, chat=chat)
    answer = client.ended(run)["answer"]
    assert answer["status"] == "answered", answer["text"]
    return run, next(each for each in answer["quantities"] if each["id"] == answer["headline"])


def exported(client: Client, chat: str, run: str) -> str:
    rows = client.get(f"/chats/{chat}/quantities")
    return str(next(row["value"] for row in rows if row["run"] == run and row["headline"]))


def review(client: Client, run: str, quantity: str, **made: Any) -> Any:
    return client.call("PUT", f"/runs/{run}/quantities/{quantity}", json=made)


def test_struck_places_are_out_of_the_count_when_it_is_asked_for_again(client: Client) -> None:
    chat = client.post("/chats", {"drawing_ids": [client.sample()]})["id"]
    run, count = headline(client, "How many KZ1 columns are there?", chat)
    struck = [{"sheet": place["sheet"], "box": place["box"]} for place in count["sources"][:2]]
    review(client, run, count["id"], struck=struck)
    _, now = headline(client, "So how many is it now?", chat)
    assert (count["value"], now["value"], exported(client, chat, run)) == ("6", "4", "4")
    assert [place["box"] for place in now["sources"]] == [place["box"] for place in count["sources"][2:]]
    _, twice = headline(client, "Multiply that by 2", chat)
    assert twice["value"] == "8"


def test_a_value_of_the_users_own_is_what_later_questions_reckon_with(client: Client) -> None:
    chat = client.post("/chats", {"drawing_ids": [client.sample()]})["id"]
    run, count = headline(client, "KZ1 有多少根？", chat)
    _, doubled = headline(client, "再乘以 2", chat)
    assert doubled["value"] == "12"
    review(client, run, count["id"], value="7", note="one more in the yard")
    _, now = headline(client, "现在是多少？", chat)
    assert now["value"] == "14"
