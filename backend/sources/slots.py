"""The slots for secrets that sources have, and what is linked to them."""

from collections.abc import Mapping, Sequence

from backend.db.connection import Connection, ForeignKeyError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.models.errors import FieldError, ForbiddenError, InvalidInputError
from backend.models.ids import new_id
from backend.models.secrets import SourceSecret, SourceSecretSet
from backend.models.sources import Source
from backend.sources import contract
from backend.sources.implementations import implementation_of

Q = load("secrets")


def declare_slots(connection: Connection, source_id: str, implementation: contract.Source) -> None:
    """Give a built-in source the slots that it declares, by name; what is linked to them stays."""
    for slot in implementation.secrets:
        connection.run(
            Q.declare_slot,
            id=new_id(),
            source_id=source_id,
            name=slot.name,
            description=slot.help,
            required=slot.required,
        )
    if connection.run(Q.list_slots, source_id=source_id):
        names = [slot.name for slot in implementation.secrets]
        connection.run(Q.delete_other_slots, source_id=source_id, names=names)


class SlotEditor:
    """Reads and changes the slots of sources."""

    def __init__(self, database: Database, built_in: Mapping[str, contract.Source]) -> None:
        self._database = database
        self._built_in = built_in

    async def of(self, source_id: str) -> list[SourceSecret]:
        """The slots of a source, in the order in which they came."""
        rows = await self._database.run(Q.list_slots, source_id=source_id)
        return [to_struct(row, SourceSecret) for row in rows]

    async def put(
        self, source: Source, slots: Sequence[SourceSecretSet], user_id: str, *, may_link: bool
    ) -> None:
        """Make these the slots of a source; those of the same name keep their id.

        The program itself says what slots a built-in source has, which of them are required and
        what for: of these only the links change.

        Raises:
            InvalidInputError: two have one name, there is no such secret, or a built-in source
                has no such slot.
            ForbiddenError: without `may_link`, a secret that this source did not have.
        """
        _refuse_doubles(slots)
        wanted = self._as_declared(source, slots)

        def change(connection: Connection) -> None:
            old = connection.run(Q.list_slots, source_id=source.id)
            linked = {row["secret_id"] for row in old} | {None}
            if not may_link and any(slot.secret_id not in linked for slot in wanted):
                raise ForbiddenError("to link a secret needs the permission secret_edit")
            names = [slot.name for slot in wanted]
            connection.run(Q.delete_other_slots, source_id=source.id, names=names)
            for slot in wanted:
                connection.run(
                    Q.put_slot,
                    id=new_id(),
                    source_id=source.id,
                    secret_id=slot.secret_id,
                    name=slot.name,
                    description=slot.description,
                    required=slot.required,
                    user_id=user_id,
                )

        try:
            await self._database.transaction(change)
        except ForeignKeyError as error:
            message = "a secret that is named does not exist: GET /secrets lists them"
            raise InvalidInputError(message, errors=(FieldError("", message),)) from error

    def _as_declared(
        self, source: Source, slots: Sequence[SourceSecretSet]
    ) -> list[SourceSecretSet]:
        implementation = implementation_of(source, self._built_in)
        if implementation is None:
            return list(slots)
        declared = {slot.name: slot for slot in implementation.secrets}
        names = ", ".join(declared) or "none"
        errors = tuple(
            FieldError(f"/{index}/name", f"{source.name} has no such slot; there are: {names}")
            for index, slot in enumerate(slots)
            if slot.name not in declared
        )
        if errors:
            raise InvalidInputError(errors[0].message, errors=errors)
        links = {slot.name: slot.secret_id for slot in slots}
        return [
            SourceSecretSet(
                name=slot.name,
                secret_id=links.get(slot.name),
                description=slot.help,
                required=slot.required,
            )
            for slot in implementation.secrets
        ]


def _refuse_doubles(slots: Sequence[SourceSecretSet]) -> None:
    seen: set[str] = set()
    for index, slot in enumerate(slots):
        if slot.name in seen:
            message = f"there is a slot {slot.name!r} already"
            raise InvalidInputError(message, errors=(FieldError(f"/{index}/name", message),))
        seen.add(slot.name)
