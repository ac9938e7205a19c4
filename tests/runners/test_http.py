"""`context.http` in both languages: through a real runner to stand-ins that only a proxy finds."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker, Runner
from tests.runners.languages import LANGUAGES, Language
from tests.standins.beside import beside
from tests.standins.proxy import HttpProxyStandIn
from tests.standins.web import Canned, WebStandIn

HOST = "api.example.com"
SECRET = "s3cr3t-of-the-source"


@dataclass
class World:
    """A web server by the name of `HOST`, and a runner of each language whose proxy knows it."""

    web: WebStandIn
    place: str
    other: str
    runners: dict[str, Runner]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    web = WebStandIn()
    proxy = HttpProxyStandIn({HOST: "127.0.0.1", "other.example.com": "127.0.0.1"})
    with beside(web, proxy):
        runners = {one.name: Runner(one, "--outbound-proxy", proxy.url()) for one in LANGUAGES}
        port = web.url.rpartition(":")[2]
        try:
            yield World(web, f"{HOST}:{port}", f"other.example.com:{port}", runners)
        finally:
            for runner in runners.values():
                runner.stop()


@pytest.fixture
async def tell(world: World, language: Language) -> AsyncIterator[Callable[..., Any]]:
    """Runs code that may reach `allowed`, for secrets; the reply."""
    world.web.answers.clear()
    world.web.seen.clear()
    world.web.put("/fact", Canned(body=b'{"fact": "\xc3\xbc"}', headers={"X-Told": "a"}))
    async with world.runners[language.name].channel() as channel:
        asker = Asker(channel)

        async def ask(
            code: str, *allowed: str, any_public: bool = False, most_bytes: int = 0
        ) -> pb.FetchDataReply:
            egress = pb.Egress(
                hosts=allowed or [world.place, world.other],
                any_public=any_public,
                most_bytes=most_bytes,
            )
            text = code.replace("{place}", world.place).replace("{other}", world.other)
            return await asker.test(
                text, egress=egress, secrets={"key": SECRET}, deadline_ms=10_000
            )

        yield ask


def code(language: Language, python: str, javascript: str) -> str:
    """One of two bodies of the function."""
    return language.doing(python if language.name == "python" else javascript)


async def test_an_answer(world: World, language: Language, tell: Callable[..., Any]) -> None:
    reply = await tell(
        code(
            language,
            "r = context.http.get('http://{place}/fact?a=1', params={'b': ['2', '3']},"
            " headers={'X-Own': 'x'}); return [r.status, r.ok, r.json(), r.text,"
            " r.headers['x-told'], len(r.content)]",
            "const r = await context.http.get('http://{place}/fact?a=1', {params: {b: [2, 3]},"
            " headers: {'X-Own': 'x'}}); return [r.status, r.ok, r.json(), r.text(),"
            " r.headers.get('x-told'), r.content.length]",
        )
    )
    assert not reply.HasField("error"), reply.error
    assert json.loads(reply.data) == [200, True, {"fact": "ü"}, '{"fact": "ü"}', "a", 14]
    (seen,) = world.web.seen
    assert (seen.query["a"], seen.headers["X-Own"]) == ("1", "x")
    (call,) = reply.calls
    assert (call.method, call.url, call.status) == ("GET", f"http://{world.place}/fact", 200)
    assert (call.bytes_sent, call.bytes_received, call.refusal) == (0, 14, "")
    assert call.ms > 0


async def test_bodies(world: World, language: Language, tell: Callable[..., Any]) -> None:
    await tell(
        code(
            language,
            "p = context.http.post; u = 'http://{place}/fact'; p(u, json={'a': 1});"
            " p(u, data={'a': 'ü'}); p(u, data=b'\\0\\xff'); p(u, data='text');"
            " context.http.request('delete', u)",
            "const p = context.http.post, u = 'http://{place}/fact'; await p(u, {json: {a: 1}});"
            " await p(u, {data: {a: 'ü'}}); await p(u, {data: new Uint8Array([0, 255])});"
            " await p(u, {data: 'text'}); await context.http.request('delete', u)",
        )
    )
    assert [(seen.method, seen.body.replace(b" ", b"")) for seen in world.web.seen] == [
        ("POST", b'{"a":1}'),
        ("POST", b"a=%C3%BC"),
        ("POST", b"\0\xff"),
        ("POST", b"text"),
        ("DELETE", b""),
    ]
    types = [seen.headers.get("Content-Type", "").partition(";")[0] for seen in world.web.seen]
    assert types == [
        "application/json",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "text/plain",
        "",
    ]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, pb.Error.UNAUTHORIZED),
        (403, pb.Error.UNAUTHORIZED),
        (404, pb.Error.NOT_FOUND),
        (429, pb.Error.RATE_LIMITED),
        (500, pb.Error.CODE_ERROR),
    ],
)
async def test_statuses(
    world: World, language: Language, tell: Callable[..., Any], status: int, kind: int
) -> None:
    world.web.put("/fails", Canned(status=status, headers={"Retry-After": "7"}))
    reply = await tell(
        code(
            language,
            "context.http.get('http://{place}/fails?key=1').raise_for_status()",
            "(await context.http.get('http://{place}/fails?key=1')).raiseForStatus()",
        )
    )
    assert reply.error.kind == kind
    assert f"HTTP {status} from http://{world.place}/fails" in reply.error.message
    assert "key=1" not in reply.error.message
    assert reply.error.retry_after_seconds == (7 if status == 429 else 0)


REFUSED = (
    "http://elsewhere.example.com/",
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://169.254.169.254/",
    "http://user@{place}/",
    "ftp://{place}/",
)


async def test_refusals(world: World, language: Language, tell: Callable[..., Any]) -> None:
    reply = await tell(
        code(
            language,
            "found = []\n"
            f"    for url in {REFUSED!r}:\n"
            "        try: context.http.get(url)\n"
            "        except Exception as error: found.append([type(error).__name__, str(error)])\n"
            "    return found",
            "const found = [];\n"
            f"    for (const url of {json.dumps(REFUSED)}) {{\n"
            "      try { await context.http.get(url); }\n"
            "      catch (error) { found.push([error.name, error.message]); }\n"
            "    }\n"
            "    return found",
        )
    )
    found = json.loads(reply.data)
    assert [name for name, _ in found] == ["HttpError"] * len(REFUSED)
    assert "not among the hosts" in found[0][1]
    assert [call.refusal for call in reply.calls] == [message for _, message in found]
    assert not world.web.seen


async def test_nothing_is_reached_without_being_allowed(
    world: World, language: Language, tell: Callable[..., Any]
) -> None:
    async with world.runners[language.name].channel() as channel:
        get = code(
            language,
            "context.http.get('http://{place}/')",
            "await context.http.get('http://{place}/')",
        )
        reply = await Asker(channel).test(get.replace("{place}", world.place))
    assert "not among the hosts" in reply.error.message
    assert not world.web.seen


async def test_placeholders(world: World, language: Language, tell: Callable[..., Any]) -> None:
    get = code(
        language,
        "key = context.placeholder('key'); context.http.get('http://{place}/fact',"
        " params={'key': key}, headers={'X-Key': key}); return key",
        "const key = context.placeholder('key'); await context.http.get('http://{place}/fact',"
        " {params: {key}, headers: {'X-Key': key}}); return key",
    )
    reply = await tell(get)
    assert not reply.HasField("error"), reply.error
    (seen,) = world.web.seen
    assert (seen.query["key"], seen.headers["X-Key"]) == (SECRET, SECRET)
    assert SECRET not in reply.data
    assert reply.calls[0].url == f"http://{world.place}/fact"
    refused = await tell(get, "elsewhere.example.com", any_public=True)
    assert "declared by name" in refused.error.message
    assert len(world.web.seen) == 1


async def test_redirects(world: World, language: Language, tell: Callable[..., Any]) -> None:
    world.web.put("/a", Canned(status=302, headers={"Location": f"http://{world.other}/fact"}))
    world.web.put("/b", Canned(status=302, headers={"Location": "http://169.254.169.254/"}))
    reply = await tell(
        code(
            language,
            "r = context.http.get('http://{place}/a',"
            " headers={'X-Key': context.placeholder('key')}); context.http.get('http://{place}/b')",
            "const r = await context.http.get('http://{place}/a',"
            " {headers: {'X-Key': context.placeholder('key')}});"
            " await context.http.get('http://{place}/b')",
        )
    )
    assert [seen.headers.get("X-Key") for seen in world.web.seen] == [SECRET, None, None]
    assert [call.status for call in reply.calls] == [302, 200, 302, 0]
    assert "address" in reply.error.message


async def test_many_at_a_time(world: World, language: Language, tell: Callable[..., Any]) -> None:
    for number in range(20):
        world.web.put(f"/{number}", Canned(body=str(number).encode(), delay_seconds=0.2))
    reply = await tell(
        code(
            language,
            "from concurrent.futures import ThreadPoolExecutor\n"
            "    def one(n):\n"
            "        context.log(n)\n"
            "        return context.http.get(f'http://{place}/{n}').json()\n"
            "    with ThreadPoolExecutor(20) as pool: return list(pool.map(one, range(20)))",
            "const one = async (n) => { context.log(n);\n"
            "      return (await context.http.get(`http://{place}/${n}`)).json(); };\n"
            "    return await Promise.all([...Array(20).keys()].map(one))",
        )
    )
    assert not reply.HasField("error"), reply.error
    assert json.loads(reply.data) == list(range(20))
    assert len(reply.logs) == 20


async def test_bytes_are_capped(world: World, language: Language, tell: Callable[..., Any]) -> None:
    world.web.put("/large", Canned(body=b"x" * 3_000_000))
    get = code(
        language,
        "return len(context.http.get('http://{place}/large').content)",
        "return (await context.http.get('http://{place}/large')).content.length",
    )
    assert json.loads((await tell(get)).data) == 3_000_000
    assert "2000000 bytes" in (await tell(get, most_bytes=2_000_000)).error.message


async def test_a_call_that_ends_meanwhile(
    world: World, language: Language, tell: Callable[..., Any]
) -> None:
    world.web.put("/slow", Canned(delay_seconds=5))
    reply = await tell(
        code(
            language,
            "import threading; threading.Thread(target=context.http.get,"
            " args=('http://{place}/slow',), daemon=True).start(); time.sleep(0.2); return 1",
            "context.http.get('http://{place}/slow');"
            " await new Promise((done) => setTimeout(done, 200)); return 1",
        )
    )
    assert json.loads(reply.data) == 1
    assert [call.refusal for call in reply.calls] == ["it was not done in time"]


FRAMES = (
    "48000000000000000000000000",  # nothing
    "4804000000000000000000000000000000",  # a head of no bytes
    "48040000000000000000000000ffffffff",  # a longer one than there is
    "48060000000000000000000000020000007b7d",  # a head without what it needs
    "48ffffffff0000000000000000",  # more than is read
)


@pytest.mark.parametrize("frame", FRAMES)
async def test_any_bytes(
    world: World, language: Language, tell: Callable[..., Any], frame: str
) -> None:
    reply = await tell(language.lasting(5, f"raw('{frame}')"))
    assert reply.error.kind == pb.Error.INVALID_ANSWER
    assert "descriptor through which it answers" in reply.error.message


async def test_hosts_that_are_none(
    world: World, language: Language, tell: Callable[..., Any]
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await tell(language.returning(1), "127.0.0.1")
    assert raised.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "egress.hosts" in str(raised.value.details())
