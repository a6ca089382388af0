"""The scale of a sheet over HTTP, and in the answers that follow."""

from tests.api.client import Client

AXES = [[72.0, 214.0], [132.0, 214.0]]  # axes 1 and 2 of the sample stand 6000 mm apart, at 1:100


def test_a_scale_is_checked_by_dimensions_then_confirmed_by_a_user_then_taken_back(client: Client) -> None:
    drawing = client.sample()
    path = f"/drawings/{drawing}/sheets/1/scale"
    found = client.get(path)
    assert (found["state"], found["source"], found["ratio"], found["printed"]) == (
        "confirmed",
        "dimensions",
        "100",
        "100",
    )
    assert not found["disputed"]
    given = client.call("PUT", path, json={"line": AXES, "length": "6.0", "unit": "m"})
    assert (given["state"], given["source"], given["ratio"], given["by"]) == ("confirmed", "user", "100", "local")
    assert client.call("DELETE", path)["source"] == "dimensions"


def test_a_corrected_scale_is_what_the_agent_goes_by(client: Client) -> None:
    drawing = client.sample()
    path = f"/drawings/{drawing}/sheets/1/scale"
    assert client.call("PUT", path, json={"line": AXES, "length": "3000"})["ratio"] == "50"
    answer = client.ended(client.ask("What is the scale of the drawing?"))["answer"]
    assert answer["status"] == "answered", answer
    assert answer["text"].startswith("The scale that you confirmed: 1:50")
    (given,) = [q for q in answer["quantities"] if q["id"] == answer["headline"]]
    assert (given["value"], given["kind"], given["sources"][0]["method"]) == ("50", "given", "user")
    client.call("DELETE", path)


def test_what_cannot_be_a_scale_is_refused(client: Client) -> None:
    path = f"/drawings/{client.sample()}/sheets/1/scale"
    close = client.call("PUT", path, json={"line": [[1, 1], [1.1, 1]], "length": "5"}, expect=422)
    assert close["code"] == "line_too_short"
    client.call("PUT", path, json={"line": AXES, "length": "-5"}, expect=422)
    client.call("PUT", path, json={"line": AXES, "length": "5", "unit": "kg"}, expect=422)
    client.get(f"/drawings/{client.sample()}/sheets/7/scale", expect=404)
