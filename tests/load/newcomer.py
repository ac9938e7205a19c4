"""`./build.sh bench newcomer`: from a fresh clone to the first verdict, by a newcomer's steps.

Clone, `./build.sh run`, open the printed link in a browser, make the administrator, take sources
as they are offered, ask about the sample, read the verdict. Packages come from the caches of the
machine; the person types without thinking.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.acceptance.ui.conftest import FLAGS
from tests.load.figures import figure
from tests.support.appliances import reachable_folder
from tests.support.ports import free_port
from tests.support.processes import until

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 600.0
LINK = re.compile(r"http://\S+/setup#token=\S+")


class Stopwatch:
    """Says how long each step took."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()

    def step(self, name: str) -> None:
        """A step has ended."""
        now = time.monotonic()
        figure(name, now - self._last, "s", beside=f"{now - self._begun:.1f} s since the beginning")
        self._last = now


def main() -> None:
    """The time of each step, and since the beginning."""
    folder = reachable_folder()
    output = folder / "output"
    watch = Stopwatch()
    try:
        git = shutil.which("git") or "git"
        subprocess.run([git, "clone", "--quiet", "--no-local", ROOT, folder / "clone"], check=True)
        watch.step("clone")
        with output.open("wb") as written:
            running = subprocess.Popen(
                [folder / "clone" / "build.sh", "run"],
                stdout=written,
                env=os.environ
                | {
                    "INDICATOR_AGGREGATOR__APPLIANCE__DATA_DIR": str(folder / "data"),
                    "INDICATOR_AGGREGATOR__SERVER__PORT": str(free_port()),
                },
            )
        try:
            until(lambda: LINK.search(output.read_text()), LONGEST_SECONDS)
            found = LINK.search(output.read_text())
            assert found is not None, output.read_text()
            watch.step("environment made, appliance started, link printed")
            _look(found[0], watch)
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)
        watch.step("stopped")
    finally:
        shutil.rmtree(folder)


def _look(link: str, watch: Stopwatch) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        page = browser.new_page()
        watch.step("browser started (not the product's)")
        _first_verdict(page, link, watch)
        browser.close()


def _first_verdict(page: Page, link: str, watch: Stopwatch) -> None:
    page.goto(link)
    page.get_by_label("E-mail address").fill("first@example.com")
    page.get_by_label("Password").fill("a sentence that I remember")
    watch.step("page open, form filled")
    page.get_by_role("button", name="Create the administrator").click()
    forward = page.get_by_role("button", name="Go on to the first question")
    expect(forward).to_be_visible()
    watch.step("administrator made, sources offered")
    forward.click()
    page.get_by_role("button", name="Ask all sources").click()
    verdict = page.get_by_role("article").get_by_role("heading")
    expect(verdict).to_be_visible(timeout=30_000)
    watch.step(f"first verdict: {verdict.inner_text()}")


if __name__ == "__main__":
    main()
