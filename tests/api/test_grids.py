"""Batches as the page shows them."""

import time

from tests.api.client import Client


def test_a_batch_is_listed_with_every_pair(client: Client) -> None:
    drawing = client.sample()
    questions = ["How many KZ1?", "KZ2 有多少个？"]
    batch = client.post("/batches", {"drawing_ids": [drawing], "questions": questions}, expect=202)["id"]
    ends, cells = time.monotonic() + 60, client.get(f"/batches/{batch}/runs")
    while not all(cell["over"] for cell in cells):
        assert time.monotonic() < ends, cells
        time.sleep(0.1)
        cells = client.get(f"/batches/{batch}/runs")
    assert [cell["question"] for cell in cells] == questions
    assert [(cell["value"], cell["unit"], cell["status"]) for cell in cells] == [
        ("6", "nos", "answered"),
        ("4", "nos", "answered"),
    ]
    assert {cell["drawing"] for cell in cells} == {drawing}
    assert client.get("/batches")[0]["id"] == batch
    client.get("/batches/nothing/runs", expect=404)
