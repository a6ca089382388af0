"""Nobody gets in who should not: tokens, keys with scopes, roles, tenants apart."""

from pathlib import Path

from api.auth import shown_by, token_for
from api.settings import Settings
from tests.api.client import Client, sample_bytes
from tests.api.people import add_user, signed_in
from tests.services import Service


def test_nobody_is_signed_in_by_themselves(guarded: Service) -> None:
    with Client(guarded) as stranger:
        assert stranger.call("GET", "/drawings", expect=401)["code"] == "not_signed_in"
    with Client(guarded, token="lt_invented") as stranger:
        assert stranger.call("GET", "/drawings", expect=401)["code"] == "not_signed_in"


def test_what_belongs_to_another_user_does_not_exist(guarded: Service, ada: Client) -> None:
    drawing = ada.upload(sample_bytes())["drawing"]["id"]
    ada.read(drawing)
    chat = ada.post("/chats", {"drawing_ids": [drawing]})["id"]
    run = ada.ask("How many D2?", chat=chat)
    batch = ada.post("/batches", {"drawing_ids": [drawing], "questions": ["How many D1?"]}, expect=202)["id"]
    ada.ended(run)
    paths = [f"/drawings/{drawing}", f"/drawings/{drawing}/status", f"/drawings/{drawing}/sheets/1/image",
             f"/drawings/{drawing}/sheets/1/text", f"/chats/{chat}", f"/runs/{run}", f"/jobs/{run}",
             f"/batches/{batch}", f"/batches/{batch}/results"]  # fmt: skip
    with signed_in(guarded, "bo") as bo:
        for path in paths:
            assert bo.call("GET", path, expect=404)["code"] == "not_found", path
        for method, path in (("DELETE", f"/drawings/{drawing}"), ("DELETE", f"/chats/{chat}"),
                             ("POST", f"/runs/{run}/cancel"), ("POST", f"/batches/{batch}/cancel")):  # fmt: skip
            assert bo.call(method, path, expect=404)["code"] == "not_found", path
        body = {"drawing_ids": [drawing], "questions": ["How many D1?"]}
        assert bo.post("/batches", body, expect=404)["code"] == "not_found"
        assert drawing not in {each["id"] for each in bo.get("/drawings")}


def test_a_key_does_what_its_scopes_say_until_it_is_deleted(guarded: Service, ada: Client) -> None:
    made = ada.post("/auth/keys", {"name": "reports", "scopes": ["read"]})
    assert made["key"].startswith("lt_")
    assert all("key" not in each or each["key"] is None for each in ada.get("/auth/keys"))
    with Client(guarded, token=made["key"]) as program:
        assert program.get("/drawings") == ada.get("/drawings")
        refused = program.call("POST", "/chats", json={"drawing_ids": []}, expect=403)
        assert refused["code"] == "not_allowed"
        assert "write" in refused["detail"]
        ada.call("DELETE", f"/auth/keys/{made['id']}", expect=204)
        program.call("GET", "/drawings", expect=401)


def test_only_an_operator_gets_a_key_to_operate(ada: Client, root: Client) -> None:
    body = {"name": "all", "scopes": ["read", "write", "operate"]}
    assert ada.post("/auth/keys", body, expect=403)["code"] == "not_allowed"
    assert root.post("/auth/keys", body)["scopes"] == ["read", "write", "operate"]


def test_revoking_and_a_new_password_void_the_tokens_given_so_far(guarded: Service) -> None:
    with signed_in(guarded, "bo") as first:
        first.call("POST", "/auth/revoke", expect=204)
        first.call("GET", "/me", expect=401)
    with signed_in(guarded, "bo") as second:
        add_user(guarded, "bo")
        second.call("GET", "/me", expect=401)
    with signed_in(guarded, "bo") as third:
        assert third.get("/me")["role"] == "user"


def test_keys_that_sign_tokens_are_rotated(tmp_path: Path) -> None:
    old = Settings(data=tmp_path, secrets=("the old key of thirty-two letters!",), _env_file=None)
    token = token_for("ada", old)
    both = Settings(data=tmp_path, secrets=("the new key of thirty-two letters!", *old.secrets), _env_file=None)
    assert (shown := shown_by(token, both)) is not None
    assert shown.user == "ada"
    assert shown_by(token_for("ada", both), old) is None
    assert shown_by(token, Settings(data=tmp_path, secrets=both.secrets[:1], _env_file=None)) is None


def test_an_unsigned_or_foreign_token_is_refused(tmp_path: Path) -> None:
    import jwt

    settings = Settings(data=tmp_path, secrets=("a key of at least thirty-two letters" * 2,), _env_file=None)
    claims = {"sub": "ada", "iss": "liangtu", "aud": "liangtu", "iat": 1, "exp": 9_999_999_999}
    for key, algorithm in (("", "none"), ("x" * 40, "HS256"), (settings.secrets[0], "HS512")):
        assert shown_by(jwt.encode(claims, key, algorithm=algorithm), settings) is None
    for missing in ("exp", "aud", "iss", "sub", "iat"):
        less = {name: value for name, value in claims.items() if name != missing}
        assert shown_by(jwt.encode(less, settings.secrets[0], algorithm="HS256"), settings) is None
