"""A real browser on the running appliance, and what is watched while a page is used."""

import http.client
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.acceptance.conftest import EMAIL, PASSWORD, Setup

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
AXE = Path(__file__).with_name("axe.min.js")
# Rules of WCAG 2.0 to 2.2, A and AA, and axe's best practices.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN_AXE = """async (tags) => {
    const found = await axe.run(document, { runOnly: tags });
    return found.violations.map(({ id, help, nodes }) => ({
        id, help, nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
    }));
}"""
# The browser writes these itself: the page knows of a refusal, and says what is to be said.
REFUSED = re.compile(r"^Failed to load resource: .* status of 4\d\d ")


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int
    theme: str
    language: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.language}"


# Each value of each with each value of the others.
LOOKS = (
    Look(390, "light", "en"),
    Look(390, "dark", "fr"),
    Look(1440, "dark", "en"),
    Look(1440, "light", "fr"),
)


@dataclass(frozen=True)
class Watched:
    """A page, how it is looked at, and what went wrong in it."""

    page: Page
    url: str
    look: Look
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path, and wait for its heading."""
        self.page.goto(f"{self.url}{path}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return self.page

    def say(self, english: str, french: str) -> str:
        """The words in the language that the page is looked at in."""
        return english if self.look.language == "en" else french

    def check(self) -> None:
        """What holds for every page: accessible, no wider than the screen, nothing went wrong."""
        # All of it on the screen: what a fixed bar covers can be scrolled to, which axe can't know.
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": self.look.width, "height": max(900, height + 60)})
        self.page.evaluate(AXE.read_text())  # not as a script: the page's policy forbids others
        violations: list[Any] = self.page.evaluate(RUN_AXE, list(AXE_TAGS))
        self.page.set_viewport_size({"width": self.look.width, "height": 900})
        assert not violations, json.dumps(violations, indent=2)
        assert not self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ), "the page scrolls sideways"
        self.check_quiet()

    def check_quiet(self) -> None:
        """No error in the console, no request to anybody else."""
        assert self.errors == []
        assert self.outside == []


# No longer than a module: while it is open, its event loop runs, and tests that want one can't.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def session_cookie(appliance: Setup) -> str:
    """The administrator, signed in."""
    answer = appliance.api.call(
        "POST", "/sessions", {"email": EMAIL, "password": PASSWORD}, token=None
    )
    assert answer.status == http.client.CREATED, answer.body
    return answer.headers["set-cookie"].split(";")[0].removeprefix("session=")


@pytest.fixture(params=LOOKS, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    """How the page is looked at; override by `@pytest.mark.parametrize("look", [...])`."""
    chosen: Look = request.param
    return chosen


@pytest.fixture
def visitor(browser: Browser, appliance: Setup, look: Look) -> Iterator[Watched]:
    """A browser in which nobody is signed in."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 900},
        locale={"en": "en-US", "fr": "fr-FR"}[look.language],
        color_scheme="dark" if look.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    watched = Watched(context.new_page(), appliance.url, look)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.match(message.text):
            watched.errors.append(message.text)

    def on_request(sent: Request) -> None:
        if not sent.url.startswith(f"{appliance.url}/"):
            watched.outside.append(sent.url)

    watched.page.on("console", on_console)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    watched.page.on("request", on_request)
    yield watched
    context.close()


@pytest.fixture
def signed_in(visitor: Watched, appliance: Setup, session_cookie: str) -> Watched:
    """A browser in which the administrator is signed in."""
    visitor.page.context.add_cookies(
        [{"name": "session", "value": session_cookie, "url": appliance.url}]
    )
    return visitor
