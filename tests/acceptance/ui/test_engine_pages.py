"""What helps with many questions, in a browser: files, presets, the preview, lists, watchlists,
verdicts of one's own, comparisons, requests in the background, limits and runs of sources."""

import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.acceptance.conftest import Setup
from tests.acceptance.ui.conftest import Look, Watched

DESK = pytest.mark.parametrize("look", [Look(1440, "light", "en")], ids=str)
DARK_DESK = pytest.mark.parametrize("look", [Look(1440, "dark", "en")], ids=str)
PHONE = pytest.mark.parametrize("look", [Look(390, "dark", "en")], ids=str)
FRENCH_DESK = pytest.mark.parametrize("look", [Look(1440, "light", "fr")], ids=str)
DESK_AND_PHONE = pytest.mark.parametrize(
    "look", [Look(1440, "light", "fr"), Look(390, "dark", "en")], ids=str
)
EXPLOITED, EXIT = "CVE-2026-0001", "192.0.2.10"
MAIL = f"""From: reporter@example.com
Subject: Seen on the gateway
Content-Type: text/plain

Connections to hxxp://192.0.2[.]10/login, patched {EXPLOITED}?
""".encode()
SLOW = """import time

def fetch_data(indicator_data, indicator_kind, context):
    if indicator_data > "CVE-2024-10400":
        time.sleep(1)
    return {"found": False}
"""
MANY = 1200
SECONDS = 30_000


@pytest.fixture(autouse=True)
def tidy(appliance: Setup) -> Iterator[None]:
    """What a test made is gone afterwards: others use the same appliance."""
    yield
    for noun in ("presets", "ignoreLists", "watchlists", "overrides"):
        made = appliance.api.call("GET", f"/{noun}").json()
        for one in made if isinstance(made, list) else made["items"]:
            appliance.api.call("DELETE", f"/{noun}/{one['id']}")


def ask(appliance: Setup, values: list[str], *slugs: str) -> str:
    """Ask these sources and wait; the request's id."""
    ids = appliance.api.source_ids()
    done = appliance.api.ask(*values, source_ids=[ids[slug] for slug in slugs])
    return str(done["request"]["id"])


def asking(watched: Watched) -> Locator:
    """The button that asks."""
    return watched.page.get_by_role("button", name=re.compile("^(Ask about|Interroger sur) "))


def expect_done(watched: Watched) -> None:
    counts = watched.page.locator("[data-part=counts]")
    expect(counts).to_contain_text(watched.say("Done", "Terminée"), timeout=SECONDS)


@DESK_AND_PHONE
def test_files_are_read_reviewed_and_asked_about(signed_in: Watched) -> None:
    page = signed_in.open("/")
    page.get_by_label(signed_in.say("Open files", "Ouvrir des fichiers")).set_input_files(
        [
            FilePayload(name="report.eml", mimeType="message/rfc822", buffer=MAIL),
            FilePayload(name="more.txt", mimeType="text/plain", buffer=b"seen: 198.51.100.23\n"),
        ]
    )
    files = page.get_by_role("list", name=signed_in.say("Files", "Fichiers"))
    expect(files.get_by_role("status").filter(has_text=re.compile("indic"))).to_have_count(2)
    items = page.get_by_role(
        "region", name=signed_in.say("What will be asked about", "Ce sur quoi portera la question")
    ).locator("li[data-index]")
    found = items.filter(has=page.get_by_role("checkbox", name=EXPLOITED))
    expect(found).to_contain_text("report.eml")
    expect(found).to_contain_text("Connections to")
    signed_in.check()
    unwanted = items.filter(has_text="reporter@example.com").first.get_by_role("checkbox")
    unwanted.uncheck()
    page.get_by_label(signed_in.say("Local sources only", "Sources locales seulement")).check()
    asking(signed_in).click()
    expect(page).to_have_url(re.compile(r"/run/\w+$"))
    expect_done(signed_in)
    rows = page.locator("[data-part=matrix] [role=rowheader], [data-part=list] > li")
    expect(rows.filter(has_text=EXPLOITED)).to_contain_text(
        signed_in.say("Malicious", "Malveillant")
    )
    expect(rows.filter(has_text="198.51.100.23")).to_have_count(1)
    expect(rows.filter(has_text="reporter@example.com")).to_have_count(0)


