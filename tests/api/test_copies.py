"""Correcting and approving quantities over HTTP, and taking an answer along: files, marked sheets, links."""

import io

import httpx
import pymupdf
from openpyxl import load_workbook

from tests.api.client import Client

QUESTION = "How many KZ1 columns are there?"


def answered(client: Client) -> tuple[str, str]:
    """(chat, run) of an answered count of six."""
    chat = client.post("/chats", {"drawing_ids": [client.sample()], "title": "Säulen 柱"})["id"]
    run = client.ask(QUESTION, chat=chat)
    assert client.ended(run)["answer"]["headline"]
    return chat, run


def headline(rows: list[dict[str, object]]) -> dict[str, object]:
    (row,) = [row for row in rows if row["headline"]]
    return row


def test_a_count_is_corrected_by_its_places_and_approved(client: Client) -> None:
    chat, run = answered(client)
    row = headline(client.get(f"/chats/{chat}/quantities"))
    assert (row["value"], row["state"], row["countable"], row["by"]) == ("6", "proposed", True, "rules")
    assert isinstance(row["sources"], list)
    spot = {name: row["sources"][0][name] for name in ("sheet", "box")}
    path = f"/runs/{run}/quantities/{row['quantity']}"
    corrected = headline(client.call("PUT", path, json={"struck": [spot]}))
    assert (corrected["value"], corrected["proposed"], corrected["state"]) == ("5", "6", "corrected")
    approved = headline(client.call("PUT", path, json={"struck": [spot], "approved": True}))
    assert (approved["value"], approved["state"], approved["by"]) == ("5", "approved", "local")
    assert headline(client.get(f"/chats/{chat}/quantities")) == approved
    client.call("PUT", path, json={"value": "many"}, expect=422)
    client.call("PUT", f"/runs/{run}/quantities/q999", json={}, expect=404)


def test_the_quantities_are_taken_along_as_files(client: Client) -> None:
    chat, _ = answered(client)
    text = client.get(f"/chats/{chat}/quantities", params={"format": "csv"}).decode("utf-8-sig")
    assert QUESTION in text
    assert "sheet 1" in text
    book = load_workbook(io.BytesIO(client.get(f"/chats/{chat}/quantities", params={"format": "xlsx"})))
    assert book.active is not None
    assert [cell.value for cell in book.active[2]][3] == 6


def test_the_marked_sheets_show_every_place_by_number(client: Client) -> None:
    _, run = answered(client)
    document = pymupdf.open("pdf", client.get(f"/runs/{run}/marked"))
    assert document.page_count == 2
    legend, sheet = (page.get_text() for page in document)
    assert QUESTION in legend
    assert legend.count("KZ1") >= 6
    assert "not counted" in legend
    plain = pymupdf.open("api/static/sample.pdf")[0]
    assert len(document[1].get_drawings()) >= len(plain.get_drawings()) + 12
    assert document[1].rect == plain.rect
    assert "OFFICE" in sheet


def test_a_link_shows_the_answer_and_its_sheets_and_nothing_else(client: Client) -> None:
    _, run = answered(client)
    link = client.post(f"/runs/{run}/share")
    assert client.post(f"/runs/{run}/share") == link
    copy = client.get(f"/shared/{link['token']}")
    assert copy["run"]["answer"]["headline"]
    drawing = copy["drawings"][0]["id"]
    for path in (f"{drawing}/1/tiles/0/0/0", f"{drawing}/1/image?box=0,0,50,50&width=200"):
        assert client.get(f"/shared/{link['token']}/{path}").startswith(b"\x89PNG")
    client.get(f"/shared/{link['token']}/{'0' * 32}/1/tiles/0/0/0", expect=404)
    client.get(f"/shared/{link['token'].swapcase()}", expect=404)
    assert httpx.get(f"{client.service.address}{link['path']}").status_code == 200
    client.call("DELETE", f"/runs/{run}/share", expect=204)
    client.get(f"/shared/{link['token']}", expect=404)
