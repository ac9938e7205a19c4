"""What a source is given: what it declared, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from backend.db.connection import utc_now
from backend.enrichment.catalog import Slot
from backend.enrichment.contexts import ContextMaker, open_slots
from backend.feeds.files import FeedFiles
from backend.models.errors import SourceSkippedError
from backend.models.secrets import SealedSecret
from backend.secrets.keys import KeyFile
from backend.secrets.sealing import seal
from backend.sources.contract import SecretSlot
from backend.sources.http import HttpClient
from tests.support.enrichment import FakeSource, row


async def unheard(*_: Any) -> None:
    """Nobody listens to what servers say of their limits."""


class Keyed(FakeSource):
    secrets = (SecretSlot(name="api_key", help=""),)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    file = KeyFile(tmp_path / "secrets")
    file.make()
    return file


def linked(keys: KeyFile, name: str, *, required: bool = True, expired: bool = False) -> Slot:
    sealed = seal(keys.keys(), f"id-{name}", f"value of {name}")
    secret = SealedSecret(
        id=f"id-{name}",
        name=f"Key {name}",
        expires_at=utc_now() if expired else None,
        key_version=sealed.key_version,
        value=sealed.value,
    )
    return Slot(f"slot-{name}", name, required, secret)


async def test_a_built_in_source_gets_what_it_declares_and_shows_it_to_nobody() -> None:
    maker = ContextMaker(None, HttpClient(version="0"), FeedFiles(None), unheard)  # type: ignore[arg-type]
    secrets = {"api_key": "value-4d17", "undeclared": "another"}
    context = maker.make(row(), Keyed(), secrets)
    assert context.secrets == {"api_key": "value-4d17"}
    assert "value-4d17" not in repr(context)
    assert maker.make(row(), FakeSource(), secrets).secrets == {}


def test_slots_are_opened_by_name(keys: KeyFile) -> None:
    slots = [
        linked(keys, "one"),
        linked(keys, "two"),
        linked(keys, "old", required=False, expired=True),
        Slot("slot-none", "none", required=False, secret=None),
    ]
    assert open_slots("Fake", slots, keys) == {"one": "value of one", "two": "value of two"}


def test_a_required_one_that_expired_while_others_were_asked_is_a_skip(keys: KeyFile) -> None:
    with pytest.raises(SourceSkippedError) as caught:
        open_slots("Fake", [linked(keys, "one"), linked(keys, "old", expired=True)], keys)
    assert (caught.value.reason, caught.value.content) == ("MISSING_SECRET", ["slot-old"])


def test_what_does_not_open_is_a_skip_only_where_it_is_required(
    keys: KeyFile, tmp_path: Path
) -> None:
    other = KeyFile(tmp_path / "others")
    other.make()
    optional = linked(other, "optional", required=False)
    assert open_slots("Fake", [linked(keys, "one"), optional], keys) == {"one": "value of one"}
    with pytest.raises(SourceSkippedError, match="can't be decrypted") as caught:
        open_slots("Fake", [linked(other, "one")], keys)
    assert str(keys.path) in caught.value.detail
