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
    "fr": re.compile(r"Trouvé|Non trouvé|Ignorée\s: .|Erreur\s: ."),
}
DONE = {
    "en": re.compile(r"^Done\s*(\d+) of \1 questions?"),
    "fr": re.compile(r"^Terminée\s*(\d+) questions? sur \1"),
}
ANSWER_MILLISECONDS = 30_000


def ask(watched: Watched, value: str) -> None:
    field = watched.page.get_by_label(watched.say("Indicators", "Indicateurs"), exact=True)
    field.fill(value)
    button = watched.page.get_by_role("button", name=re.compile("^(Ask about|Interroger sur) "))
    expect(button).to_be_enabled()
    field.press("Control+Enter")


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


def test_what_is_pasted_is_sorted_out(signed_in: Watched) -> None:
    page = signed_in.open("/")
    page.get_by_label(signed_in.say("Indicators", "Indicateurs"), exact=True).fill(
        "Seen: 192.0.2[.]55, hxxps://example[.]com/a;b and 192.0.2.55 from 10.0.0.1."
    )
    found = page.get_by_role(
        "region", name=signed_in.say("What will be asked about", "Ce sur quoi portera la question")
    )
    items = found.locator("li[data-index]")
    expect(items).to_have_count(3)
    expect(items.nth(0)).to_contain_text(re.compile(r"192\.0\.2\.55\S 2"))
    expect(items.nth(1)).to_contain_text("https://example.com/a;b")
    expect(items.nth(2)).to_contain_text("10.0.0.1")
    expect(page.get_by_text(re.compile("no indicators|pas des indicateurs"))).to_contain_text("3")
    signed_in.check()
    ask_button = page.get_by_role("button", name=re.compile("^(Ask about|Interroger sur) "))
    expect(ask_button).to_have_text(re.compile("3"))
    items.nth(2).get_by_role("checkbox").uncheck()
    expect(ask_button).to_have_text(re.compile("2"))
    local = page.get_by_label(signed_in.say("Local sources only", "Sources locales seulement"))
    local.check()
    expect(
        page.get_by_text(
            re.compile(signed_in.say("nothing leaves this network", "rien ne sort de ce réseau"))
        )
    ).to_be_visible()
    local.uncheck()
    page.get_by_label(signed_in.say("Chosen sources", "Sources choisies")).check()
    page.get_by_role("button", name=signed_in.say("Choose none", "Ne rien choisir")).click()
    expect(ask_button).to_be_disabled()
    signed_in.check()


def test_what_asking_does_is_shown_before(signed_in: Watched) -> None:
    page = signed_in.open("/")
    page.get_by_label(signed_in.say("Indicators", "Indicateurs"), exact=True).fill(VALUE)
    page.get_by_role("button", name=re.compile("^(Preview|Aperçu)")).click()
    sources = page.get_by_role(
        "group", name=signed_in.say("Sources of this question", "Sources de cette question")
    )
    expect(sources.get_by_role("row").nth(1)).to_be_visible()
    signed_in.check()
    page.get_by_label("TLP").select_option("RED")
    expect(
        page.get_by_text(
            signed_in.say("Nothing leaves this network.", "Rien ne sort de ce réseau.")
        )
    ).to_be_visible()


def test_a_request_that_is_none_is_said(signed_in: Watched) -> None:
    page = signed_in.open("/run/AbCdEfGhIjKl")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        signed_in.say("Not found", "Introuvable")
    )
    signed_in.check()
