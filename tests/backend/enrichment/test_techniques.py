"""Families and tags of answers are explained by the loaded version of ATT&CK."""

import io
from pathlib import Path
from typing import Any

import pytest

from backend.db.pool import Database
from backend.enrichment import techniques
from backend.enrichment.techniques import AttackNames, Techniques, names_of
from backend.feeds.importing import import_file
from backend.models.answers import Answer, Level
from backend.sources import mitre_attack
from backend.sources.contract import NAME, FeedFormatError
from tests.support.attack import GROUP, MALWARE, OBJECTS, bundle, thing, uses


def names(content: bytes) -> AttackNames:
    rows = mitre_attack.parse(io.BytesIO(content))
    return names_of([{"value": r.value, "data": r.data} for r in rows if r.kind == NAME])


ATTACK = names(bundle())


def explained(**said: Any) -> list[list[str]] | None:
    element = ATTACK.explain(Answer(found=True, verdict=Level.MALICIOUS, **said))
    return element.value["rows"] if element else None


EXPLOIT = ["T9190", "Exploit Example", "initial-access"]
DUMP = ["T9003.001", "Example Memory", "credential-access"]
STEALER = "Example Stealer (S9001)"


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ({"families": ("Example Stealer",)}, [[*DUMP, STEALER], [*EXPLOIT, STEALER]]),
        ({"families": ("win.example_stealer",)}, [[*DUMP, STEALER], [*EXPLOIT, STEALER]]),
        ({"tags": ("exsteal", "ExSteal")}, [[*DUMP, STEALER], [*EXPLOIT, STEALER]]),
        ({"tags": ("exb12",)}, [[*EXPLOIT, "Example Bear (G9001)"]]),
        ({"families": ("Ping",)}, [[*DUMP, "Ping (S9002)"]]),
        # As a tag it is the word, and no tool.
        ({"tags": ("ping",)}, None),
        ({"tags": ("attack.t9003.001",)}, [[*DUMP, ""]]),
        ({"tags": ("T9190",), "families": ("exsteal",)}, [[*DUMP, STEALER], [*EXPLOIT, STEALER]]),
        # What MITRE withdrew, and what it never knew.
        ({"families": ("Old Stealer", "unheard of"), "tags": ("T9999", "T1")}, None),
        ({}, None),
    ],
)
def test_what_is_named_is_explained(said: dict[str, Any], rows: list[list[str]] | None) -> None:
    assert explained(**said) == rows


def test_the_same_group_of_two_domains_has_the_techniques_of_both() -> None:
    mobile = thing("attack-pattern", 9, "T9400", "Example Phone")
    rows = [
        {"value": row.value, "data": row.data}
        for content in (bundle(), bundle(GROUP, mobile, uses(GROUP, mobile)))
        for row in mitre_attack.parse(io.BytesIO(content))
        if row.kind == NAME
    ]
    element = names_of(rows).explain(Answer(found=True, families=("Example Bear",)))
    assert element is not None
    assert [row[0] for row in element.value["rows"]] == ["T9190", "T9400"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"type": "bundle", "objects": [{"type"', "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b'{"type": "bundle", "objects": []}', "no techniques"),
        (bundle(MALWARE), "no techniques"),
        (bundle(*[{"type": 7, "id": None, "external_references": "x"}]), "no techniques"),
    ],
)
def test_a_file_that_is_no_bundle_is_refused(content: bytes, found: str) -> None:
    with pytest.raises(FeedFormatError, match=found):
        list(mitre_attack.parse(io.BytesIO(content)))


def test_the_domain_of_a_bundle_is_told_by_its_content() -> None:
    parts = {part.name: part.sniff for part in mitre_attack.MitreAttack.feed}
    mobile = bundle({**OBJECTS[0], "name": "Mobile ATT&CK"}, *OBJECTS[1:])
    old = bundle({"type": "attack-pattern", "kill_chain_phases": [{"k": "mitre-attack"}]})
    for content, name in ((bundle(), "enterprise"), (mobile, "mobile"), (old, "enterprise")):
        assert [part for part, sniff in parts.items() if sniff(content)] == [name]
    assert not any(sniff(b'{"vulnerabilities": []}') for sniff in parts.values())


async def test_another_version_is_taken_when_it_was_loaded(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(techniques, "LOOK_EVERY_SECONDS", 0.0)
    known = Techniques(database)
    answer = Answer(found=True, families=("ExSteal",))
    assert await known.decorate(answer) == answer
    file = tmp_path / "bundle.json"
    file.write_bytes(bundle())
    (loaded,) = import_file(database_url, "mitre-attack", file)
    assert (loaded.part, loaded.rows) == ("enterprise", 7)
    decorated = await known.decorate(answer)
    assert [e.label for e in decorated.elements] == ["ATT&CK"]
    assert len(decorated.elements[0].value["rows"]) == 2
    file.write_bytes(bundle(*OBJECTS[1:]).replace(b"Example Memory", b"Renamed"))
    import_file(database_url, "mitre-attack", file)
    decorated = await known.decorate(answer)
    assert decorated.elements[0].value["rows"][0][1] == "Renamed"
    assert await known.decorate(Answer(found=False)) == Answer(found=False)
