"""Each way in which a worker's network is kept to its proxy, tried with what libraries do.

A machine without user namespaces is one whose filter forbids them. The web server is on this
machine: what got around the proxy would reach it by its address, and find it by no name.
"""

import dataclasses
import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker, Runner, children_of, eventually, status_of
from tests.runners.languages import LANGUAGES, PYTHON, Language
from tests.standins.beside import beside
from tests.standins.proxy import HttpProxyStandIn
from tests.standins.web import Canned, WebStandIn
from tests.support.authority import Authority

HOST = "api.example.com"
NAMESPACE, BROKERED = "namespace", "brokered"
RIGHTS = ("CapInh", "CapPrm", "CapEff", "CapAmb")


@dataclass
class World:
    """Web servers by the name of `HOST`, and runners by language and way."""

    web: WebStandIn
    secure: WebStandIn
    runners: dict[tuple[str, str], Runner]

    def filled(self, code: str) -> str:
        return (
            code.replace("{place}", self.web.url.replace("http://127.0.0.1", HOST))
            .replace("{secure}", self.secure.url.replace("https://127.0.0.1", HOST))
            .replace("{port}", self.web.url.rpartition(":")[2])
        )


def start(language: Language, way: str, *arguments: str) -> Runner:
    if way == NAMESPACE:
        return Runner(language, *arguments)
    poorer = dataclasses.replace(language, module="tests.runners.filtered")
    before = ("EPERM", "unshare", language.module)
    return Runner(poorer, *arguments, before_arguments=before)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    authority = Authority(tmp_path_factory.mktemp("authority"))
    web, secure = WebStandIn(), WebStandIn()
    secure.tls = authority.server(HOST)
    proxy = HttpProxyStandIn({HOST: "127.0.0.1"})
    with beside(web, secure, proxy):
        for server in (web, secure):
            server.put("/fact", Canned(body=b"a fact"))
        told = ("--outbound-proxy", proxy.url(), "--ca-bundle", str(authority.file))
        runners = {
            (language.name, way): start(language, way, *told)
            for language in LANGUAGES
            for way in (NAMESPACE, BROKERED)
        }
        try:
            yield World(web, secure, runners)
        finally:
            for runner in runners.values():
                runner.stop()


Tell = Callable[..., Any]


@pytest.fixture(params=[NAMESPACE, BROKERED])
async def tell(
    request: pytest.FixtureRequest, world: World, language: Language
) -> AsyncIterator[Tell]:
    """Runs code in one of the ways; the reply."""
    world.web.seen.clear()
    world.secure.seen.clear()
    async with world.runners[language.name, request.param].channel() as channel:
        asker = Asker(channel)
        status: pb.StatusReply = await asker.stub.Status(pb.Empty(), timeout=60)
        assert status.network == request.param

        async def ask(code: str, **more: Any) -> pb.FetchDataReply:
            port = world.web.url.rpartition(":")[2], world.secure.url.rpartition(":")[2]
            egress = pb.Egress(hosts=[f"{HOST}:{one}" for one in port])
            return await asker.test(world.filled(code), egress=egress, deadline_ms=10_000, **more)

        yield ask


