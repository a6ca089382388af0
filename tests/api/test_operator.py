"""What an operator sees and does, and that nobody else can."""

import os
import signal

from tests.api.client import Client, sample_bytes
from tests.services import until


def test_nobody_else_operates(ada: Client, root: Client) -> None:
    for path in ("overview", "jobs", "audit"):
        assert ada.call("GET", f"/operator/{path}", expect=403)["code"] == "not_allowed"
    key = root.post("/auth/keys", {"name": "looks only", "scopes": ["read", "write"]})["key"]
    with Client(root.service, token=key) as program:
        program.call("GET", "/operator/overview", expect=403)


def test_workers_and_queues_are_seen(root: Client) -> None:
    seen = root.get("/operator/overview")
    assert {worker["queue"] for worker in seen["workers"]} == {"runs", "tools"}
    assert all(worker["slots"] >= 1 and worker["version"] for worker in seen["workers"])
    assert set(seen["queues"]) == {"runs", "tools"}


def test_a_failed_job_is_requeued_and_the_trail_tells_it(ada: Client, root: Client) -> None:
    broken = ada.upload(b"%PDF-1.7\nnothing follows", "broken.pdf")
    assert ada.read(broken["drawing"]["id"])["status"] == "failed"
    job = next(each for each in root.get("/operator/jobs?status=failed&user=ada") if each["kind"] == "read")
    assert job["id"] == broken["job"]["id"]
    assert job["reason"]
    assert root.post(f"/operator/jobs/{job['id']}/requeue", expect=202)["job"] == job["id"]
    assert ada.read(broken["drawing"]["id"])["status"] == "failed"
    entry = next(each for each in root.get("/operator/audit") if each["action"] == "job_requeued")
    assert (entry["user"], entry["target"], entry["client"]) == ("root", job["id"], "127.0.0.1")


def test_a_run_of_another_user_is_stopped(ada: Client, root: Client) -> None:
    """Nobody reads for the moment, so that the run waits."""
    tools = ada.service.worker("tools")
    os.kill(tools, signal.SIGSTOP)
    try:
        drawing = ada.upload(sample_bytes())["drawing"]["id"]
        run = ada.ask("How many D2?", drawings=[drawing])
        root.call("POST", f"/operator/jobs/{run}/cancel", expect=202)
        assert ada.ended(run)["status"] == "cancelled"
    finally:
        os.kill(tools, signal.SIGCONT)
    assert root.post(f"/operator/jobs/{run}/requeue", expect=202)["job"] != run
    ada.read(drawing)


def test_deleting_a_drawing_deletes_what_was_made_from_it(ada: Client, root: Client) -> None:
    drawing = ada.upload(sample_bytes())["drawing"]["id"]
    ada.read(drawing)
    chat = ada.post("/chats", {"drawing_ids": [drawing]})["id"]
    run = ada.ask("How many D2?", chat=chat)
    assert ada.ended(run)["status"] == "answered"
    shared = ada.post(f"/runs/{run}/share")["token"]
    ada.call("DELETE", f"/drawings/{drawing}", expect=204)
    until(lambda: ada.http.get(f"/runs/{run}").status_code == 404, "the deletion of the run", 20)
    assert ada.get(f"/chats/{chat}")["messages"] == []
    assert ada.http.get(f"/shared/{shared}").status_code == 404
    data = ada.service.folder / "data"
    assert not (data / "readings" / drawing).exists()
    assert any(each["action"] == "drawing_deleted" for each in root.get("/operator/audit"))


def test_metrics_tell_what_the_alerts_ask_for(root: Client) -> None:
    text = root.http.get(f"{root.service.address}/metrics").text
    for name in ("liangtu_jobs", "liangtu_workers_alive", "liangtu_oldest_queued_seconds", "liangtu_jobs_ended_total",
                 "liangtu_spend_usd_total", "liangtu_tokens_total", "liangtu_disk_free_bytes"):  # fmt: skip
        assert f"\n{name}{{" in text or f"\n{name} " in text, name