@FRENCH_DESK
def test_a_preview_says_what_leaves_and_whom_a_marking_keeps_from_it(signed_in: Watched) -> None:
    page = signed_in.open("/")
    page.get_by_label(signed_in.say("Indicators", "Indicateurs"), exact=True).fill(EXIT)
    page.get_by_role("button", name=re.compile("^(Preview|Aperçu)")).click()
    leaves = page.locator("summary").filter(
        has_text=re.compile("What leaves this network|Ce qui sort de ce réseau")
    )
    leaves.click()
    expect(leaves.locator("..")).to_contain_text(EXIT)
    rows = page.get_by_role(
        "group", name=signed_in.say("Sources of this question", "Sources de cette question")
    ).get_by_role("row")
    forbidden = signed_in.say("the TLP marking forbids it", "le marquage TLP")
    expect(rows.filter(has_text=forbidden)).to_have_count(0)
    signed_in.check()
    page.get_by_label("TLP").select_option("RED")
    expect(rows.filter(has_text=forbidden).first).to_contain_text("—")
    expect(rows.filter(has_text="Tor exits")).not_to_contain_text(forbidden)
    expect(
        page.get_by_text(
            signed_in.say("Nothing leaves this network.", "Rien ne sort de ce réseau.")
        )
    ).to_be_visible()
    signed_in.check()


@DARK_DESK
def test_a_preset_is_saved_and_asked_with(signed_in: Watched, appliance: Setup) -> None:
    page = signed_in.open("/")
    page.get_by_label("Indicators", exact=True).fill(EXIT)
    page.get_by_label("Chosen sources").check()
    page.get_by_role("button", name="Choose none").click()
    for name in ("Tor exits", "Spamhaus DROP"):
        page.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    page.get_by_role("button", name="Save as preset").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 sources are in it")
    dialog.get_by_label("Name").fill("Blocklists")
    signed_in.check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Preset", exact=True)).to_be_checked()
    signed_in.open("/")
    page.get_by_label("Indicators", exact=True).fill(EXIT)
    page.get_by_label("Preset", exact=True).check()
    expect(page.get_by_label("Which preset")).to_have_text("Blocklists")
    asking(signed_in).click()
    expect_done(signed_in)
    expect(page.locator("li[data-source]")).to_have_count(2)
    asked = appliance.api.call("GET", f"/requests/{page.url.rsplit('/', 1)[-1]}").json()
    (preset,) = appliance.api.call("GET", "/presets").json()
    assert asked["presetId"] == preset["id"]
    signed_in.check_quiet()