PYTHON_ATTEMPTS = """
import asyncio, ctypes, http.client, json, os, socket, ssl, urllib.request

def tried(attempt):
    try:
        return attempt()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

def by_urllib(url, **more):
    return lambda: urllib.request.urlopen(url, timeout=5, **more).read().decode()

def without_environment():
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open("http://{place}/fact", timeout=5).read().decode()

def by_http_client():
    connection = http.client.HTTPConnection("{place}", timeout=5)
    connection.request("GET", "/fact")
    return connection.getresponse().read().decode()

def by_tunnel(place):
    def attempt():
        connection = http.client.HTTPConnection("127.0.0.1", 3128, timeout=5)
        host, port = place.split(":")
        connection.set_tunnel(host, int(port))
        connection.request("GET", "/fact")
        return connection.getresponse().read().decode()
    return attempt

def by_streams():
    async def attempt():
        reader, writer = await asyncio.open_connection("127.0.0.1", 3128)
        writer.write(b"GET http://{place}/fact HTTP/1.1\\r\\n\\r\\n")
        return (await reader.read()).rpartition(b"\\r\\n")[2].decode()
    return asyncio.run(attempt())

def to_machine():
    return f"got around {socket.create_connection(('127.0.0.1', {port}), timeout=2)}"

def by_datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        return plain.sendto(b"x", ("192.0.2.1", 53))

def below_python():
    libc = ctypes.CDLL(None, use_errno=True)
    made = libc.socket(2, 1, 0)
    address = bytes([2, 0]) + ({port}).to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    done = libc.connect(made, address, 16)
    return "got around" if made >= 0 and done == 0 else os.strerror(ctypes.get_errno())

def fetch_data(data, kind):
    unchecked = ssl._create_unverified_context()
    return {
        "urllib": tried(by_urllib("http://{place}/fact")),
        "urllib over TLS": tried(by_urllib("https://{secure}/fact", context=unchecked)),
        "a tunnel": tried(by_tunnel("{place}")),
        "streams": tried(by_streams),
        "urllib elsewhere": tried(by_urllib("http://elsewhere.example.com/")),
        "urllib to an address": tried(by_urllib("http://127.0.0.1:{port}/fact")),
        "a tunnel elsewhere": tried(by_tunnel("elsewhere.example.com:443")),
        "a tunnel to an address": tried(by_tunnel("127.0.0.1:{port}")),
        "without the environment": tried(without_environment),
        "http.client": tried(by_http_client),
        "the machine": tried(to_machine),
        "a datagram": tried(by_datagram),
        "below Python": tried(below_python),
        "a name": tried(lambda: str(socket.getaddrinfo("api.example.com", 80))),
    }
"""

JAVASCRIPT_ATTEMPTS = """
async function tried(attempt) {
  try {
    return await attempt();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

const byFetch = (url, init) => async () => await (await fetch(url, init)).text();

async function byConnection() {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: {port} });
  return `got around ${connection}`;
}

async function byDatagram() {
  const socket = Deno.listenDatagram({ port: 0, transport: "udp", hostname: "0.0.0.0" });
  return await socket.send(new Uint8Array(1), {
    transport: "udp", hostname: "192.0.2.1", port: 53,
  });
}

async function byOtherClient() {
  const client = Deno.createHttpClient({ proxy: { url: "http://127.0.0.1:{port}" } });
  return await (await fetch("http://{place}/fact", { client })).text();
}

export async function fetchData() {
  return {
    "fetch": await tried(byFetch("http://{place}/fact")),
    "fetch with a body": await tried(byFetch("http://{place}/fact", {
      method: "POST", body: "x", headers: { "X-Own": "1" },
    })),
    "fetch elsewhere": await tried(byFetch("http://elsewhere.example.com/")),
    "fetch over TLS elsewhere": await tried(byFetch("https://elsewhere.example.com/")),
    "fetch to an address": await tried(byFetch("http://127.0.0.1:{port}/fact")),
    "the machine": await tried(byConnection),
    "a datagram": await tried(byDatagram),
    "a name": await tried(() => Deno.resolveDns("api.example.com", "A")),
  };
}
"""

REACHED = {
    "python": ["urllib", "urllib over TLS", "a tunnel", "streams"],
    "javascript": ["fetch", "fetch with a body"],
}
ATTEMPTS = {"python": PYTHON_ATTEMPTS, "javascript": JAVASCRIPT_ATTEMPTS}


