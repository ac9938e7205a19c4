"""The history: found again by its value, moved through and opened by keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Setup
from tests.acceptance.ui.conftest import Look, Watched

MANY = 130


@pytest.fixture(scope="module", autouse=True)
def asked(appliance: Setup) -> None:
    """More requests than one page of the API has."""
    for number in range(MANY):
        body = {"indicators": [{"data": f"CVE-2023-{number + 10_000}"}], "wait": False}
        assert appliance.api.call("POST", "/requests", body).status < 400


def test_it_is_searched_and_the_search_is_in_the_address(signed_in: Watched) -> None:
    page = signed_in.open("/history")
    page.keyboard.press("/")
    search = page.get_by_label(signed_in.say("Search for a value", "Rechercher une valeur"))
    expect(search).to_be_focused()
    search.fill("2023-10007")
    expect(page).to_have_url(f"{signed_in.url}/history?q=2023-10007")
    expect(page.locator("a[data-index]")).to_have_count(1)
    signed_in.check()
    search.fill("no such value")
    expect(
        page.get_by_text(re.compile(signed_in.say("No request has", "Aucune requête")))
    ).to_be_visible()
    signed_in.check()


@pytest.mark.parametrize("look", [Look(1440, "light", "en"), Look(390, "dark", "en")], ids=str)
def test_many_are_read_on_and_few_are_drawn(signed_in: Watched) -> None:
    page = signed_in.open("/history?q=CVE-2023-1")
    expect(page.get_by_role("status").filter(has_text=f"{MANY} requests")).to_be_visible()
    rows = page.locator("a[data-index]")
    rows.first.focus()
    oldest = page.get_by_role("link", name=re.compile("CVE-2023-10000"))
    for _ in range(20):  # each press leads to the end of what has been read by then
        page.keyboard.press("End")
        page.wait_for_timeout(100)
        if oldest.count():
            break
    expect(oldest).to_be_visible()
    assert rows.count() < MANY
    signed_in.check()


@pytest.mark.parametrize("look", [Look(1440, "dark", "en")], ids=str)
def test_keys_move_through_it_and_open(signed_in: Watched) -> None:
    page = signed_in.open("/history?q=CVE-2023-1")
    expect(page.get_by_role("link", name=re.compile("CVE-2023-10129"))).to_be_visible()
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
        page.wait_for_timeout(50)
    focused = page.locator("a[data-index]:focus")
    expect(focused).to_contain_text("CVE-2023-10128")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/run/\w+$"))
    signed_in.check_quiet()
