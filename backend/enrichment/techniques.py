"""Explains the families and tags of answers by ATT&CK: an element with the techniques of each.

ATT&CK's names are kept in memory, and read again when another version was loaded, which is looked
for once a minute. Without a loaded copy nothing is added.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog

from backend.db.pool import Database
from backend.db.queries import load
from backend.models.answers import Answer, Element, ElementKind
from backend.models.errors import ApplicationError
from backend.sources.json_fields import table, text, texts

Q = load("techniques")
log = structlog.get_logger()

SLUG = "mitre-attack"
LABEL = "ATT&CK"
COLUMNS = ("Technique", "Name", "Tactics", "Used by")
LOOK_EVERY_SECONDS = 60.0
NAMES_AT_MOST, ROWS_AT_MOST = 50, 100
# Shorter names stand for something else too often.
FAMILY_CHARACTERS, TAG_CHARACTERS = 3, 4
# A tag `tor` or `ping` is rarely meant as the tool, a family's name always is.
NAMED_BY_TAGS = ("malware", "group")
TECHNIQUE = re.compile(r"^(?:attack\.)?(t\d{4}(?:\.\d{3})?)\b", re.IGNORECASE | re.ASCII)
# As Malpedia writes families: `win.emotet`.
PLATFORM = re.compile(r"^(?:win|elf|apk|osx|ios|js|jar|py|ps1|vbs|php|sh|asp|aix)\.", re.IGNORECASE)
NOT_OF_NAMES = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class _Named:
    """Who uses techniques."""

    id: str
    name: str
    what: str
    techniques: tuple[str, ...]


@dataclass(frozen=True)
class AttackNames:
    """One version of ATT&CK: techniques by id, and who uses them by every name."""

    techniques: dict[str, tuple[str, str]] = field(default_factory=dict)
    named: dict[str, _Named] = field(default_factory=dict)

    def explain(self, answer: Answer) -> Element | None:
        """A table of the techniques that the answer's families and tags stand for, if any."""
        users: dict[str, list[str]] = {}
        for found in self._found(answer):
            for technique in found.techniques:
                users.setdefault(technique, []).append(f"{found.name} ({found.id})")
        for tag in answer.tags[:NAMES_AT_MOST]:
            if (match := TECHNIQUE.match(tag)) and match[1].upper() in self.techniques:
                users.setdefault(match[1].upper(), [])
        if not users:
            return None
        rows = [
            [technique, *self.techniques[technique], ", ".join(dict.fromkeys(by))]
            for technique, by in sorted(users.items())[:ROWS_AT_MOST]
        ]
        return Element(ElementKind.TABLE, LABEL, {"columns": list(COLUMNS), "rows": rows})

    def _found(self, answer: Answer) -> Iterator[_Named]:
        """Each who is named, once."""
        found: dict[str, _Named] = {}
        for family in answer.families[:NAMES_AT_MOST]:
            named = self.named.get(_plain(family))
            if named and len(_plain(family)) >= FAMILY_CHARACTERS:
                found[named.id] = named
        for tag in answer.tags[:NAMES_AT_MOST]:
            named = self.named.get(_plain(tag))
            if named and named.what in NAMED_BY_TAGS and len(_plain(tag)) >= TAG_CHARACTERS:
                found[named.id] = named
        yield from found.values()


def _plain(name: str) -> str:
    """A name without what its writers differ in: case, spaces, dashes, a platform before it."""
    return NOT_OF_NAMES.sub("", PLATFORM.sub("", name)).casefold()


def names_of(rows: list[dict[str, Any]]) -> AttackNames:
    """The version that these rows are; of domains that have the same name the techniques of all.

    A name that two bear is the first one's: aliases come after the names themselves.
    """
    techniques: dict[str, tuple[str, str]] = {}
    users: dict[str, tuple[_Named, list[str]]] = {}
    for row in rows:
        data = table(row["data"])
        attack_id, name, what = (text(data.get(key)) for key in ("id", "name", "what"))
        if what == "technique":
            techniques[attack_id] = (name, ", ".join(texts(data.get("tactics"))))
            continue
        before = users[attack_id][0].techniques if attack_id in users else ()
        uses = tuple(dict.fromkeys([*before, *texts(data.get("techniques"), at_most=1000)]))
        users[attack_id] = (_Named(attack_id, name, what, uses), texts(data.get("names")))
    named: dict[str, _Named] = {}
    known = {key: _only(user, techniques) for key, (user, _) in users.items()}
    for user in known.values():
        named.setdefault(_plain(user.name), user)
        named.setdefault(_plain(user.id), user)
    for key, (_, aliases) in users.items():
        for alias in aliases:
            named.setdefault(_plain(alias), known[key])
    return AttackNames(techniques, named)


def _only(user: _Named, techniques: dict[str, tuple[str, str]]) -> _Named:
    """With techniques that are known, so that each can be shown."""
    kept = tuple(technique for technique in user.techniques if technique in techniques)
    return _Named(user.id, user.name, user.what, kept)


class Techniques:
    """The loaded version of ATT&CK, as answers need it. For one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names = AttackNames()
        self._version: list[dict[str, Any]] = []
        self._looked_at: float | None = None
        self._looking = asyncio.Lock()

    async def decorate(self, answer: Answer) -> Answer:
        """The answer with one element more, when ATT&CK knows what it names."""
        if not answer.found or not (answer.families or answer.tags):
            return answer
        await self._look()
        element = self._names.explain(answer)
        if element is None:
            return answer
        return msgspec.structs.replace(answer, elements=(*answer.elements, element))

    async def _look(self) -> None:
        """Read the names again if another version was loaded; once a minute for all who ask."""
        async with self._looking:
            now = time.monotonic()
            if self._looked_at is not None and now - self._looked_at < LOOK_EVERY_SECONDS:
                return
            self._looked_at = now
            try:
                version = await self._database.run(Q.find_versions, slug=SLUG)
                if version != self._version:
                    self._names = names_of(await self._database.run(Q.list_names, slug=SLUG))
                    self._version = version
            except ApplicationError as error:
                # An answer is worth more than its explanation.
                log.warning("techniques_not_read", detail=error.detail)
