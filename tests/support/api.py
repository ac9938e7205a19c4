"""Calls of the API over real HTTP."""

import http.client
import json
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

ANSWER_SECONDS = 30


@dataclass
class Answer:
    """Status, headers (names in lower case), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


@dataclass
class Api:
    """The API at a port, asked with the token known as `admin` unless told otherwise."""

    port: int
    tokens: dict[str, str] = field(default_factory=dict)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = "admin",
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        """One call; `path` below /api/v1."""
        sent = {**self._authorization(token), **(headers or {})}
        payload = json.dumps(body).encode() if body is not None else raw
        if payload is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, f"/api/v1{path}", body=payload, headers=sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def ask(self, *values: str, source_ids: list[str] | None = None, **more: Any) -> dict[str, Any]:
        """Ask and wait; the finished request."""
        body = {"indicators": [{"data": v} for v in values], "wait": True, **more}
        if source_ids is not None:
            body["sourceIds"] = source_ids
        answer = self.call("POST", "/requests", body)
        assert answer.status == http.client.OK, answer.body
        return dict(answer.json())

    def source_ids(self) -> dict[str, str]:
        """Ids by slug."""
        return {source["slug"]: source["id"] for source in self.call("GET", "/sources").json()}

    def switch_off_vendors(self, played: Collection[str] = ()) -> None:
        """Switch the sources off that would ask vendors whom nobody plays."""
        for source in self.call("GET", "/sources").json():
            asks = source["activity"] == "PASSIVE" and source["kind"] == "SYSTEM"
            if asks and source["enabled"] and source["slug"] not in played:
                answer = self.call("PATCH", f"/sources/{source['id']}", {"enabled": False})
                assert answer.status == http.client.NO_CONTENT, answer.body

    def stream(self, path: str, **headers: str) -> Iterator[dict[str, str]]:
        """The events of a stream as they come, each with its fields."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(
                "GET", f"/api/v1{path}", headers={**self._authorization("admin"), **headers}
            )
            answer = connection.getresponse()
            assert answer.status == http.client.OK, answer.read()
            assert answer.headers["content-type"].startswith("text/event-stream")
            fields: dict[str, str] = {}
            for line in answer:
                name, _, value = line.decode().rstrip("\n").partition(":")
                if name:
                    fields[name] = value.removeprefix(" ")
                elif fields:
                    yield fields
                    fields = {}
        finally:
            connection.close()

    def wait_until_ready(self, seconds: float = 20.0) -> None:
        """Return once it says that it is ready."""
        give_up = time.monotonic() + seconds
        while not self._is_ready():
            assert time.monotonic() < give_up, "it was not ready in time"
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return self.call("GET", "/health/ready", token=None).status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    def _authorization(self, token: str | None) -> dict[str, str]:
        return {} if token is None else {"Authorization": f"Token {self.tokens.get(token, token)}"}
