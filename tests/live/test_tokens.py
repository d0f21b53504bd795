"""Bearer tokens come from an endpoint, a file, Amazon or nowhere, and no secret shows."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from kafkalint.live.settings import Tokens
from kafkalint.live.tokens import TokenProblem, token

PLANTED = "Xu7-planted-secret"


def claims(text: str) -> dict[str, object]:
    middle = text.split(".")[1]
    read: dict[str, object] = json.loads(
        base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))
    )
    return read


def made(**about: object) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, about)]
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), ""])


Endpoint = Callable[[int, str], str]


@pytest.fixture
def asked() -> list[tuple[str, str]]:
    """What an endpoint was asked: the Authorization header and the body."""
    return []


@pytest.fixture
def endpoint(asked: list[tuple[str, str]]) -> Iterator[Endpoint]:
    servers: list[HTTPServer] = []

    def start(status: int, body: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                asked.append((self.headers["Authorization"], self.rfile.read(length).decode()))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/token"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class TestEndpoint:
    def test_it_is_asked_with_the_clients_credentials(
        self, endpoint: Endpoint, asked: list[tuple[str, str]]
    ) -> None:
        jwt = made(sub="audit", exp=2_000_000_000)
        url = endpoint(200, json.dumps({"access_token": jwt}))

        found = token(Tokens("endpoint", url, "me", PLANTED, "kafka"))

        assert found == (jwt, 2_000_000_000.0, "audit")
        ((authorization, body),) = asked
        login = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        assert login == f"me:{PLANTED}"
        assert parse_qs(body) == {"grant_type": ["client_credentials"], "scope": ["kafka"]}

    def test_a_token_need_not_be_a_jwt(self, endpoint: Endpoint) -> None:
        url = endpoint(200, json.dumps({"access_token": "opaque"}))
        found = token(Tokens("endpoint", url, "me", PLANTED))
        assert found.text == "opaque"
        assert found.expires_at > time.time()

    @pytest.mark.parametrize(
        ("status", "body", "says"),
        [
            (401, "{}", "answers 401"),
            (200, "not json", "cannot be asked"),
            (200, "{}", "without an access_token"),
            (200, "[]", "without an access_token"),
        ],
    )
    def test_why_it_gives_none_is_told(
        self, endpoint: Endpoint, status: int, body: str, says: str
    ) -> None:
        with pytest.raises(TokenProblem, match=says) as problem:
            token(Tokens("endpoint", endpoint(status, body), "me", PLANTED))
        assert PLANTED not in str(problem.value)

    def test_one_that_is_not_there_is_told(self) -> None:
        with pytest.raises(TokenProblem, match="cannot be asked"):
            token(Tokens("endpoint", "http://127.0.0.1:1/token", "me", PLANTED))


class TestFile:
    def test_it_holds_a_token(self, tmp_path: Path) -> None:
        path = tmp_path / "token"
        path.write_text(f"{made(sub='audit')}\n")
        assert token(Tokens("file", str(path))).subject == "audit"

    def test_one_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(TokenProblem, match="No such file"):
            token(Tokens("file", str(tmp_path / "token")))


def test_an_unsecured_one_names_its_subject() -> None:
    found = token(Tokens("unsecured", subject="alice"))

    assert claims(found.text)["sub"] == "alice"
    assert found.text.endswith(".")
    assert found.expires_at > time.time()


class TestAmazon:
    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    def test_a_token_is_a_signed_question_to_connect(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", PLANTED)

        found = token(Tokens("msk", region="eu-west-1"))

        url = base64.urlsafe_b64decode(found.text + "=" * (-len(found.text) % 4)).decode()
        query = parse_qs(urlparse(url).query)
        assert urlparse(url).hostname == "kafka.eu-west-1.amazonaws.com"
        assert query["Action"] == ["kafka-cluster:Connect"]
        assert query["X-Amz-Credential"][0].startswith("AKIAEXAMPLE/")
        assert PLANTED not in url
        assert found.expires_at > time.time()

    def test_a_profile_may_be_named(self, tmp_path: Path) -> None:
        (tmp_path / "credentials").write_text(
            f"[audit]\naws_access_key_id=AKIAPROFILE\naws_secret_access_key={PLANTED}\n"
        )
        found = token(Tokens("msk", region="eu-west-1", profile="audit"))
        url = base64.urlsafe_b64decode(found.text + "=" * (-len(found.text) % 4)).decode()
        assert "AKIAPROFILE" in url

    @pytest.mark.parametrize("profile", ["", "nobody"])
    def test_without_credentials_there_is_none(
        self, monkeypatch: pytest.MonkeyPatch, profile: str
    ) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(TokenProblem, match="AWS's credentials"):
            token(Tokens("msk", region="eu-west-1", profile=profile))