def warninglists() -> bytes:
    """Two lists as MISP publishes them, in an archive."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, kind, entry in (
            ("Well-known names", "hostname", "known.example"),
            ("Well-known networks", "cidr", "203.0.113.128/25"),
        ):
            content = {"name": name, "type": kind, "list": [entry], "version": 7, "description": ""}
            archive.writestr(f"lists/{kind}/list.json", json.dumps(content))
    return whole.getvalue()


@pytest.mark.parametrize("look", [Look(1440, "dark", "en"), Look(390, "light", "en")], ids=str)
def test_a_list_is_made_filled_and_tried_and_others_are_imported(signed_in: Watched) -> None:
    page = signed_in.open("/lists")
    page.get_by_role("button", name="New list").first.click()
    page.get_by_label("Name", exact=True).fill("Our own")
    page.get_by_role("button", name="Create the list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Our own")
    box = page.get_by_label("A value a line")
    box.fill("198.51.100.0/25\n999.1.1.1\n*.corp.example\n")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 entries are added.")).to_be_visible()
    expect(page.get_by_text("Line 2:")).to_contain_text("999.1.1.1")
    expect(box).to_have_value("999.1.1.1\n")
    entries = page.get_by_role("list", name="Entries").get_by_role("listitem")
    expect(entries).to_have_count(2)
    signed_in.check()
    page.get_by_label("Search the entries").fill("corp")
    expect(entries).to_have_count(1)
    entries.get_by_role("button", name=re.compile("off the list")).click()
    expect(page.get_by_text("No entry has this in it.")).to_be_visible()
    signed_in.open("/lists")
    page.get_by_role("button", name="Import lists").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File").set_input_files(
        FilePayload(name="lists.zip", mimeType="application/zip", buffer=warninglists())
    )
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog.get_by_role("status").get_by_text("new", exact=True)).to_have_count(2)
    signed_in.check()
    dialog.get_by_role("button", name="Close").last.click()
    tried = page.get_by_label("Test a value: is it on a list?")
    for value, name in (
        ("198.51.100.9", "Our own"),
        ("hxxps://a.known[.]example/", "Well-known names"),
    ):
        tried.fill(value)
        tried.press("Enter")
        hit = page.locator("form").get_by_role("listitem")
        expect(hit.get_by_role("link", name=name)).to_be_visible()
    tried.fill("192.0.2.1")
    tried.press("Enter")
    expect(page.get_by_text("It is on no list that counts.")).to_be_visible()
    signed_in.check()


@DESK
def test_a_verdict_of_ones_own_holds_and_is_seen_in_a_comparison(
    signed_in: Watched, appliance: Setup
) -> None:
    value = "198.51.100.177"
    before = ask(appliance, [value], "tor-exits")
    page = signed_in.open(f"/run/{before}")
    page.get_by_role("button", name="Override the verdict").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Verdict").select_option("MALICIOUS")
    dialog.get_by_label("Why").fill("It scanned our gateways.")
    signed_in.check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is the verdict from the next request on.")).to_be_visible()
    page.keyboard.press("r")
    expect(page).not_to_have_url(re.compile(before))
    expect_done(signed_in)
    verdict = page.get_by_role("article").filter(has_text=value)
    expect(verdict.get_by_role("heading")).to_have_text("Malicious")
    expect(page.locator("main")).to_contain_text("It scanned our gateways.")
    signed_in.check()
    signed_in.open(f"/history?q={value}")
    boxes = page.get_by_role("checkbox", name=f"Select {value}")
    expect(boxes).to_have_count(2)
    boxes.nth(1).click()
    boxes.nth(0).click()
    signed_in.check()
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(rf"/compare\?a={before}&b="))
    changes = page.get_by_role("list", name="What is different").get_by_role("listitem")
    expect(changes).to_have_count(1)
    expect(changes).to_contain_text(re.compile("Changed.*Verdict.*Unknown.*Malicious", re.DOTALL))
    signed_in.check()
    page.get_by_role("button", name="Swap").click()
    expect(changes).to_contain_text(re.compile("Malicious.*Unknown", re.DOTALL))
    page.get_by_role("button", name=re.compile("^Gone")).click()
    expect(page.get_by_text("Nothing is different.")).to_be_visible()


@PHONE
def test_a_watchlist_tells_what_changed_by_the_bell(signed_in: Watched, appliance: Setup) -> None:
    asked = ask(appliance, ["198.51.100.81", "198.51.100.82"], "tor-exits")
    page = signed_in.open(f"/run/{asked}")
    expect_done(signed_in)
    expect(page.locator("[data-part=list] > li")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_role("button", name="Watch", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 indicators")
    dialog.get_by_label("Name").fill("Scanners")
    signed_in.check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The watchlist is saved.")).to_be_visible()
    signed_in.open("/watchlists")
    card = page.get_by_role("region", name="Scanners")
    expect(card).to_contain_text("2 indicators")
    last = card.get_by_role("link").first
    expect(last).to_be_visible(timeout=SECONDS)  # a new one is asked about at once
    expect(card).to_contain_text("No verdict has changed yet.")
    expect(card.get_by_role("status")).to_have_count(0, timeout=SECONDS)
    first = last.get_attribute("href")
    override = {"pattern": "198.51.100.82", "matching": "EXACT", "kind": "IPV4"}
    override |= {"level": "SUSPICIOUS", "reason": "It knocks at closed doors"}
    made = appliance.api.call("POST", "/overrides", override)
    assert made.status == 201, made.body
    card.get_by_role("button", name="Ask now").click()
    change = card.get_by_role("listitem").filter(has_text="Suspicious")
    expect(change).to_contain_text("198.51.100.82", timeout=SECONDS)
    assert last.get_attribute("href") != first
    signed_in.check()
    page.reload()
    bell = page.get_by_role("button", name=re.compile("^Notifications, [0-9]+ new"))
    bell.click()
    title = "Scanners: 198.51.100.82 is SUSPICIOUS now"
    told = page.get_by_role("listitem").filter(has_text=title).first
    expect(told).to_contain_text("It knocks at closed doors")
    signed_in.check()
    told.get_by_role("button", name=re.compile("^Mark as read")).click()
    expect(told.get_by_role("button", name=re.compile("^Mark as read"))).to_have_count(0)
    told.get_by_role("link", name=title).click()
    expect(page).to_have_url(re.compile(r"/run/\w+$"))


@DESK
def test_runs_of_a_source_and_its_limits_are_shown(signed_in: Watched) -> None:
    page = signed_in.open("/sources/tor-exits?tab=runs")
    runs = page.get_by_role("list", name="Runs").locator("> li")
    page.get_by_role("button", name="Run now").click()
    newest = runs.first
    expect(newest).to_contain_text("by hand")
    expect(newest).to_contain_text("done", timeout=SECONDS)
    newest.locator("summary").click()
    expect(newest.get_by_role("region", name="Log")).to_contain_text(re.compile(r"\w"))
    signed_in.check()
    signed_in.open("/sources/virustotal?tab=limits")
    windows = page.get_by_role("group", name="As it stands").get_by_role("row")
    expect(windows.filter(has_text="the source").first).to_contain_text("minute")
    signed_in.check()


@pytest.fixture
def slow_slug(appliance: Setup) -> Iterator[str]:
    """A source that takes its time from the third part of the request on."""
    new = {"name": "Takes a second", "kind": "PYTHON", "supportedIndicators": ["CVE"]}
    made = appliance.api.call("POST", "/sources", {**new, "sourceCode": SLOW}).json()
    yield str(made["slug"])
    appliance.api.call("DELETE", f"/sources/{made['id']}")


@DARK_DESK
def test_a_request_in_the_background_is_read_paused_and_stopped(
    signed_in: Watched, appliance: Setup, slow_slug: str
) -> None:
    ids = appliance.api.source_ids()
    values = [EXPLOITED, *(f"CVE-2024-{number}" for number in range(10_000, 10_000 + MANY - 1))]
    body = {
        "indicators": [{"data": value} for value in values],
        "sourceIds": [ids["cisa-kev"], ids[slow_slug]],
        "wait": False,
    }
    made = appliance.api.call("POST", "/requests", body).json()["id"]
    page = signed_in.open(f"/run/{made}")
    counts = page.locator("[data-part=counts]")
    expect(counts).to_contain_text("1,200 indicators")
    expect(counts).to_contain_text("Running")
    # Not the row of the indicator that was judged so meanwhile.
    filters = page.get_by_role("group").filter(has=page.locator("[aria-pressed]"))
    filters.get_by_role("button", name=re.compile("^Malicious")).click()
    rows = page.get_by_role("list").locator("li[data-index]")
    expect(rows).to_have_count(1, timeout=SECONDS)
    expect(rows).to_contain_text(EXPLOITED)
    page.get_by_role("button", name="Pause").click()
    expect(counts).to_contain_text("Paused")
    signed_in.check()
    page.get_by_role("button", name="Go on").click()
    expect(counts).to_contain_text("Running")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(counts).to_contain_text("Stopped")
    expect(page.get_by_role("button", name="Go on")).to_have_count(0)
    signed_in.check()
