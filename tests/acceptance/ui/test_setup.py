"""A newcomer's way: from the line that the start prints to the first answers."""

import re
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.acceptance.ui.conftest import Look, Watched
from tests.support.appliances import Appliance, reachable_folder

EMAIL, PASSWORD = "first@example.com", "a sentence that I remember"


@pytest.fixture
def fresh() -> Iterator[Appliance]:
    """An appliance that nobody has set up."""
    folder = reachable_folder()
    appliance = Appliance(folder / "fresh")
    appliance.start()
    yield appliance
    appliance.end()
    shutil.rmtree(folder)


@pytest.mark.parametrize("look", [Look(1440, "light", "en"), Look(390, "dark", "fr")], ids=str)
def test_from_the_printed_link_to_the_first_answers(visitor: Watched, fresh: Appliance) -> None:
    link = re.search(r"http://\S+/setup#token=\S+", fresh.output.read_text())
    assert link is not None
    page = visitor.page
    page.goto(fresh.url)
    expect(page).to_have_url(f"{fresh.url}/setup")
    expect(page.get_by_label(visitor.say("One-time token", "Jeton à usage unique"))).to_be_visible()

    page.goto("about:blank")
    page.goto(link[0])
    page.get_by_label(visitor.say("E-mail address", "Adresse électronique")).fill(EMAIL)
    page.get_by_label(visitor.say("Password", "Mot de passe")).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^(Create the |Créer l.)administrat")).click()

    key = page.get_by_label(visitor.say("Key for VirusTotal", "Clé pour VirusTotal"))
    expect(key).to_be_visible()
    assert "token" not in page.url
    visitor.outside.clear()  # it is another appliance than the one that the others watch
    visitor.check()
    key.fill("an-example-key-of-nobody")
    key.press("Enter")
    expect(key).to_have_count(0)
    dns = page.get_by_label("DNS", exact=True)
    dns.uncheck()
    expect(dns).not_to_be_checked()
    page.get_by_role("button", name=re.compile("first question|première question")).click()
    page.get_by_role("button", name=re.compile("^(Ask all sources|Interroger)")).click()

    expect(page).to_have_url(re.compile(r"/run/\w+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("198.51.100.7")
    expect(page.get_by_role("link", name=re.compile("VirusTotal|DNS"))).to_have_count(0)
    outside = {urlsplit(url).netloc for url in visitor.outside}
    assert outside == {urlsplit(fresh.url).netloc}
    assert visitor.errors == []

    page.goto(f"{fresh.url}/sign-in")
    page.context.clear_cookies()
    page.goto(link[0])
    expect(page).to_have_url(f"{fresh.url}/sign-in")
