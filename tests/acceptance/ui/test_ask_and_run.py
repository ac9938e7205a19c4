"""Asking in a real browser: paste, ask, read the answers and the verdict, also later."""

import re
from pathlib import Path

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
    items = found.get_by_role("listitem")
    expect(items).to_have_count(3)
    expect(items.nth(0)).to_contain_text(re.compile(r"192\.0\.2\.55\S 2"))
    expect(items.nth(1)).to_contain_text("https://example.com/a;b")
    expect(items.nth(2)).to_contain_text("10.0.0.1")
    expect(page.get_by_text(re.compile("no indicators|pas des indicateurs"))).to_contain_text("3")
    signed_in.check()
    items.nth(2).get_by_role("button").click()
    expect(items).to_have_count(2)
    local = page.get_by_label(signed_in.say("Local sources only", "Sources locales seulement"))
    local.check()
    expect(
        page.get_by_text(
            re.compile(signed_in.say("nothing leaves this network", "rien ne sort de ce réseau"))
        )
    ).to_be_visible()
    page.get_by_label(signed_in.say("Chosen sources", "Sources choisies")).check()
    page.get_by_role("button", name=signed_in.say("Choose none", "Ne rien choisir")).click()
    expect(page.get_by_role("button", name=re.compile("^(Ask about|Interroger)"))).to_be_disabled()
    signed_in.check()


def test_a_file_is_read_and_one_that_is_no_text_is_refused(
    signed_in: Watched, tmp_path: Path
) -> None:
    page = signed_in.open("/")
    text, binary = tmp_path / "seen.log", tmp_path / "seen.bin"
    text.write_text("192.0.2.55 example.com\n")
    binary.write_bytes(b"\0\1\2")
    chooser = page.get_by_label(signed_in.say("Open a text file", "Ouvrir un fichier texte")).first
    chooser.set_input_files(text)
    box = page.get_by_label(signed_in.say("Indicators", "Indicateurs"), exact=True)
    expect(box).to_have_value("192.0.2.55 example.com\n")
    chooser.set_input_files(binary)
    expect(box).to_have_accessible_description(re.compile("seen.bin"))
    expect(box).to_have_value("192.0.2.55 example.com\n")
    signed_in.check()


def test_a_request_that_is_none_is_said(signed_in: Watched) -> None:
    page = signed_in.open("/run/AbCdEfGhIjKl")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        signed_in.say("Not found", "Introuvable")
    )
    signed_in.check()
