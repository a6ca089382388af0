"""Sheets over HTTP: tiles, the list with titles, searching, suggestions, and names."""

from io import BytesIO

from PIL import Image

from tests.api.client import Client, sample_bytes


def size_of(png: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(png)).size


def test_a_tile_is_rendered_once_and_then_only_confirmed(client: Client) -> None:
    path = f"/drawings/{client.sample()}/sheets/1/tiles/2/1/1"
    first = client.http.get(path)
    assert first.status_code == 200
    assert size_of(first.content) == (514, 514)
    assert "immutable" in first.headers["cache-control"]
    again = client.http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert client.http.get(path).content == first.content


def test_tiles_beyond_the_sheet_do_not_exist(client: Client) -> None:
    sheet = f"/drawings/{client.sample()}/sheets/1/tiles"
    assert size_of(client.get(f"{sheet}/0/0/0")) == (512, 362)
    for place in ("0/1/0", "2/4/0", "30/0/0"):
        client.get(f"{sheet}/{place}", expect=404)
    client.get(f"/drawings/{client.sample()}/sheets/9/tiles/0/0/0", expect=404)


def test_the_sheets_are_listed_with_their_titles(client: Client) -> None:
    (sheet,) = client.get(f"/drawings/{client.sample()}/sheets")
    assert (sheet["page"], sheet["number"], sheet["tile"]) == (1, "A-101", 512)
    assert "Ground Floor Plan" in sheet["title"]
    assert sheet["notes"][0]["ratio"] == "100"
    assert sheet["levels"] >= 5


def test_a_text_is_found_on_all_sheets(client: Client) -> None:
    found = client.get(f"/drawings/{client.sample()}/find", params={"text": "kz 1"})
    assert found["total"] == len(found["lines"]) >= 6
    assert {line["page"] for line in found["lines"]} == {1}
    assert client.get(f"/drawings/{client.sample()}/find", params={"text": "zzz"}) == {"total": 0, "lines": []}


def test_suggestions_can_be_answered(client: Client) -> None:
    questions = client.get(f"/drawings/{client.sample()}/suggestions")
    assert 2 <= len(questions) <= 5
    run = client.ended(client.ask(questions[0]["zh"]))
    assert run["answer"]["status"] == "answered"
    assert run["answer"]["headline"]


def test_drawings_and_chats_are_renamed(client: Client) -> None:
    drawing = client.sample()
    name = client.get(f"/drawings/{drawing}")["name"]
    assert client.call("PATCH", f"/drawings/{drawing}", json={"name": "../图纸\u0007 A.pdf"})["name"] == "图纸 A.pdf"
    client.call("PATCH", f"/drawings/{drawing}", json={"name": name})
    chat = client.post("/chats", {"drawing_ids": [drawing]})["id"]
    assert client.call("PATCH", f"/chats/{chat}", json={"title": "门窗"})["title"] == "门窗"
    assert client.get(f"/chats/{chat}")["title"] == "门窗"
    client.call("PATCH", f"/chats/{chat}", json={"title": ""}, expect=422)


def test_a_drawing_that_is_still_being_read_lists_its_sheets_without_titles(client: Client) -> None:
    drawing = client.upload(sample_bytes(), "fresh.pdf")["drawing"]["id"]
    listed = []
    while not listed:
        listed = client.get(f"/drawings/{drawing}/sheets")
    assert listed[0]["page"] == 1
    assert listed[0]["number"] in ("", "A-101")
    client.read(drawing)
    assert client.get(f"/drawings/{drawing}/sheets")[0]["number"] == "A-101"