async def test_what_is_allowed_is_reached_and_nothing_else(
    world: World, language: Language, tell: Tell
) -> None:
    reply = await tell(ATTEMPTS[language.name])
    assert not reply.HasField("error"), reply.error
    found = json.loads(reply.data)
    reached = {name for name, value in found.items() if value == "a fact"}
    assert reached == set(REACHED[language.name]), found
    refused = [str(value) for name, value in found.items() if name not in reached]
    assert not any("a fact" in value or "got around" in value for value in refused), found
    seen = len(world.web.seen) + len(world.secure.seen)
    assert seen == len(reached), "nothing came around the proxy"
    calls = [(call.status, bool(call.refusal)) for call in reply.calls]
    assert calls.count((200, False)) == len(reached)
    assert all(refusal for status, refusal in calls if status == 0)


async def test_libraries(world: World, language: Language, tell: Tell) -> None:
    if language is not PYTHON:
        pytest.skip("a test of Python's libraries")
    code = """
def fetch_data(data, kind, context):
    found = []
    try:
        import requests
        found.append(requests.get("http://{place}/fact", timeout=5).text)
        with requests.Session() as session:
            session.trust_env = False
            try:
                found.append(session.get("http://{place}/fact", timeout=5).text)
            except requests.ConnectionError:
                pass
    except ImportError:
        context.log("no requests")
    try:
        import httpx
        found.append(httpx.get("http://{place}/fact", timeout=5).text)
        try:
            found.append(httpx.Client(trust_env=False).get("http://{place}/fact").text)
        except httpx.TransportError:
            pass
    except ImportError:
        context.log("no httpx")
    import urllib3
    found.append(urllib3.ProxyManager("http://127.0.0.1:3128").request("GET", "http://{place}/fact").data.decode())
    return found
"""
    reply = await tell(code)
    assert not reply.HasField("error"), reply.error
    missing = len(reply.logs)
    assert json.loads(reply.data) == ["a fact"] * (3 - missing)


async def test_context_http_goes_by_the_runner(
    world: World, language: Language, tell: Tell
) -> None:
    body = {
        "python": "return context.http.get('https://{secure}/fact').text",
        "javascript": "return (await context.http.get('https://{secure}/fact')).text()",
    }
    reply = await tell(language.doing(body[language.name]))
    assert json.loads(reply.data) == "a fact"
    assert [(call.method, call.status) for call in reply.calls] == [("GET", 200)]


async def spares_of(runner: Runner, language: Language) -> list[int]:
    """Those that wait after a call, all of them."""
    async with runner.channel() as channel:
        await Asker(channel).test(language.returning(1))
    assert await eventually(lambda: len(children_of(runner.launcher)) == language.idle)
    return children_of(runner.launcher)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root sees whose memory is hidden")
async def test_no_two_workers_share_a_network(world: World, language: Language) -> None:
    runner = world.runners[language.name, NAMESPACE]
    spares = await spares_of(runner, language)
    networks = {Path(f"/proc/{pid}/ns/net").readlink() for pid in (*spares, runner.pid)}
    assert len(networks) == len(spares) + 1


async def test_workers_have_no_rights_in_their_networks(world: World, language: Language) -> None:
    for pid in await spares_of(world.runners[language.name, NAMESPACE], language):
        rights = {name: value for name, value in status_of(pid).items() if name in RIGHTS}
        assert rights == dict.fromkeys(RIGHTS, "0" * 16)


async def test_a_call_leaves_no_connection(world: World, language: Language, tell: Tell) -> None:
    world.web.put("/slow", Canned(delay_seconds=3))
    begin = {
        "python": "import threading, urllib.request as u; threading.Thread(target=u.urlopen,"
        " args=('http://{place}/slow',), daemon=True).start(); time.sleep(0.3); return 1",
        "javascript": "fetch('http://{place}/slow').catch(() => {});"
        " await new Promise((done) => setTimeout(done, 300)); return 1",
    }
    reply = await tell(language.doing(begin[language.name]))
    assert json.loads(reply.data) == 1
    assert [bool(call.refusal) for call in reply.calls] == [True]
