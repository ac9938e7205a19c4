"""A run about many indicators in a browser: matrix, list, evidence, keys, filters, the stream."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.acceptance.conftest import Setup
from tests.acceptance.ui.conftest import Look, Watched
from tests.standins.vendors import GOOD_FILE, hash_of

DESK = pytest.mark.parametrize("look", [Look(1440, "light", "en")], ids=str)
PHONE_WIDTH = 390
EXPLOITED, LISTED, EXIT = "CVE-2026-0001", "203.0.113.9", "192.0.2.10"
UNANSWERED = hash_of("rate")
MISSES = [f"CVE-2025-{number}" for number in range(20_000, 20_115)]
VALUES = [MISSES[0], EXIT, UNANSWERED, GOOD_FILE, LISTED, *MISSES[1:], EXPLOITED]
SLOW = """import time

def fetch_data(indicator_data, indicator_kind, context):
    time.sleep(8)
    return {"found": False}
"""


def ask(appliance: Setup, values: list[str], **more: object) -> str:
    """Ask without waiting; the request's id."""
    body = {"indicators": [{"data": value} for value in values], **more}
    return str(appliance.api.call("POST", "/requests", body).json()["id"])


@pytest.fixture(scope="module")
def run_id(appliance: Setup) -> str:
    """A request about more indicators than a screen holds, done."""
    finished = appliance.api.ask(*VALUES)
    return str(finished["request"]["id"])


def expect_done(watched: Watched) -> None:
    counts = watched.page.locator("[data-part=counts]")
    expect(counts).to_contain_text(watched.say("Done", "Terminée"))


def rows_of(page: Page) -> Locator:
    """The rows that are in the page."""
    return page.get_by_role("grid").get_by_role("row").filter(has=page.get_by_role("rowheader"))


def focused(page: Page) -> Locator:
    return page.locator("[data-place]:focus")


def test_many_are_read_as_matrix_and_as_list(signed_in: Watched, run_id: str) -> None:
    page = signed_in.open(f"/run/{run_id}")
    expect_done(signed_in)
    malicious = signed_in.say("Malicious", "Malveillant")
    if signed_in.look.width > PHONE_WIDTH:
        grid = page.get_by_role("grid")
        expect(grid).to_have_attribute("aria-rowcount", f"{len(VALUES) + 1}")
        worst = rows_of(page).filter(has_text=re.compile(f"{EXPLOITED}|{LISTED}"))
        expect(worst).to_have_count(2)
        for position in (0, 1):
            expect(rows_of(page).nth(position).get_by_role("rowheader")).to_contain_text(malicious)
        assert rows_of(page).count() < len(VALUES)
        signed_in.check()
        page.get_by_role("tab", name=signed_in.say("List", "Liste")).click()
        expect(page).to_have_url(re.compile(r"\?view=list$"))
    items = page.locator("[data-part=list] > li")
    expect(items.first).to_contain_text(malicious)
    assert items.count() < len(VALUES)
    signed_in.check()


def test_nobody_answering_is_no_verdict(signed_in: Watched, run_id: str) -> None:
    page = signed_in.open(f"/run/{run_id}?verdict=none")
    words = signed_in.say("No answer", "Aucune réponse")
    shown = page.locator("[data-part=matrix] [role=rowheader], [data-part=list] > li")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text(words)
    expect(shown).to_contain_text(UNANSWERED)
    signed_in.check()


def test_evidence_is_opened_and_has_an_address(signed_in: Watched, run_id: str) -> None:
    listed = VALUES.index(LISTED) + 1
    page = signed_in.open(f"/run/{run_id}?cell={listed}.spamhaus-drop")
    expect(page.get_by_role("heading", level=2, name="Spamhaus DROP")).to_be_visible()
    drawer = page.get_by_role("dialog").or_(page.get_by_role("complementary"))
    expect(drawer).to_contain_text(LISTED)
    expect(drawer).to_contain_text(signed_in.say("Malicious", "Malveillant"))
    signed_in.check()
    drawer.get_by_role("button", name=signed_in.say("Close", "Fermer"), exact=True).click()
    expect(drawer).to_have_count(0)
    expect(page).to_have_url(f"{signed_in.url}/run/{run_id}")
    expect(focused(page)).to_have_count(1)


@DESK
def test_a_missing_key_leads_to_where_it_is_set(signed_in: Watched, appliance: Setup) -> None:
    virustotal = appliance.api.source_ids()["virustotal"]
    made = ask(appliance, ["192.0.2.1", "192.0.2.2"], sourceIds=[virustotal])
    page = signed_in.open(f"/run/{made}?cell=1.virustotal")
    drawer = page.get_by_role("complementary")
    expect(drawer).to_contain_text("its API key is missing")
    drawer.get_by_role("link", name="Open VirusTotal").click()
    expect(page).to_have_url(re.compile("/sources/virustotal.tab=keys"))
    signed_in.check_quiet()


