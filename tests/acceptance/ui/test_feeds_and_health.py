"""How sources do, what is there of their feeds, and how the appliance runs, in a browser."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Route, expect

from tests.acceptance.conftest import Setup, point
from tests.acceptance.ui.conftest import Look, Watched
from tests.standins.web import Canned, WebStandIn
from tests.support.standins import served

DESK = pytest.mark.parametrize("look", [Look(1440, "dark", "en")], ids=str)
PHONE = pytest.mark.parametrize("look", [Look(390, "light", "fr")], ids=str)
DESK_AND_PHONE = pytest.mark.parametrize(
    "look", [Look(1440, "light", "en"), Look(390, "dark", "fr")], ids=str
)
SECONDS = 30_000
KNOWN = "8ed4b4ed952526d89899e723f3488de4"
GOOD = {"MD5": KNOWN, "FileName": "example.txt", "hashlookup:trust": 80}
HALF = """def fetch_data(indicator_data, indicator_kind, context):
    if indicator_data.endswith(".7"):
        raise ValueError("the vendor is on holiday")
    return {"found": False}
"""

ADDRESSES = {"supportedIndicators": ["IPV4"]}


@pytest.fixture(autouse=True)
def tidy(appliance: Setup) -> Iterator[None]:
    """Sources that a test made are gone afterwards."""
    before = set(appliance.api.source_ids().values())
    yield
    for source_id in set(appliance.api.source_ids().values()) - before:
        appliance.api.call("DELETE", f"/sources/{source_id}")


@pytest.fixture
def vendor() -> Iterator[WebStandIn]:
    """A server whose answers are the test's own."""
    with served(WebStandIn()) as server:
        yield server


def make(appliance: Setup, **source: Any) -> str:
    made = appliance.api.call("POST", "/sources", source)
    assert made.status == 200, made.body
    return str(made.json()["id"])


def make_feed(appliance: Setup, url: str) -> None:
    """A feed at this address; it was read once, which nobody asked for."""
    values = [{"name": "url", "value": url}]
    template = {"kind": "SYSTEM", "template": "csv-feed", "configValues": values}
    make(appliance, name="Of the test", **template)
    give_up = time.monotonic() + SECONDS / 1000
    while True:
        feeds = {feed["slug"]: feed for feed in appliance.api.call("GET", "/feeds").json()}
        if feeds["of-the-test"]["parts"][0]["checkedAt"] is not None:
            return
        assert time.monotonic() < give_up, "it was not read in time"
        time.sleep(0.1)


def rows(count: int) -> bytes:
    return "".join(f"host{number}.example\n" for number in range(count)).encode()


