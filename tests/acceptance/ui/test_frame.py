"""What holds for every page, and what is around them: guard, navigation, keys, palette, words."""

import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import EMAIL, PASSWORD, Setup
from tests.acceptance.ui.conftest import Look, Watched

CONTENT_SECURITY_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
# Every page that does not need an id of its own.
PAGES = ("/", "/history", "/sources", "/sources/new", "/sources/dns", "/me", "/no-such-page")
DESK = Look(1440, "light", "en")
PHONE = Look(390, "light", "en")
desk = pytest.mark.parametrize("look", [DESK], ids=str)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(signed_in: Watched, path: str) -> None:
    page = signed_in.open(path)
    expect(page).to_have_title(re.compile(r".+ · Indicator Aggregator"))
    expect(page.locator("html")).to_have_attribute("lang", signed_in.look.language)
    expect(page.locator("[data-part=loading]")).to_have_count(0)
    signed_in.check()


def test_signing_in_is_accessible_and_stands_where_set_up_was(visitor: Watched) -> None:
    page = visitor.open("/setup")  # there is an administrator
    expect(page).to_have_url(f"{visitor.url}/sign-in")
    expect(page.get_by_label("E-mail")).to_be_focused()
    visitor.check()


def test_signing_in_leads_back_to_the_page_that_was_wanted(visitor: Watched) -> None:
    page = visitor.open("/history?q=a%26b")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label(visitor.say("Password", "Mot de passe")).fill("not the password")
    page.get_by_role("button", name=visitor.say("Sign in", "Se connecter")).click()
    password = page.get_by_label(visitor.say("Password", "Mot de passe"))
    expect(password).to_have_accessible_description(
        re.compile(visitor.say("not right", "incorrect"))
    )
    expect(password).to_be_focused()
    visitor.check()
    password.fill(PASSWORD)
    password.press("Enter")
    expect(page).to_have_url(f"{visitor.url}/history?q=a%26b")
    visitor.check_quiet()


@desk
def test_signing_out_ends_the_session(visitor: Watched) -> None:
    page = visitor.open("/sign-in?next=//example.com/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page).to_have_url(f"{visitor.url}/")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{visitor.url}/sign-in")
    assert page.context.cookies() == []
    page.goto(f"{visitor.url}/me")
    expect(page).to_have_url(re.compile("/sign-in"))
    visitor.check_quiet()


@desk
def test_a_session_that_has_ended_leads_to_signing_in(signed_in: Watched, appliance: Setup) -> None:
    page = signed_in.open("/me")
    page.context.clear_cookies()
    page.get_by_role("link", name="Sources").click()
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fsources"))
    signed_in.check_quiet()


def test_the_navigation_fits_the_screen_and_focus_follows_it(signed_in: Watched) -> None:
    page = signed_in.open("/")
    page.get_by_role("link", name=signed_in.say("History", "Historique"), exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(signed_in.say("History", "Historique"))
    expect(heading).to_be_focused()
    expect(page.get_by_role("navigation")).to_have_count(1)
    signed_in.check_quiet()


@desk
def test_keys_lead_to_pages_and_rest_while_one_types(signed_in: Watched) -> None:
    page = signed_in.open("/history")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page).to_have_url(f"{signed_in.url}/sources")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Go to: History")
    page.get_by_label("Single keys work too").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").press_sequentially("account g h")
    expect(page).to_have_url(f"{signed_in.url}/sources")
    signed_in.check_quiet()


def test_the_palette_goes_to_pages_and_takes_a_pasted_value(signed_in: Watched) -> None:
    page = signed_in.open("/me")
    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog").get_by_role("combobox")
    expect(box).to_be_focused()
    signed_in.check()
    box.fill(signed_in.say("histo", "HISTO"))
    box.press("Enter")
    expect(page).to_have_url(f"{signed_in.url}/history")
    page.keyboard.press("Control+k")
    box.fill("192.0.2.77 ")
    box.press("Enter")
    expect(page).to_have_url(f"{signed_in.url}/?value=192.0.2.77")
    signed_in.check_quiet()


@desk
def test_language_and_theme_are_chosen_and_remembered(visitor: Watched) -> None:
    page = visitor.open("/sign-in")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    page.get_by_role("button", name=re.compile("Thème")).click()
    page.get_by_role("button", name=re.compile("Thème")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.check()


@desk
def test_the_first_tab_skips_to_the_page(signed_in: Watched) -> None:
    page = signed_in.open("/history")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    signed_in.check_quiet()


@pytest.mark.parametrize("look", [PHONE], ids=str)
def test_the_page_is_served_under_the_strict_policy(visitor: Watched) -> None:
    response = visitor.page.goto(f"{visitor.url}/")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert {part.strip() for part in policy.split(";") if part.strip()} >= CONTENT_SECURITY_POLICY
