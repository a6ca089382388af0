"""Batches over HTTP: sent twice, as lines, with a webhook, cancelled, and never in a chat's way."""

import hmac
import json
import time
from collections.abc import Iterator
from hashlib import sha256

import pytest

from api.outward import Unreachable, checked, deliver, is_public, resolved
from tests.api.client import Client
from tests.api.listener import Listener
from tests.services import Service, running, until


@pytest.fixture(scope="module")
def open_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One that may call webhooks on this machine, and works on two runs at a time."""
    settings = {"LIANGTU_WEBHOOK_PRIVATE": "true", "LIANGTU_RUN_SLOTS": "2"}
    with running(tmp_path_factory.mktemp("open"), **settings) as service:
        yield service


@pytest.fixture
def sender(open_service: Service) -> Iterator[Client]:
    with Client(open_service) as made:
        yield made


def done(client: Client, batch: str, seconds: float = 60) -> dict[str, object]:
    ends = time.monotonic() + seconds
    while (found := client.get(f"/batches/{batch}"))["status"] not in ("done", "cancelled"):
        assert time.monotonic() < ends, found
        time.sleep(0.1)
    return dict(found)


def results(client: Client, batch: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in client.http.get(f"/batches/{batch}/results").text.splitlines()]


def test_the_same_key_starts_a_batch_once(sender: Client) -> None:
    body = {"drawing_ids": [sender.sample()], "questions": ["How many D2?"]}
    headers = {"Idempotency-Key": "monday"}
    first = sender.call("POST", "/batches", json=body, headers=headers, expect=202)
    assert sender.call("POST", "/batches", json=body, headers=headers, expect=202)["id"] == first["id"]
    other = body | {"questions": ["How many D1?"]}
    refused = sender.call("POST", "/batches", json=other, headers=headers, expect=422)
    assert refused["code"] == "other_request"
    assert sender.post("/batches", body, expect=202)["id"] != first["id"]


def test_lines_are_taken_and_a_bad_one_is_named(sender: Client) -> None:
    drawing = sender.sample()
    lines = [{"id": f"q{n}", "drawing_id": drawing, "question": f"How many D{n}?"} for n in (1, 2)]
    body = "\n".join(json.dumps(line) for line in lines)
    batch = sender.call("POST", "/batches/jsonl", content=body, expect=202)
    assert done(sender, batch["id"])["total"] == 2
    assert {line["id"] for line in results(sender, batch["id"])} == {"q1", "q2"}
    wrong = sender.call("POST", "/batches/jsonl", content=body + '\n{"id": "q3"}', expect=422)
    assert "line 3" in wrong["detail"]
    assert sender.call("POST", "/batches/jsonl", content="", expect=422)["code"] == "bad_request"


def test_a_bad_pair_fails_alone(sender: Client) -> None:
    broken = sender.upload(b"%PDF-1.7\nnothing follows")["drawing"]["id"]
    sender.read(broken)
    pairs = [{"id": "good", "drawing_id": sender.sample(), "question": "How many D2?"},
             {"id": "bad", "drawing_id": broken, "question": "How many D2?"}]  # fmt: skip
    batch = sender.post("/batches", {"pairs": pairs}, expect=202)["id"]
    done(sender, batch)
    assert {line["id"]: line["status"] for line in results(sender, batch)} == {"good": "answered", "bad": "failed"}


def test_the_sender_is_called_once_and_signed(sender: Client) -> None:
    with Listener(503) as listener:
        body = {"drawing_ids": [sender.sample()], "questions": ["How many D2?", "How many D1?"],
                "webhook": {"url": listener.url, "secret": "between us"}}  # fmt: skip
        batch = sender.post("/batches", body, expect=202)["id"]
        done(sender, batch)
        until(lambda: len(listener.taken) == 2, "the webhook's second attempt", 30)
        first, second = listener.taken
    assert first.body == second.body
    assert first.headers["Liangtu-Delivery"] == second.headers["Liangtu-Delivery"]
    told = json.loads(second.body)
    assert (told["batch"], told["status"], told["jobs"]) == (batch, "done", {"done": 2})
    at, mac = (part.partition("=")[2] for part in second.headers["Liangtu-Signature"].split(","))
    assert abs(time.time() - int(at)) < 60
    assert mac == hmac.new(b"between us", f"{at}.".encode() + second.body, sha256).hexdigest()


def test_a_webhook_to_a_private_address_is_never_called(client: Client) -> None:
    """The service of these tests allows no private addresses."""
    with Listener() as listener:
        body = {"drawing_ids": [client.sample()], "questions": ["How many D2?"], "webhook": {"url": listener.url}}
        batch = client.post("/batches", body, expect=202)["id"]
        done(client, batch)

        def refused() -> bool:
            jobs = client.get("/operator/jobs?kind=hook")
            return any(job["attempt"] >= 1 for job in jobs)

        until(refused, "the hook's first attempt", 20)
        assert listener.taken == []
    body["webhook"] = {"url": "ftp://example.com/x"}
    assert "webhook" in client.post("/batches", body, expect=422)["detail"]


def test_a_chat_does_not_stand_behind_a_batch(sender: Client) -> None:
    drawing = sender.sample()
    questions = [f"How many D2? {n}" for n in range(60)]
    batch = sender.post("/batches", {"drawing_ids": [drawing], "questions": questions}, expect=202)["id"]
    run = sender.ask("How many D1?", drawings=[drawing])
    sender.ended(run)
    assert sender.get(f"/batches/{batch}")["done"] < len(questions)
    assert sender.call("POST", f"/batches/{batch}/cancel", expect=202)["status"] == "cancelled"
    found = done(sender, batch)
    assert found["status"] == "cancelled"

    def over() -> bool:
        return bool(sender.get(f"/batches/{batch}")["done"] == len(questions))

    until(over, "the cancelled runs", 20)
    assert {"answered", "cancelled"} >= {str(line["status"]) for line in results(sender, batch)}


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"],
)  # fmt: skip
def test_private_addresses_are_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_public_addresses_are_told(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "http://", "http://user:word@a.example/", "http://a.example:22/"]
)
def test_addresses_that_are_never_called(url: str) -> None:
    with pytest.raises(Unreachable):
        checked(url)


async def test_a_name_that_means_this_machine_is_refused() -> None:
    with pytest.raises(Unreachable, match="private address"):
        await resolved("localhost", 80, private=False)
    with pytest.raises(Unreachable, match="cannot be found"):
        await resolved("no-such-host.invalid", 80, private=True)


async def test_an_error_or_a_redirect_is_no_delivery() -> None:
    with Listener(302, 500) as listener:
        for code in (302, 500):
            with pytest.raises(Unreachable, match=str(code)):
                await deliver(listener.url, b"{}", {}, private=True)
        await deliver(listener.url, b"{}", {}, private=True)
    assert len(listener.taken) == 3
