"""The libraries that sources find: they work within the limits, and are loaded beforehand."""

import json
from typing import Any

import pytest

from tests.runners.harness import Asker

LOADED = (
    *("anyio", "bs4", "dateutil.parser", "dns.resolver", "httpx", "lxml.html", "requests"),
    *("json", "ssl", "urllib.request"),
)

# What each is used for, with nobody outside asked.
USES = {
    "bs4 by the library's parser": """
from bs4 import BeautifulSoup
def fetch_data(data, kind):
    page = BeautifulSoup("<ul><li class=a>one<li>two</ul>", "html.parser")
    return page.select_one("li.a").next_element
""",
    "bs4 by lxml": """
from bs4 import BeautifulSoup
def fetch_data(data, kind):
    return BeautifulSoup("<p>one<p>two", "lxml").find("p").get_text()
""",
    "lxml": """
import lxml.html
def fetch_data(data, kind):
    return lxml.html.fromstring("<p>one<b>two</b></p>").text
""",
    "dateutil": """
import dateutil.parser
def fetch_data(data, kind):
    return "one" if dateutil.parser.parse("2 Jan 2026 03:04 UTC").hour == 3 else ""
""",
    "dnspython": """
import dns.message, dns.rrset
def fetch_data(data, kind):
    answer = dns.message.make_response(dns.message.make_query("example.com", "TXT"))
    answer.answer.append(dns.rrset.from_text("example.com.", 60, "IN", "TXT", "one"))
    return dns.message.from_wire(answer.to_wire()).answer[0][0].strings[0].decode()
""",
    "requests": """
import io, requests
class Canned(requests.adapters.BaseAdapter):
    def send(self, request, **_):
        answer = requests.Response()
        answer.status_code, answer.raw, answer.url = 200, io.BytesIO(b'"one"'), request.url
        return answer
    def close(self): pass
def fetch_data(data, kind):
    with requests.Session() as session:
        session.mount("https://", Canned())
        return session.get("https://api.example.com/" + data).json()
""",
    "httpx": """
import httpx
def fetch_data(data, kind):
    canned = httpx.MockTransport(lambda request: httpx.Response(200, json="one"))
    with httpx.Client(transport=canned) as client:
        return client.get("https://api.example.com/" + data).json()
""",
    "httpx, awaited": """
import httpx
async def fetch_data(data, kind):
    canned = httpx.MockTransport(lambda request: httpx.Response(200, json="one"))
    async with httpx.AsyncClient(transport=canned) as client:
        return (await client.get("https://api.example.com/" + data)).json()
""",
}


@pytest.mark.parametrize("code", USES.values(), ids=USES.keys())
async def test_a_library_works(ask: Asker, code: str) -> None:
    reply = await ask.test(code)
    assert not reply.HasField("error"), reply.error
    assert json.loads(reply.data) == "one"


async def test_they_are_loaded_before_a_source_asks_for_them(ask: Asker) -> None:
    code = "import sys\nBEFORE = set(sys.modules)\ndef fetch_data(d, k): return sorted(BEFORE)"
    loaded: list[Any] = json.loads((await ask.test(code)).data)
    assert set(LOADED) <= set(loaded)


async def test_they_find_the_authorities_certificates(ask: Asker) -> None:
    """Where they are was worked out before the account that reads them was taken on."""
    code = """
import certifi, requests.adapters, ssl
def fetch_data(data, kind):
    places = {certifi.where(), requests.adapters.DEFAULT_CA_BUNDLE_PATH}
    contexts = [ssl.create_default_context(cafile=place) for place in places]
    return [len(context.get_ca_certs()) > 50 for context in contexts]
"""
    reply = await ask.test(code)
    assert not reply.HasField("error"), reply.error
    assert set(json.loads(reply.data)) == {True}
