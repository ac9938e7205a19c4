"""Sources without code in a browser: chosen, filled in, refreshed, asked, changed, deleted."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Setup
from tests.acceptance.ui.conftest import Look, Watched

LIST = b"bad value,seen\n192.0.2.171,2026-01-02\nlisted.example,2026-01-03\n"
KEY = "an-example-key-of-nobody"
BOTH = pytest.mark.parametrize(
    "look", [Look(390, "dark", "fr"), Look(1440, "light", "en")], ids=str
)
DESK = pytest.mark.parametrize("look", [Look(1440, "light", "en")], ids=str)


class Publisher(BaseHTTPRequestHandler):
    """A list at /list.csv, and an API that knows one address; below /v1/ it wants a key."""

    def do_GET(self) -> None:
        status, body = 404, b"{}"
        if self.path == "/list.csv":
            status, body = 200, LIST
        elif self.path.startswith("/v1/") and self.headers["X-Api-Key"] != KEY:
            status = 401
        elif self.path.endswith("/192.0.2.172"):
            status, body = 200, json.dumps({"rating": "bad", "owner": "Example Hosting"}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Nothing is written."""


@pytest.fixture(scope="module")
def publisher() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(autouse=True)
def tidy(appliance: Setup) -> Iterator[None]:
    """Sources that a test made are gone afterwards."""
    before = set(appliance.api.source_ids().values())
    yield
    for source_id in set(appliance.api.source_ids().values()) - before:
        appliance.api.call("DELETE", f"/sources/{source_id}")


@BOTH
def test_what_a_source_is_made_of_is_chosen_by_keyboard(signed_in: Watched) -> None:
    page = signed_in.open("/sources")
    page.get_by_role("link", name=signed_in.say("New source", "Nouvelle source")).click()
    csv = page.get_by_role("link", name=signed_in.say("CSV feed", "Flux CSV"))
    expect(csv).to_be_visible()
    expect(page.get_by_role("link", name="Python")).to_be_visible()
    signed_in.check()
    csv.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(
        signed_in.say("New source: CSV feed", "Nouvelle source : Flux CSV")
    )
    expect(heading).to_be_focused()
    expect(page.get_by_label("value_column")).to_have_value("1")
    signed_in.check()


@pytest.mark.parametrize("look", [Look(1440, "dark", "en"), Look(390, "light", "en")], ids=str)
def test_a_csv_feed_is_made_refreshed_asked_changed_and_deleted(
    signed_in: Watched, appliance: Setup, publisher: str
) -> None:
    page = signed_in.open("/sources/new/csv-feed")
    page.get_by_label("Name (required)").fill("Our blocklist")
    page.get_by_label("How often").select_option("every 6 hours")
    page.get_by_label("url", exact=True).fill(f"{publisher}/list.csv")
    page.get_by_label("header", exact=True).check()
    column = page.get_by_label("value_column")
    column.fill("bad value")
    page.get_by_label("verdict", exact=True).select_option("MALICIOUS")
    page.get_by_label("tags", exact=True).fill("ours\n\n")
    page.get_by_label("score", exact=True).fill("101")
    page.get_by_role("button", name="Create the source").click()
    score = page.get_by_label("score", exact=True)
    expect(score).to_be_focused()
    expect(score).to_have_accessible_description(re.compile("at most 100"))
    signed_in.check()
    score.fill("88")
    score.press("Enter")

    expect(page).to_have_url(re.compile(r"/sources/our-blocklist\?tab=runs$"))
    page.get_by_role("button", name="Run now").click()
    # The schedule may be faster, and its run is as good.
    done = page.get_by_role("tabpanel").get_by_role("listitem").filter(has_text="done")
    expect(done.first).to_contain_text("2 rows", timeout=10_000)
    page.get_by_role("tab", name="Try it").click()
    value = page.get_by_label("A value to try it on")
    value.fill("192.0.2.171")
    value.press("Enter")
    expect(page.get_by_text("Malicious", exact=True)).to_be_visible()
    expect(page.get_by_text("score 88 of 100")).to_be_visible()

    page.get_by_role("tab", name="Overview").click()
    expect(page.get_by_role("tabpanel").get_by_text("CSV feed", exact=True)).to_be_visible()
    expect(page.get_by_label("tags", exact=True)).to_have_value("ours")
    signed_in.check()
    page.get_by_label("verdict", exact=True).select_option("SUSPICIOUS")
    page.get_by_label("Refresh it by schedule").uncheck()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    source_id = appliance.api.source_ids()["our-blocklist"]
    saved = appliance.api.call("GET", f"/sources/{source_id}").json()
    assert {"name": "verdict", "value": "SUSPICIOUS"} in saved["configValues"]
    assert (saved["taskEnabled"], saved["taskInterval"]) == (False, 6 * 3600)

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(f"{signed_in.url}/sources")
    assert "our-blocklist" not in appliance.api.source_ids()
    signed_in.check_quiet()


@DESK
def test_an_api_is_described_given_its_key_and_tried(signed_in: Watched, publisher: str) -> None:
    page = signed_in.open("/sources/new/http-api")
    page.get_by_label("Name (required)").fill("Our inventory")
    page.get_by_role("button", name="Create the source").click()
    address = page.get_by_label("address (required)")
    expect(address).to_be_focused()
    expect(address).to_have_accessible_description(re.compile("http"))
    address.fill(f"{publisher}/open/{{value}}")
    page.get_by_label("verdict_path").fill("rating")
    page.get_by_label("verdicts", exact=True).fill("bad=MALICIOUS")
    value = page.get_by_label("A value to try it on")
    value.fill("192.0.2.172")
    value.press("Enter")
    expect(page.get_by_text("Malicious", exact=True)).to_be_visible()
    signed_in.check()
    address.fill(f"{publisher}/v1/{{value}}")
    page.get_by_label("headers", exact=True).fill("X-Api-Key: {api_key}")
    page.get_by_role("button", name="Create the source").click()

    # What was said of a key leads to where it is given.
    expect(page).to_have_url(re.compile(r"/sources/our-inventory\?tab=keys$"))
    key = page.get_by_label("A new key").first
    key.fill(KEY)
    key.press("Enter")
    expect(page.get_by_text("has its key")).to_be_visible()
    page.get_by_role("tab", name="Try it").click()
    value = page.get_by_label("A value to try it on")
    value.fill("192.0.2.172")
    value.press("Enter")
    expect(page.get_by_text("Malicious", exact=True)).to_be_visible()
    expect(page.get_by_text("Example Hosting").first).to_be_visible()
    signed_in.check()
