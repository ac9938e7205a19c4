"""Overrides: made, changed, deleted; each change says who answers for it."""

import msgspec

from backend.db.connection import Connection, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.enrichment.overrides import ANY, OverrideHolder
from backend.indicators.detection import detect
from backend.indicators.parsing import parse, wrong_kind
from backend.indicators.refang import refang
from backend.models.errors import ConflictError, FieldError, InvalidInputError, NotFoundError
from backend.models.ids import new_id
from backend.models.indicators import Indicator, Kind, KindName
from backend.models.overrides import Override, OverrideCreate, OverrideMatching, OverridePatch

Q = load("overrides")

# A pattern of less would speak for half of the internet.
LITERALS_AT_LEAST = 3
BELOW = "*."


class OverrideEditor:
    """Writes overrides; `holder` has them from then on."""

    def __init__(self, database: Database, holder: OverrideHolder) -> None:
        self._database = database
        self._holder = holder

    def all(self) -> list[Override]:
        """Every override, also those past their time; latest first."""
        return self._holder.all

    def get(self, override_id: str) -> Override:
        """One override.

        Raises:
            NotFoundError: there is none.
        """
        for override in self._holder.all:
            if override.id == override_id:
                return override
        raise _unknown(override_id)

    def find(self, indicator: Indicator) -> Override | None:
        """The override that counts for an indicator now."""
        return self._holder.current.find(indicator)

    async def create(self, new: OverrideCreate, *, user_id: str, user_name: str) -> Override:
        """Make an override.

        Raises:
            InvalidInputError: the pattern is no value and no wildcard that may be.
            ConflictError: there is one with this pattern, matching and kind.
        """
        override_id = new_id()
        pattern = canonical_pattern(new)
        try:
            await self._database.run(
                Q.insert_override,
                id=override_id,
                pattern=pattern,
                matching=new.matching,
                kind=new.kind,
                level=new.level,
                reason=new.reason,
                expires_at=new.expires_at,
                author_name=user_name,
                user_id=user_id,
            )
        except UniqueViolationError as error:
            raise ConflictError(
                f"there is an override of {pattern[:200]!r} already: change or delete it"
            ) from error
        await self._holder.reload()
        return self.get(override_id)

    async def change(
        self, override_id: str, patch: OverridePatch, *, user_id: str, user_name: str
    ) -> None:
        """Change what the patch names; who does, is its author from then on.

        Raises:
            NotFoundError: there is none.
        """

        def apply(connection: Connection) -> None:
            rows = connection.run(Q.lock_override, id=override_id)
            if not rows:
                raise _unknown(override_id)
            named = {n: getattr(patch, n) for n in patch.__struct_fields__}
            changed = {n: v for n, v in named.items() if v is not msgspec.UNSET}
            values = {**rows[0], **changed, "author_name": user_name, "user_id": user_id}
            connection.run(Q.update_override, id=override_id, **values)

        await self._database.transaction(apply)
        await self._holder.reload()

    async def delete(self, override_id: str) -> None:
        """Delete an override; verdicts that it made stay as they were.

        Raises:
            NotFoundError: there is none.
        """
        if not await self._database.run(Q.delete_override, id=override_id):
            raise _unknown(override_id)
        await self._holder.reload()


def canonical_pattern(new: OverrideCreate) -> str:
    """The pattern as it is compared with canonical values.

    Raises:
        InvalidInputError: it is no value and no wildcard that may be.
    """
    try:
        if new.matching is OverrideMatching.WILDCARD:
            return _canonical_wildcard(new.pattern, new.kind)
        if new.kind is not None:
            return parse(new.pattern, new.kind).data
        return detect(new.pattern).indicator.data
    except InvalidInputError as error:
        field = FieldError("/pattern", error.detail)
        raise InvalidInputError(error.detail, errors=(field,)) from error


def _canonical_wildcard(text: str, kind: KindName | None) -> str:
    if kind is not None and (wrong := wrong_kind(kind)):
        raise InvalidInputError(wrong)
    pattern = refang(text).strip().lower()
    if ANY not in pattern:
        raise InvalidInputError("a wildcard has a *; a value as it is goes by EXACT")
    if len(pattern.replace(ANY, "")) < LITERALS_AT_LEAST:
        raise InvalidInputError(
            f"a wildcard needs {LITERALS_AT_LEAST} characters beside *: this one fits too much"
        )
    if pattern.startswith(BELOW) and not pattern.isascii():
        # Names are compared as they are asked: with their international labels encoded.
        return BELOW + parse(pattern.removeprefix(BELOW), Kind.DOMAIN).data
    return pattern


def _unknown(override_id: str) -> NotFoundError:
    return NotFoundError(f"there is no override {override_id[:80]!r}: GET /overrides lists them")