@DESK
def test_from_paste_to_a_selection_by_keyboard_alone(signed_in: Watched) -> None:
    page = signed_in.open("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.insert_text(f"{MISSES[0]} {LISTED} {EXPLOITED} host.example.com")
    expect(page.get_by_role("button", name=re.compile("^Ask about "))).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/run/"))
    expect_done(signed_in)
    page.keyboard.press("j")
    expect(focused(page)).to_contain_text(re.compile(f"{LISTED}|{EXPLOITED}"))
    for key in ("x", "j", "x"):
        page.keyboard.press(key)
    bar = page.get_by_role("region", name="Selection")
    expect(bar).to_contain_text("2 selected")
    signed_in.check()
    page.keyboard.press("y")
    expect(page.get_by_text("2 rows copied.").first).to_be_visible()
    assert set(copied(page).split()) == {"203[.]0[.]113[.]9", EXPLOITED}
    page.keyboard.press("Shift+Y")
    expect(page.get_by_text("2 rows copied.")).to_have_count(2)
    assert set(copied(page).split()) == {LISTED, EXPLOITED}
    page.keyboard.press("a")
    expect(bar).to_contain_text("4 selected")
    page.keyboard.press("c")
    expect(page.get_by_text("4 rows copied.")).to_be_visible()
    head, *lines = copied(page).split("\r\n")
    assert head.startswith("value,kind,verdict,score,reason,")
    assert f"{EXPLOITED},CVE,MALICIOUS,100," in "\n".join(lines)
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    signed_in.check_quiet()


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


@DESK
def test_keys_lead_through_cells_and_the_evidence_follows(signed_in: Watched, run_id: str) -> None:
    page = signed_in.open(f"/run/{run_id}")
    expect_done(signed_in)
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    expect(focused(page)).to_have_attribute("data-place", "0.1")
    page.keyboard.press("Control+End")
    expect(focused(page)).to_have_attribute("data-place", re.compile(rf"^{len(VALUES) - 1}\."))
    expect(focused(page)).to_be_in_viewport()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("complementary")
    expect(drawer.get_by_role("heading", level=2)).to_have_text("Verdict")
    expect(drawer.get_by_role("heading", level=2)).to_be_focused()
    first = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.keyboard.press("l")
    expect(drawer.get_by_role("heading", level=2)).not_to_have_text("Verdict")
    signed_in.check()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(focused(page)).to_have_attribute("data-place", "1.1")
    signed_in.check_quiet()


@DESK
def test_filters_stand_in_the_address(signed_in: Watched, run_id: str) -> None:
    page = signed_in.open(f"/run/{run_id}")
    expect_done(signed_in)
    page.keyboard.press("/")
    page.keyboard.type("2025-20005")
    expect(rows_of(page)).to_have_count(1)
    page.get_by_label("Kind", exact=True).select_option("CVE")
    page.get_by_role("button", name=re.compile("^Unknown")).click()
    expect(page).to_have_url(re.compile(r"verdict=unknown&kind=CVE&q=2025-20005"))
    page.reload()
    expect(rows_of(page)).to_have_count(1)
    page.get_by_role("button", name=re.compile("^Malicious")).click()
    page.get_by_role("button", name=re.compile("^Unknown")).click()
    expect(page.get_by_text("No row fits the filters")).to_be_visible()
    signed_in.check()
    page.get_by_role("button", name="Show everything").click()
    expect(page).to_have_url(f"{signed_in.url}/run/{run_id}")
    signed_in.check_quiet()


@DESK
def test_a_connection_that_breaks_is_resumed_and_nothing_is_lost(
    signed_in: Watched, run_id: str
) -> None:
    resumed: list[str] = []

    def cut(route: Route) -> None:
        """The first connection ends in the middle, of an event too."""
        position = route.request.headers.get("last-event-id")
        if position is not None:
            resumed.append(position)
            route.continue_()
            return
        response = route.fetch()
        whole = response.body()
        route.fulfill(response=response, body=whole[: len(whole) // 2])

    page = signed_in.page
    page.route("**/events", cut)
    signed_in.open(f"/run/{run_id}")
    expect_done(signed_in)
    assert len(resumed) == 1
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", f"{len(VALUES) + 1}")
    expect(grid.get_by_text("Waiting")).to_have_count(0)
    expect(rows_of(page).first).to_contain_text("Malicious")
    signed_in.check_quiet()


@pytest.fixture
def slow_source(appliance: Setup) -> Iterator[str]:
    """The id of a source that takes its time."""
    new = {
        "name": "Takes its time",
        "kind": "PYTHON",
        "supportedIndicators": ["IPV4"],
        "sourceCode": SLOW,
    }
    made = str(appliance.api.call("POST", "/sources", new).json()["id"])
    yield made
    appliance.api.call("DELETE", f"/sources/{made}")


@DESK
def test_a_run_is_joined_stopped_and_asked_again(
    signed_in: Watched, appliance: Setup, slow_source: str
) -> None:
    tor = appliance.api.source_ids()["tor-exits"]
    asked = ask(appliance, ["192.0.2.7", "192.0.2.8"], sourceIds=[slow_source, tor])
    page = signed_in.open(f"/run/{asked}")
    counts = page.locator("[data-part=counts]")
    expect(counts).to_contain_text("Running")
    expect(counts).to_contain_text("2 of 4 questions")
    signed_in.check()
    page.get_by_role("button", name="Stop").click()
    expect(counts).to_contain_text("Stopped")
    page.keyboard.press("r")
    expect(page).not_to_have_url(f"{signed_in.url}/run/{asked}")
    expect(counts).to_contain_text("Running")
    expect(page.get_by_role("columnheader", name="Takes its time")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(counts).to_contain_text("Stopped")
    signed_in.check_quiet()
