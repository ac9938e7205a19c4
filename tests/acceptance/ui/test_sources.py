"""Sources in a browser: found, switched, given keys, written, tried and saved."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.acceptance.conftest import Setup
from tests.acceptance.ui.conftest import Look, Watched

DESK = pytest.mark.parametrize("look", [Look(1440, "light", "en")], ids=str)
PYTHON = """def fetch_data(indicator_data, indicator_kind, context):
    print("looking at", indicator_data)
    return {"found": True, "verdict": "SUSPICIOUS", "score": 61, "tags": ["of-the-test"]}
"""
JAVA_SCRIPT = """export async function fetchData(indicatorData, indicatorKind, context) {
  console.log("looking at", indicatorData);
  return { found: true, verdict: "MALICIOUS", score: 91, tags: ["of-the-test"] };
}
"""


@pytest.fixture(autouse=True)
def tidy(appliance: Setup) -> Iterator[None]:
    """Sources that a test made are gone afterwards."""
    before = set(appliance.api.source_ids().values())
    yield
    for source_id in set(appliance.api.source_ids().values()) - before:
        appliance.api.call("DELETE", f"/sources/{source_id}")


def write_code(editor: Locator, code: str) -> None:
    """Replace the editor's text as by a paste, which indents nothing by itself."""
    editor.press("Control+a")
    editor.page.evaluate(
        "code => { const data = new DataTransfer(); data.setData('text/plain', code);"
        "const at = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;"
        "at.dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: data, bubbles: true, cancelable: true })) }",
        code,
    )


def test_a_source_is_found_and_its_pages_are_accessible(signed_in: Watched) -> None:
    page = signed_in.open("/sources")
    page.get_by_label(signed_in.say("Search sources", "Rechercher des sources")).fill("tor ipv6")
    expect(
        page.get_by_role("link", name="Tor exits", exact=True).locator("visible=true")
    ).to_have_count(1)
    expect(page.get_by_role("link", name="DNS", exact=True).locator("visible=true")).to_have_count(
        0
    )
    signed_in.check()
    page.get_by_role("link", name="Tor exits", exact=True).locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tor exits")
    signed_in.check()
    page.get_by_role("tab", name=signed_in.say("Try it", "Essayer")).click()
    page.get_by_role("textbox").fill("192.0.2.1")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_text(re.compile(r"^(Found|Not found|Trouvé|Non trouvé)$"))).to_be_visible()
    signed_in.check()


@DESK
def test_a_key_is_saved_and_never_shown(signed_in: Watched, appliance: Setup) -> None:
    page = signed_in.open("/sources/virustotal?tab=keys")
    key = page.get_by_label("A new key")
    key.fill("an-example-key-of-nobody")
    key.press("Enter")
    expect(page.get_by_text("has its key")).to_be_visible()
    signed_in.check()
    page.reload()
    expect(page.get_by_text("has its key")).to_be_visible()
    assert "an-example-key-of-nobody" not in page.content()
    page.get_by_label("Or a stored secret").select_option("None")
    expect(page.get_by_text("no key", exact=True)).to_be_visible()
    signed_in.check_quiet()


@DESK
def test_options_and_settings_are_saved_and_bad_ones_said_beside_their_field(
    signed_in: Watched,
) -> None:
    page = signed_in.open("/sources/cisa-kev")
    limit = page.get_by_label("Seconds it may take")
    limit.fill("never")
    page.get_by_role("button", name="Save").first.click()
    expect(limit).to_have_accessible_description(re.compile("float|number"))
    signed_in.check()
    limit.fill("11")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Seconds it may take")).to_have_value("11")
    age = page.get_by_label("max_age_hours")
    age.fill("many")
    page.get_by_role("button", name="Save").last.click()
    expect(age).to_have_accessible_description(re.compile("max_age_hours"))
    signed_in.check()


@pytest.mark.parametrize(
    ("language", "code", "level"),
    [("PYTHON", PYTHON, "Suspicious"), ("JAVA_SCRIPT", JAVA_SCRIPT, "Malicious")],
)
@pytest.mark.parametrize("look", [Look(1440, "dark", "en"), Look(390, "light", "en")], ids=str)
def test_a_source_is_written_tried_and_saved(
    signed_in: Watched, language: str, code: str, level: str
) -> None:
    page = signed_in.open("/sources/new/python")
    page.get_by_label("Name", exact=True).fill("Of the test")
    page.get_by_label("Language", exact=True).select_option(language)
    editor = page.get_by_role("textbox", name="Code of New source")
    expect(editor).to_be_visible()
    signed_in.check()
    write_code(editor, code)
    page.get_by_label("A value to try it on").fill("192.0.2.1")
    editor.press("Control+Enter")
    expect(page.get_by_text("Found", exact=True)).to_be_visible()
    expect(page.get_by_text(level, exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Log").first).to_contain_text("looking at")
    signed_in.check()
    page.get_by_role("button", name="Create the source").click()
    expect(page).to_have_url(re.compile(r"/sources/of-the-test\?tab=code$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Of the test")
    signed_in.check()


@DESK
def test_a_syntax_error_is_pointed_at_and_nothing_is_saved(
    signed_in: Watched, appliance: Setup
) -> None:
    made = appliance.api.call(
        "POST", "/sources", {"name": "Broken later", "kind": "PYTHON", "sourceCode": PYTHON}
    )
    assert made.status == 200, made.body
    page = signed_in.open("/sources/broken-later?tab=code")
    editor = page.get_by_role("textbox", name="Code of Broken later")
    write_code(editor, "def fetch_data(data, kind):\n    return (\n")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    editor.press("Control+s")
    expect(page.get_by_role("alert").first).to_contain_text(re.compile(r"source\.py, line \d"))
    saved = appliance.api.call("GET", f"/sources/{made.json()['id']}").json()
    assert saved["sourceCode"] == PYTHON
    signed_in.check()


@DESK
def test_a_source_is_deleted_after_a_question(signed_in: Watched, appliance: Setup) -> None:
    appliance.api.call(
        "POST", "/sources", {"name": "Gone soon", "kind": "PYTHON", "sourceCode": PYTHON}
    )
    page = signed_in.open("/sources/gone-soon")
    page.get_by_role("button", name="Delete").click()
    signed_in.check()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(f"{signed_in.url}/sources")
    assert "gone-soon" not in appliance.api.source_ids()
    signed_in.check_quiet()
