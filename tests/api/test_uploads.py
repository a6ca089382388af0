"""Uploads over real HTTP: good files are read, bad ones say what to do, and nothing half-written stays."""

import socket
import time
from pathlib import Path

import ezdxf
import pytest

from tests.api.client import Client, sample_bytes
from tests.kit.test_sources import bad_files


def incoming(client: Client) -> list[Path]:
    return list((client.service.folder / "data" / "incoming").iterdir())


def test_a_drawing_is_accepted_at_once_and_read(client: Client) -> None:
    began = time.monotonic()
    made = client.upload(sample_bytes(), "平面图.pdf")
    assert time.monotonic() - began < 1
    status = client.read(made["drawing"]["id"])
    assert (status["status"], status["sheets"], status["sheets_done"]) == ("ready", 1, 1)
    assert status["workers_alive"] >= 1
    found = client.get(f"/drawings/{made['drawing']['id']}")
    assert found["name"] == "平面图.pdf"
    assert found["sheets"][0]["width"] == pytest.approx(420, abs=0.1)


def test_a_sheet_is_shown_as_a_picture_and_as_text(client: Client) -> None:
    drawing = client.sample()
    png = client.get(f"/drawings/{drawing}/sheets/1/image?width=400")
    assert png.startswith(b"\x89PNG")
    part = client.get(f"/drawings/{drawing}/sheets/1/image?box=80,150,90,158&width=200")
    assert part.startswith(b"\x89PNG")
    text = client.get(f"/drawings/{drawing}/sheets/1/text")
    assert any(line["text"] == "D2" for line in text["lines"])


def deep_blocks(path: Path) -> bytes:
    """A CAD plan with a text beside blocks that are nested thirty levels deep."""
    document = ezdxf.new("R2010")  # type: ignore[attr-defined]
    document.header["$INSUNITS"] = 4
    for n in range(30):
        block = document.blocks.new(f"B{n}")
        block.add_text(f"T{n}", height=100)
        if n:
            block.add_blockref(f"B{n - 1}", (10, 10))
    document.modelspace().add_blockref("B29", (1000, 1000))
    document.modelspace().add_text("D1", height=100)
    document.saveas(path)
    return path.read_bytes()


def test_a_sheet_that_was_read_in_part_says_what_was_left_out(client: Client, tmp_path: Path) -> None:
    made = client.upload(deep_blocks(tmp_path / "deep.dxf"), "deep.dxf")
    status = client.read(made["drawing"]["id"])
    assert status["status"] == "ready"
    (problem,) = status["problems"]
    assert (problem["page"], problem["code"], problem["partial"]) == (1, "nested_too_deep", True)
    assert "nested deeper" in problem["en"]
    assert "嵌套" in problem["zh"]
    assert client.get(f"/drawings/{made['drawing']['id']}")["problems"] == status["problems"]


def test_a_sheet_that_was_read_whole_has_no_problems(client: Client) -> None:
    made = client.upload(sample_bytes())
    assert client.read(made["drawing"]["id"])["problems"] == []


@pytest.mark.parametrize("name", [name for name in bad_files() if name != "900 megapixels"])
def test_a_bad_file_fails_with_what_to_do_and_leaves_the_service_well(client: Client, name: str) -> None:
    response = client.http.post("/drawings/upload", files={"file": ("plan.pdf", bad_files()[name])})
    if response.status_code == 202:
        status = client.read(response.json()["drawing"]["id"])
        assert status["status"] == "failed"
        assert status["error"]["en"]
        assert status["error"]["zh"]
    else:
        assert response.headers["content-type"].startswith("application/problem+json")
        assert response.json()["do"]
    assert incoming(client) == []
    assert client.get("/me")["user"]


def test_a_file_that_is_too_large_is_refused_while_it_comes(client: Client) -> None:
    response = client.http.post("/drawings/upload", files={"file": ("big.pdf", b"%PDF-1.7" + bytes(4 << 20))})
    assert response.status_code == 413
    assert response.json()["do"]
    assert incoming(client) == []


def test_an_upload_that_is_cut_off_leaves_nothing(client: Client) -> None:
    before = len(client.get("/drawings"))
    head = (
        f"POST /api/v1/drawings/upload HTTP/1.1\r\nHost: 127.0.0.1:{client.service.port}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 900000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
    )
    with socket.create_connection(("127.0.0.1", client.service.port)) as wire:
        wire.sendall(head.encode() + bytes(100_000))
    ends = time.monotonic() + 10
    while incoming(client) and time.monotonic() < ends:
        time.sleep(0.1)
    assert incoming(client) == []
    assert len(client.get("/drawings")) == before


def test_an_upload_without_a_file_says_what_to_send(client: Client) -> None:
    problem = client.call("POST", "/drawings/upload", expect=422, data={"wrong": "field"})
    assert problem["do"]


def test_a_removed_drawing_is_gone(client: Client) -> None:
    drawing = client.upload(sample_bytes())["drawing"]["id"]
    client.read(drawing)
    client.call("DELETE", f"/drawings/{drawing}", expect=204)
    client.call("GET", f"/drawings/{drawing}", expect=404)


@pytest.mark.parametrize("path", ["/drawings/none", "/runs/none", "/chats/none", "/jobs/none", "/drawings/none/status"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.call("GET", path, expect=404)["do"]


def test_a_page_of_another_site_may_not_write(client: Client) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
        response = client.http.post("/chats", json={"drawing_ids": []}, headers=headers)
        assert response.status_code in (400, 403, 421), response.text
