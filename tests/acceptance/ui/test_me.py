"""One's own account: tokens shown once, sessions ended, the password changed."""

import http.client
import re

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Setup
from tests.acceptance.ui.conftest import Look, Watched

DESK = pytest.mark.parametrize("look", [Look(1440, "light", "en")], ids=str)


def test_a_token_is_made_works_and_is_shown_once(signed_in: Watched, appliance: Setup) -> None:
    page = signed_in.open("/me")
    note = f"page {signed_in.look}"
    page.get_by_label(signed_in.say("What it is for", "À quoi il sert")).fill(note)
    page.get_by_role("button", name=signed_in.say("Make a token", "Créer un jeton")).click()
    shown = page.locator("code", has_text=re.compile(r"^\w+_\w{32}$"))
    expect(shown).to_be_visible()
    signed_in.check()
    token = shown.inner_text()
    appliance.api.tokens["made"] = token
    assert appliance.api.call("GET", "/me", token="made").status == http.client.OK
    page.reload()
    row = page.get_by_role("row").filter(has_text=note)
    expect(row).to_be_visible()
    assert token not in page.content()
    row.get_by_role("button", name=signed_in.say("Delete", "Supprimer")).click()
    page.get_by_role("dialog").get_by_role(
        "button", name=signed_in.say("Delete", "Supprimer")
    ).click()
    expect(row).to_have_count(0)
    assert appliance.api.call("GET", "/me", token="made").status == http.client.UNAUTHORIZED
    signed_in.check()


@DESK
def test_a_wrong_current_password_is_said_beside_its_field(signed_in: Watched) -> None:
    page = signed_in.open("/me")
    now = page.get_by_label("Current password")
    now.fill("not the password")
    page.get_by_label("New password").fill("another sentence of mine")
    page.get_by_role("button", name="Change the password").click()
    expect(now).to_have_accessible_description(re.compile("not the current password"))
    signed_in.check()


@DESK
def test_another_session_is_ended_from_here(visitor: Watched, appliance: Setup) -> None:
    email, password = "two-places@example.com", "one sentence for two places"
    made = appliance.cli(
        *("user", "create", "--email", email, "--role", "analyst", "--password-stdin"),
        stdin=password,
    )
    assert made.returncode == 0, made.stderr
    form = {"email": email, "password": password}
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    elsewhere = appliance.api.call("POST", "/sessions", form, token=None, headers=agent)
    cookie = elsewhere.headers["set-cookie"].split(";")[0]

    page = visitor.open("/sign-in?next=/me")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_label("Password").press("Enter")
    other = page.get_by_role("listitem").filter(has_text="Firefox, Linux")
    expect(other).to_be_visible()
    visitor.check()
    other.get_by_role("button", name="End").click()
    expect(other).to_have_count(0)
    answer = appliance.api.call("GET", "/me", token=None, headers={"Cookie": cookie})
    assert answer.status == http.client.UNAUTHORIZED

    # An analyst writes no sources, and is told so in words.
    page.goto(f"{visitor.url}/sources/new")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not for this account")
    visitor.check()
