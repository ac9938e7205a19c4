"""Slots of built-in sources follow what the program declares; links are the users'."""

from pathlib import Path

import pytest

from backend import admin
from backend.db.pool import Database
from backend.db.queries import load
from backend.models.errors import InvalidInputError
from backend.models.secrets import SourceSecret, SourceSecretSet
from backend.models.sources import Source
from backend.sources.contract import KeyNeed, SecretSlot
from backend.sources.editing import SourceEditor
from backend.sources.slots import SlotEditor
from tests.support.enrichment import FakeSource

Q = load("sources")
SYSTEM = "system000000"


class Keyed(FakeSource):
    key = KeyNeed.FREE_KEY
    secrets = (
        SecretSlot(name="api_key", help="From the account's page."),
        SecretSlot(name="user", help="The account.", required=False),
    )


class Later(Keyed):
    """The same source in a later version."""

    secrets = (
        SecretSlot(name="api_key", help="From the new page.", required=False),
        SecretSlot(name="region", help="Where."),
    )


async def started(database: Database, source: FakeSource) -> tuple[Source, SlotEditor]:
    """What a start of the program with this source leaves."""
    built_in = {source.slug: source}
    editor = SourceEditor(database, {}, built_in)
    await editor.add_built_in()
    rows = await database.run(Q.list_sources)
    (source_id,) = [row["id"] for row in rows if row["slug"] == "fake"]
    return await editor.get(source_id), SlotEditor(database, built_in)


def described(slots: list[SourceSecret]) -> list[tuple[str, bool, str | None, bool]]:
    return [(s.name, s.required, s.description, s.secret_id is not None) for s in slots]


async def test_missing_ones_are_added_and_links_are_kept(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    source, slots = await started(database, Keyed())
    assert described(await slots.of(source.id)) == [
        ("api_key", True, "From the account's page.", False),
        ("user", False, "The account.", False),
    ]
    admin.set_secret(database_url, tmp_path / "keys", name="A key", value="value")
    (secret,) = admin.list_secrets(database_url)
    wanted = [SourceSecretSet(name="api_key", secret_id=secret.id, required=False)]
    await slots.put(source, wanted, SYSTEM, may_link=True)
    before = await slots.of(source.id)
    assert described(before)[0] == ("api_key", True, "From the account's page.", True)
    linked = (await started(database, Keyed()))[0]
    assert await slots.of(source.id) == before
    assert linked.version > source.version
    assert (await started(database, Keyed()))[0].version == linked.version
    _, slots = await started(database, Later())
    later = await slots.of(source.id)
    assert described(later) == [
        ("api_key", False, "From the new page.", True),
        ("region", True, "Where.", False),
    ]
    assert later[0].id == before[0].id


async def test_a_slot_that_is_not_declared_is_refused(database: Database) -> None:
    source, slots = await started(database, Keyed())
    with pytest.raises(InvalidInputError, match="there are: api_key, user") as caught:
        await slots.put(source, [SourceSecretSet(name="token")], SYSTEM, may_link=True)
    assert caught.value.errors[0].pointer == "/0/name"
