"""Asking in a real browser: paste, ask, read the answers and the verdict, also later."""

import re

from playwright.sync_api import Page, expect

from tests.acceptance.ui.conftest import Watched

VALUE = "192.0.2.55"
LEVELS = {
    "en": re.compile("Malicious|Suspicious|Benign|Informational|Unknown"),
    "fr": re.compile("Malveillant|Suspect|Bénin|Informatif|Inconnu"),
}
ENDINGS = {
    "en": re.compile("Found|Not found|Skipped: .|Error: ."),
    "fr": re.compile("Trouvé|Non trouvé|Ignorée: .|Erreur: ."),
}
DONE = {
    "en": re.compile(r"^(\d+) of \1 sources? done"),
    "fr": re.compile(r"^(\d+) sources? sur \1 terminée"),
}
ANSWER_MILLISECONDS = 30_000


def ask(watched: Watched, value: str) -> None:
    field = watched.page.get_by_label(watched.say("Value", "Valeur"), exact=True)
    field.fill(value)
    field.press("Enter")


def expect_answers(watched: Watched, page: Page) -> None:
    language = watched.look.language
    counts = page.locator("[data-part=counts]")
    expect(counts).to_have_text(DONE[language], timeout=ANSWER_MILLISECONDS)
    rows = page.locator("li[data-source]")
    assert rows.count() > 0
    for row in rows.all():
        expect(row).to_contain_text(ENDINGS[language])
    verdict = page.get_by_role("article").filter(has_text=VALUE)
    expect(verdict.get_by_role("heading")).to_have_text(LEVELS[language])
    expect(verdict.locator("[data-part=reason]")).to_have_text(re.compile(r"\w+ \w+"))


def test_a_pasted_value_is_answered_with_a_verdict_that_stays(signed_in: Watched) -> None:
    page = signed_in.open("/")
    ask(signed_in, VALUE)
    expect(page).to_have_url(re.compile(r"/run/\w+$"))
    expect_answers(signed_in, page)
    expect(page.locator("[data-part=progress]")).to_contain_text(signed_in.say("Done", "Terminé"))
    signed_in.check()
    page.reload()
    expect_answers(signed_in, page)
    page.goto(f"{signed_in.url}/history")
    expect(page.get_by_role("link", name=VALUE).first).to_be_visible()
    signed_in.check()


def test_a_value_that_is_none_is_said_beside_its_field(signed_in: Watched) -> None:
    page = signed_in.open("/")
    ask(signed_in, "no such thing !")
    field = page.get_by_label(signed_in.say("Value", "Valeur"), exact=True)
    expect(field).to_have_accessible_description(
        re.compile(signed_in.say("can't take this value", "ne peut pas accepter cette valeur"))
    )
    expect(field).to_be_focused()
    signed_in.check()


def test_a_request_that_is_none_is_said(signed_in: Watched) -> None:
    page = signed_in.open("/run/AbCdEfGhIjKl")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        signed_in.say("Not found", "Introuvable")
    )
    signed_in.check()
