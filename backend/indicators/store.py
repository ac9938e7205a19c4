"""Kinds that users define: made, checked, changed, deleted, and held in memory for detection."""

import asyncio

import msgspec
import structlog

from backend.db.connection import Connection, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.indicators import user_kinds
from backend.indicators.detection import detect
from backend.indicators.parsing import parse
from backend.indicators.user_kinds import PatternError, Reader, UserKinds
from backend.indicators.wording import UnfitError, show
from backend.models.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from backend.models.ids import new_id
from backend.models.indicators import Kind, KindName
from backend.models.kinds import UserKind, UserKindCreate, UserKindPatch, UserKindView

Q = load("kinds")
log = structlog.get_logger()

KINDS_AT_MOST = 100
"""Each costs every detection a look."""

_CHANGEABLE = ("description", "pattern", "normaliser", "example", "enabled")


class KindStore:
    """The kinds of the database. Whoever changes one calls `reload` then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = asyncio.Lock()
        self._kinds: list[UserKind] = []

    async def reload(self) -> None:
        """Make the stored kinds those of this process, one reader after the other."""
        async with self._reading:
            rows = await self._database.run(Q.list_kinds)
            kinds = [to_struct(row, UserKind) for row in rows]
            if kinds != self._kinds:
                # To compile a hundred large patterns takes seconds.
                user_kinds.replace(await asyncio.to_thread(lambda: UserKinds(_usable(kinds))))
                self._kinds = kinds

    async def all(self) -> list[UserKindView]:
        """Every kind, by name."""
        await self.reload()
        return [_view(kind, user_kinds.current()) for kind in self._kinds]

    async def get(self, kind_id: str) -> UserKindView:
        """One kind.

        Raises:
            NotFoundError: there is none.
        """
        kinds = await self.all()
        found = next((kind for kind in kinds if kind.id == kind_id), None)
        if found is None:
            raise _unknown(kind_id)
        return found

    async def create(self, new: UserKindCreate, user_id: str) -> str:
        """Define a kind; its id.

        Raises:
            InvalidInputError: its name is one of the program's, its pattern or example don't fit,
                or there are too many kinds.
            ConflictError: the name is taken.
        """
        if new.name in list(Kind):
            raise _unfit("name", f"{new.name} is a kind that comes with the program")
        check(new)
        kind_id = new_id()

        def insert(connection: Connection) -> None:
            connection.run(Q.hold_kinds)
            if connection.run(Q.count_kinds)[0]["total"] >= KINDS_AT_MOST:
                raise InvalidInputError(
                    f"there are {KINDS_AT_MOST} kinds already: delete one that is not needed"
                )
            connection.run(
                Q.insert_kind, id=kind_id, user_id=user_id, **msgspec.structs.asdict(new)
            )

        try:
            await self._database.transaction(insert)
        except UniqueViolationError as error:
            raise ConflictError(f"there is a kind {new.name} already") from error
        return kind_id

    async def change(self, kind_id: str, patch: UserKindPatch, user_id: str) -> None:
        """Change what the patch names.

        Raises:
            NotFoundError: there is no such kind.
            InvalidInputError: pattern and example don't fit.
        """

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_kind, id=kind_id)
            if not rows:
                raise _unknown(kind_id)
            named = {name: getattr(patch, name) for name in _CHANGEABLE}
            changed = {name: v for name, v in named.items() if v is not msgspec.UNSET}
            kind = msgspec.structs.replace(to_struct(rows[0], UserKind), **changed)
            check(kind)
            values = {name: getattr(kind, name) for name in _CHANGEABLE}
            connection.run(Q.update_kind, id=kind_id, user_id=user_id, **values)

        await self._database.transaction(apply)

    async def delete(self, kind_id: str) -> None:
        """Delete a kind; requests in history keep its name.

        Raises:
            NotFoundError: there is no such kind.
            ConflictError: sources name it.
        """

        def remove(connection: Connection) -> None:
            rows = connection.run(Q.lock_kind, id=kind_id)
            if not rows:
                raise _unknown(kind_id)
            name = rows[0]["name"]
            sources = [row["name"] for row in connection.run(Q.list_naming_sources, kind=name)]
            if sources:
                raise ConflictError(
                    f"{name} is named by {_some(sources)}: take it out there, or switch the kind "
                    "off by `enabled: false`"
                )
            connection.run(Q.delete_kind, id=kind_id)

        await self._database.transaction(remove)


def check(kind: UserKindCreate | UserKind) -> Reader:
    """What reads values of a kind whose pattern and example fit.

    Raises:
        InvalidInputError: the pattern is unusable, or the example is not of the kind.
    """
    try:
        reader = Reader(kind.name, kind.pattern, kind.normaliser, kind.example)
    except PatternError as error:
        raise _unfit("pattern", f"the pattern {error.why}") from None
    try:
        data = reader.read(kind.example)
    except UnfitError as error:
        reason = error.why.partition(";")[0]
        raise _unfit(
            "example", f"the example {show(kind.example)} does not fit: {reason}"
        ) from None
    if reader.fit(data) != data:
        raise _unfit("example", f"the canonical form of the example, {show(data)}, does not last")
    return reader


def _view(kind: UserKind, known: UserKinds) -> UserKindView:
    """A kind among all; one that is switched off is seen as it would be, alone."""
    canonical: str | None = None
    detected: KindName | None = None
    if not kind.enabled:
        known = UserKinds(_usable([msgspec.structs.replace(kind, enabled=True)]))
    if known.reader(kind.name) is not None:
        canonical = parse(kind.example, kind.name, known).data
        detected = detect(kind.example, known).indicator.kind
    return UserKindView(
        **msgspec.structs.asdict(kind),
        canonical_example=canonical,
        detected_as=None if detected == kind.name else detected,
    )


def _usable(kinds: list[UserKind]) -> list[UserKind]:
    """Without those that this version can't read: one such must not take the others along."""
    usable = []
    for kind in kinds:
        try:
            check(kind)
        except InvalidInputError as error:
            log.error("kind_unusable", kind=kind.name, detail=error.detail)  # noqa: TRY400 — the sentence says it all
        else:
            usable.append(kind)
    return usable


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"  # noqa: PLR2004 — what a sentence bears


def _unfit(field: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError(f"/{field}", message),))


def _unknown(kind_id: str) -> NotFoundError:
    return NotFoundError(f"there is no kind {kind_id[:80]!r}: GET /kinds lists them")
