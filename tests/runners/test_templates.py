"""The code that new sources begin with, on their runners, against an API that answers."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from backend.models.sources import SourceKind
from backend.sources.templates import templates
from backend.sources.user_code import interpret
from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker, Runner
from tests.runners.languages import LANGUAGES, PYTHON, Language
from tests.standins.beside import beside
from tests.standins.proxy import HttpProxyStandIn
from tests.standins.web import Canned, WebStandIn

HOST = "api.example.com"

KNOWN = {"malicious": True, "score": 80, "tags": ["example"], "reports": 3}


@pytest.fixture(scope="module")
def runners() -> Iterator[dict[str, Runner]]:
    """A runner of each language whose outbound proxy knows the API."""
    proxy = HttpProxyStandIn({HOST: "127.0.0.1"})
    with beside(proxy):
        started = {one.name: Runner(one, "--outbound-proxy", proxy.url()) for one in LANGUAGES}
        try:
            yield started
        finally:
            for runner in started.values():
                runner.stop()


@pytest.fixture
async def ask(runners: dict[str, Runner], language: Language) -> AsyncIterator[Asker]:
    async with runners[language.name].channel() as channel:
        yield Asker(channel)


@pytest.fixture
async def web() -> AsyncIterator[WebStandIn]:
    async with WebStandIn() as server:
        yield server


@pytest.fixture
def code(language: Language) -> str:
    kind = SourceKind.PYTHON if language is PYTHON else SourceKind.JAVA_SCRIPT
    return templates()[kind]


async def answers(ask: Asker, code: str, web: WebStandIn, canned: Canned) -> Any:
    """The reply of a template whose API answers so about a value that has to be quoted."""
    url = web.put("/lookup/http://example.com/?a=b", canned).removesuffix("http://example.com/?a=b")
    place = url.removeprefix("http://127.0.0.1").partition("/")[0]
    return await ask.test(
        code,
        data="http://example.com/?a=b",
        kind="URL",
        settings=json.dumps({"url": url.replace("127.0.0.1", HOST)}),
        egress=pb.Egress(hosts=[HOST + place]),
    )


async def test_it_is_accepted(ask: Asker, code: str) -> None:
    await ask.update("template", code)


async def test_what_the_api_knows_becomes_an_answer(ask: Asker, code: str, web: WebStandIn) -> None:
    reply = await answers(ask, code, web, Canned(body=json.dumps(KNOWN).encode()))
    assert not reply.HasField("error"), reply.error
    answer = interpret(json.loads(reply.data))
    assert (answer.found, answer.verdict, answer.score) == (True, "MALICIOUS", 80)
    assert (answer.tags, answer.elements[0].value, answer.raw) == (("example",), 3, KNOWN)


@pytest.mark.parametrize(
    ("canned", "expected"),
    [
        (Canned(status=404), (pb.Error.NOT_FOUND, None)),
        (Canned(status=401), (pb.Error.UNAUTHORIZED, None)),
        (Canned(status=403), (pb.Error.UNAUTHORIZED, None)),
        (Canned(status=429, headers={"Retry-After": "60"}), (pb.Error.RATE_LIMITED, 60)),
        (Canned(status=429), (pb.Error.RATE_LIMITED, None)),
        (Canned(status=500), (pb.Error.CODE_ERROR, None)),
        (Canned(body=b"not JSON"), (pb.Error.CODE_ERROR, None)),
    ],
)
async def test_what_else_the_api_answers_becomes_a_typed_error(
    ask: Asker, code: str, web: WebStandIn, canned: Canned, expected: tuple[int, float | None]
) -> None:
    error = (await answers(ask, code, web, canned)).error
    retry = error.retry_after_seconds if error.HasField("retry_after_seconds") else None
    assert (error.kind, retry) == expected
