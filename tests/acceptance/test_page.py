"""The page at `/` in a real browser: paste, ask, read the answers and the verdict."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

VALUE = "192.0.2.55"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
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
LEVELS = re.compile("Malicious|Suspicious|Benign|Informational|Unknown")
ANSWER_MILLISECONDS = 30_000


class Appliance(Protocol):
    """A running appliance: `url` without a slash at its end, and a token that may ask."""

    url: str
    token: str


@dataclass(frozen=True)
class Watched:
    """A page, and what went wrong in it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def ask(self, token: str, value: str) -> None:
        self.page.get_by_label("API token").fill(token)
        self.page.get_by_label("Value", exact=True).fill(value)
        self.page.get_by_label("Value", exact=True).press("Enter")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(params=[390, 1440])
def watched(
    request: pytest.FixtureRequest, browser: Browser, appliance: Appliance
) -> Iterator[Watched]:
    """The page, opened at the width of a phone and of a desk."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    seen = Watched(context.new_page())

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    def on_request(sent: Request) -> None:
        if not sent.url.startswith(f"{appliance.url}/"):
            seen.outside.append(sent.url)

    seen.page.on("console", on_console)
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    seen.page.on("request", on_request)
    seen.page.goto(f"{appliance.url}/")
    yield seen
    context.close()


def test_a_pasted_value_is_answered_with_a_verdict(watched: Watched, appliance: Appliance) -> None:
    page = watched.page
    watched.ask(appliance.token, VALUE)

    done = page.get_by_text(re.compile(r"^(\d+) of \1 sources? done"))
    expect(done).to_be_visible(timeout=ANSWER_MILLISECONDS)
    rows = page.locator("li[data-source]")
    assert rows.count() > 0
    assert page.get_by_text("Waiting", exact=True).count() == 0
    for row in rows.all():
        expect(row).to_contain_text(re.compile("Found|Not found|Skipped: .|Error: ."))

    verdict = page.get_by_role("article", name=f"Verdict on {VALUE}")
    expect(verdict.get_by_role("heading")).to_have_text(LEVELS)
    expect(verdict.locator("[data-part=reason]")).to_have_text(re.compile(r"\w+ \w+"))
    expect(page.locator("[aria-live=polite]")).to_contain_text("Done")

    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    assert not wide, "the page scrolls sideways"
    assert watched.errors == []
    assert watched.outside == []


def test_the_token_is_kept_in_the_tab_alone(watched: Watched, appliance: Appliance) -> None:
    page = watched.page
    watched.ask(appliance.token, VALUE)
    expect(page.get_by_text("Token kept in this tab.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Token kept in this tab.")).to_be_visible()
    other_tab = page.context.new_page()
    other_tab.goto(f"{appliance.url}/")
    expect(other_tab.get_by_label("API token")).to_have_value("")
    assert appliance.token not in str(page.context.storage_state())


def test_a_refused_token_is_said_beside_its_field(watched: Watched) -> None:
    watched.ask("not-a-token", VALUE)
    field = watched.page.get_by_label("API token")
    expect(field).to_have_accessible_description(re.compile("The token was not accepted"))
    expect(field).to_be_focused()
    assert watched.page.locator("li[data-source]").count() == 0


def test_a_value_that_is_none_is_said_beside_its_field(
    watched: Watched, appliance: Appliance
) -> None:
    watched.ask(appliance.token, "no such thing !")
    field = watched.page.get_by_label("Value", exact=True)
    expect(field).to_have_accessible_description(re.compile("can't take this value"))
    expect(field).to_be_focused()


def test_the_page_is_served_under_the_strict_policy(browser: Browser, appliance: Appliance) -> None:
    page = browser.new_page()
    response = page.goto(f"{appliance.url}/")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert {part.strip() for part in policy.split(";") if part.strip()} >= CONTENT_SECURITY_POLICY
    page.close()