@DESK_AND_PHONE
def test_a_feed_is_refreshed_and_a_refused_file_is_forced(
    signed_in: Watched, appliance: Setup, vendor: WebStandIn
) -> None:
    url = vendor.put("/list.csv", Canned(status=404), Canned(body=rows(120)))
    make_feed(appliance, url)
    page = signed_in.open("/sources/of-the-test?tab=feed")
    (part,) = page.get_by_role("list", name=signed_in.say("Its parts", "Ses parties")).all()
    expect(part).to_contain_text(signed_in.say("no copy yet", "pas encore de copie"))
    signed_in.check()
    page.get_by_role("button", name=signed_in.say("Refresh now", "Mettre à jour")).click()
    told = page.get_by_role("status")
    expect(told.filter(has_text="120")).to_be_visible(timeout=SECONDS)
    expect(part).to_contain_text(url)
    file = page.get_by_label(signed_in.say("File", "Fichier"), exact=True)
    file.set_input_files(FilePayload(name="cut.csv", mimeType="text/csv", buffer=rows(7)))
    page.get_by_role("button", name=signed_in.say("Load", "Charger"), exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("it looks cut off")
    expect(part).to_contain_text("120")
    signed_in.check()
    page.get_by_role("button", name=signed_in.say("Take it all", "Le prendre")).click()
    expect(told.filter(has_text="7")).to_contain_text("120")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(part).to_contain_text("cut.csv")
    signed_in.check_quiet()


@DESK
def test_a_refresh_that_fails_says_why(
    signed_in: Watched, appliance: Setup, vendor: WebStandIn
) -> None:
    url = vendor.put("/list.csv", Canned(status=404))
    make_feed(appliance, url)
    page = signed_in.open("/sources/of-the-test?tab=feed")
    page.get_by_role("button", name="Refresh now").click()
    failed = page.get_by_role("status").filter(has_text="The refresh failed")
    expect(failed).to_contain_text("404", timeout=SECONDS)
    expect(page.get_by_role("list", name="Its parts")).to_contain_text("refresh fails")
    signed_in.check_quiet()


@DESK_AND_PHONE
def test_health_is_shown_and_who_fails_is_seen_in_the_list(
    signed_in: Watched, appliance: Setup
) -> None:
    source_id = make(appliance, name="Half well", kind="PYTHON", sourceCode=HALF, **ADDRESSES)
    make(appliance, name="At rest", kind="PYTHON", sourceCode=HALF)
    page = signed_in.open("/sources/half-well?tab=health")
    nobody = signed_in.say("No question has reached it for a day.", "Aucune question ne lui est")
    expect(page.get_by_text(nobody)).to_be_visible()
    signed_in.check()
    appliance.api.ask("192.0.2.7", "192.0.2.8", source_ids=[source_id])
    page.reload()
    rate = page.get_by_role("row").filter(has_text=signed_in.say("Error rate", "Taux d\u2019échec"))
    expect(rate).to_contain_text("50")
    expect(page.get_by_role("tabpanel")).to_contain_text("the vendor is on holiday")
    signed_in.check()
    signed_in.open("/sources")
    resting = page.get_by_role("link", name="At rest").locator("visible=true")
    expect(resting).to_have_count(1)
    page.get_by_role("button", name="attention").click()
    expect(resting).to_have_count(0)
    fails = page.get_by_role("link", name=signed_in.say("fails (Half well)", "échoue (Half well)"))
    expect(fails.locator("visible=true")).to_have_count(1)
    signed_in.check()
    fails.locator("visible=true").click()
    expect(page.get_by_role("tab", selected=True)).to_have_text(signed_in.say("Health", "Santé"))


@DESK
def test_a_source_is_probed_and_its_new_shape_taken_as_right(
    signed_in: Watched, appliance: Setup, vendor: WebStandIn, standins: dict[str, Any]
) -> None:
    path = f"/lookup/md5/{KNOWN}"
    vendor.put(path, Canned(body=json.dumps(GOOD).encode()))
    point(appliance.api, "hashlookup", {"base_url": vendor.url})
    try:
        page = signed_in.open("/sources/hashlookup?tab=health")
        probe = page.get_by_role("region", name="Probe")
        found = probe.get_by_role("status")
        probe.get_by_role("button", name="Probe now").click(timeout=SECONDS)
        expect(found).to_contain_text("answers as it should", timeout=SECONDS)
        vendor.put(path, Canned(body=json.dumps({**GOOD, "hashlookup:trust": "80"}).encode()))
        probe.get_by_role("button", name="Probe now").click()
        expect(found).to_contain_text("hashlookup:trust was number", timeout=SECONDS)
        signed_in.check()
        probe.get_by_role("button", name="Accept the new shape").click()
        expect(found).to_contain_text("answers as it should", timeout=SECONDS)
        signed_in.check_quiet()
    finally:
        point(appliance.api, "hashlookup", standins["settings"]["hashlookup"])


@PHONE
def test_how_the_appliance_runs_is_said_on_every_page(signed_in: Watched) -> None:
    modes = {"offline": True}

    def ready(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), **modes})

    signed_in.page.route("**/api/v1/health/ready", ready)
    page = signed_in.open("/history")
    banner = page.get_by_role("complementary")
    expect(banner).to_contain_text("Hors ligne")
    expect(banner.get_by_role("button")).to_have_count(0)
    box = banner.bounding_box()
    assert box is not None
    assert box["height"] < 32, "it takes more than a line"
    signed_in.check()
    page.get_by_role("link", name="Sources").locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sources")
    expect(banner).to_be_visible()
    modes["replay"] = True
    page.reload()
    expect(banner).to_contain_text("Rejeu")
