"""Creating, changing and deleting sources, and the rows of the built-in ones."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import structlog

from backend.db.connection import Connection, ForeignKeyError, UniqueViolationError
from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_json, to_struct
from backend.indicators.parsing import wrong_kind
from backend.models.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from backend.models.ids import new_id
from backend.models.slugs import slug_of
from backend.models.source_versions import SourceVersionCode
from backend.models.sources import Source, SourceCreate, SourceKind, SourcePatch
from backend.sources import contract
from backend.sources.generic import Template
from backend.sources.generic_rows import check_template, filled, template_of
from backend.sources.implementations import implementation_of
from backend.sources.registry import all_templates
from backend.sources.slots import declare_slots
from backend.sources.user_code import Runner
from backend.sources.versions import add_version
from runners.egress.allowed import AllowList

Q = load("sources")
log = structlog.get_logger()

_FUNCTIONS = {
    SourceKind.PYTHON: "fetch_data(indicator_data, indicator_kind)",
    SourceKind.JAVA_SCRIPT: "fetchData(indicatorData, indicatorKind)",
}


class SourceEditor:
    """Changes sources; a runner that is there checks code before it is saved."""

    def __init__(
        self,
        database: Database,
        runners: Mapping[SourceKind, Runner],
        built_in: Mapping[str, contract.Source],
    ) -> None:
        self._database = database
        self._runners = runners
        self._built_in = built_in

    async def create(self, new: SourceCreate, user_id: str) -> dict[str, str]:
        """Make a source; its id and slug.

        Raises:
            InvalidInputError: code is missing, or has a syntax error; there is no such template,
                or its settings do not fit.
            ConflictError: name or slug is taken.
        """
        check_names(msgspec.to_builtins(new))
        check_hosts(new.kind, new.allowed_hosts)
        source_id, template, fit = new_id(), None, None
        if new.kind is SourceKind.SYSTEM:
            template = fitting_template(new)
            new = filled(new, template)
        elif new.template is not None:
            message = "a source with code is made of no template; its kind would be SYSTEM"
            raise InvalidInputError(message, errors=(FieldError("/template", message),))
        elif not new.source_code:
            raise _missing_code(new.kind)
        else:
            fit = await self._check_code(source_id, new.kind, new.source_code)
        slug = slug_of(new.name) or f"source-{source_id}"
        row = _row(new) | {"id": source_id, "slug": slug, "created_user_id": user_id}
        await self._insert(row, template, fit=fit)
        return {"id": source_id, "slug": slug}

    async def _insert(
        self, row: dict[str, Any], template: Template | None, *, fit: bool | None
    ) -> None:
        taken = f"there is a source with the name {row['name']!r} or its slug already"

        def insert(connection: Connection) -> bool:
            inserted = connection.run(Q.insert_source, row=to_json(row))
            if inserted and template is not None:
                declare_slots(connection, row["id"], template)
            elif inserted:
                add_version(
                    connection,
                    row["id"],
                    row["source_code"],
                    user_id=row["created_user_id"],
                    note=row["note"],
                    fit=fit,
                )
            return bool(inserted)

        try:
            if not await self._database.transaction(insert):
                raise ConflictError(taken)
        except UniqueViolationError as error:
            raise ConflictError(taken) from error
        except ForeignKeyError as error:
            raise _unknown_provider() from error

    async def restore(self, source_id: str, version: SourceVersionCode, user_id: str) -> None:
        """Save the code of an earlier version, as a new one.

        Raises:
            NotFoundError: no such source.
            InvalidInputError: its runner refuses the code.
        """
        patch = SourcePatch(source_code=version.code, note=f"restores version {version.number}")
        await self.change(source_id, patch, user_id, again=True)

    async def change(
        self, source_id: str, patch: SourcePatch, user_id: str, *, again: bool = False
    ) -> Source:
        """Change what the patch names. Code is a new version if it differs, or is saved `again`.

        Raises:
            NotFoundError: no such source.
            InvalidInputError, ConflictError: as in `create`.
        """
        old, fit = await self.get(source_id), None
        changes = msgspec.to_builtins(patch)
        check_names(changes)
        check_hosts(old.kind, changes.get("allowedHosts"))
        if "sourceCode" in changes:
            fit = await self._check_change(old, changes["sourceCode"])
        implementation = implementation_of(old, self._built_in)
        if implementation is not None:
            check_settings(implementation, changes.get("configValues", ()))
            check_kinds(implementation, changes.get("supportedIndicators", ()))
        if isinstance(implementation, Template) and "configValues" in changes:
            check_template(implementation, changes["configValues"])

        def apply(connection: Connection) -> Source:
            rows = connection.run(Q.lock_source, id=source_id)
            if not rows:
                raise _unknown(source_id)
            current = to_struct(rows[0], Source)
            changed = _changes(patch)
            if "source_code" in changed and (again or patch.source_code != current.source_code):
                code, note = changed["source_code"], patch.note
                add_version(connection, source_id, code, user_id=user_id, note=note, fit=fit)
            row = _row(msgspec.structs.replace(current, **changed))
            updated = connection.run(
                Q.update_source, id=source_id, row=to_json(row), user_id=user_id
            )
            if current.template is not None and "config_values" in changed:
                connection.run(Q.forget_origins, slug=current.slug)
            return to_struct(updated[0], Source)

        try:
            return await self._database.transaction(apply)
        except UniqueViolationError as error:
            raise ConflictError(
                f"there is a source with the name {patch.name!r} already"
            ) from error
        except ForeignKeyError as error:
            raise _unknown_provider() from error

    async def delete(self, source_id: str) -> None:
        """Delete a source; its results stay in history.

        Raises:
            NotFoundError: no such source.
            ForbiddenError: it comes with the program and would be back after a restart.
        """
        source = await self.get(source_id)
        if source.kind is SourceKind.SYSTEM and source.template is None:
            raise ForbiddenError(
                f"{source.name} comes with the program: switch it off by `enabled: false` instead"
            )

        def delete(connection: Connection) -> None:
            connection.run(Q.delete_source, id=source_id)
            connection.run(Q.delete_feed_rows, slug=source.slug)
            connection.run(Q.delete_feed_parts, slug=source.slug)

        await self._database.transaction(delete)
        runner = self._runners.get(source.kind)
        if runner is not None:
            await runner.forget(source_id)

    async def grow_version(self, source_id: str) -> None:
        """Make it another source to whatever keeps its answers, in every process.

        Raises:
            NotFoundError: no such source.
        """
        if not await self._database.run(Q.grow_version, id=source_id):
            raise _unknown(source_id)

    async def get(self, source_id: str) -> Source:
        """The source.

        Raises:
            NotFoundError: there is none.
        """
        row = await self._database.one(Q.get_source, id=source_id)
        if row is None:
            raise _unknown(source_id)
        return to_struct(row, Source)

    async def add_built_in(self) -> None:
        """Add the rows that are missing; what users changed stays."""

        def add(connection: Connection) -> None:
            for source in self._built_in.values():
                provider_id = _ensure_provider(connection, source.provider)
                row = to_json(_built_in_row(source) | {"provider_id": provider_id})
                connection.run(Q.insert_source, row=row)
            rows = connection.run(Q.list_sources)
            for made in rows:
                if (template := all_templates().get(made["template"] or "")) is not None:
                    declare_slots(connection, made["id"], template)
            system = [r for r in rows if r["kind"] == SourceKind.SYSTEM and r["template"] is None]
            there = {r["slug"]: r["id"] for r in system}
            for slug, source_id in there.items():
                if slug in self._built_in:
                    declare_slots(connection, source_id, self._built_in[slug])
            for slug in sorted(self._built_in.keys() - there.keys()):
                log.warning("source_left_out", source=slug, reason="a user's has its name or slug")

        await self._database.transaction(add)

    async def _check_change(self, source: Source, code: str) -> bool | None:
        """As `_check_code`; what is part of the program has none."""
        if source.kind is SourceKind.SYSTEM:
            raise InvalidInputError(f"{source.name} is part of the program and has no code to edit")
        return await self._check_code(source.id, source.kind, code)

    async def _check_code(self, source_id: str, kind: SourceKind, code: str) -> bool | None:
        """Refuse a syntax error; None: its runner is away, and gets the code when it is back."""
        runner = self._runners.get(kind)
        if runner is not None and await runner.check(source_id, code):
            return True
        log.warning("runner_unavailable", runner=kind, source_id=source_id)
        return None


def check_names(changes: Mapping[str, Any]) -> None:
    """Refuse kinds that do not exist.

    Raises:
        InvalidInputError: naming each of them.
    """
    errors = [
        FieldError(f"/{field}/{index}", wrong)
        for field in ("supportedIndicators", "disabledIndicators")
        for index, kind in enumerate(changes.get(field, ()))
        if (wrong := wrong_kind(kind))
    ]
    if errors:
        raise InvalidInputError(errors[0].message, errors=tuple(errors))


def check_hosts(kind: SourceKind, hosts: Sequence[str] | None) -> None:
    """Refuse what is no list of hosts for code to reach.

    Raises:
        InvalidInputError: naming each entry that is none; or the source has no code.
    """
    if hosts and kind is SourceKind.SYSTEM:
        message = "what is part of the program goes where its settings say: only code has hosts"
        raise InvalidInputError(message, errors=(FieldError("/allowedHosts", message),))
    errors = [
        FieldError(f"/allowedHosts/{index}", wrong)
        for index, host in enumerate(hosts or ())
        if (wrong := _wrong_host(host))
    ]
    if errors:
        raise InvalidInputError(errors[0].message, errors=tuple(errors))


def _wrong_host(host: str) -> str:
    try:
        AllowList([host])
    except ValueError as error:
        return str(error)
    return ""


def fitting_template(new: SourceCreate | Source) -> Template:
    """The template of a source that is to be made, to which its settings and kinds fit.

    Raises:
        InvalidInputError: there is no such template, or something does not fit.
    """
    template = template_of(new)
    check_settings(template, new.config_values)
    check_kinds(template, new.supported_indicators)
    check_template(template, new.config_values)
    return template


def check_kinds(source: contract.Source, kinds: Sequence[str]) -> None:
    """Refuse kinds that a built-in source cannot answer about: it would say NOT_FOUND.

    Raises:
        InvalidInputError: naming each of them.
    """
    errors = [
        FieldError(f"/supportedIndicators/{index}", f"it does not answer about {kind}")
        for index, kind in enumerate(kinds)
        if kind not in source.kinds
    ]
    if errors:
        raise InvalidInputError(f"{source.name}: {errors[0].message}", errors=tuple(errors))


def check_settings(source: contract.Source, values: Sequence[Any]) -> None:
    """Refuse settings that the source does not declare, and values of another type.

    Raises:
        InvalidInputError: naming each of them.
    """
    declared = {setting.name: setting for setting in source.settings}
    errors = [
        FieldError(f"/configValues/{index}", wrong)
        for index, item in enumerate(values)
        if (wrong := _wrong_setting(item, declared))
    ]
    if errors:
        raise InvalidInputError(f"{source.name}: {errors[0].message}", errors=tuple(errors))


def _wrong_setting(item: Any, declared: Mapping[str, contract.Setting]) -> str:
    if not isinstance(item, dict) or item.keys() != {"name", "value"}:
        return 'a setting is {"name": …, "value": …}'
    setting = declared.get(str(item["name"]))
    if setting is None:
        return f"there is no setting {item['name']!r}; there are: {', '.join(declared) or 'none'}"
    shape = tuple[str, ...] if isinstance(setting.default, tuple) else type(setting.default)
    try:
        msgspec.convert(item["value"], shape)
    except msgspec.ValidationError as error:
        return f"the setting {setting.name}: {error}"
    return ""


def _changes(patch: SourcePatch) -> dict[str, Any]:
    """What a patch names, by the names of a source's fields."""
    named = {n: getattr(patch, n) for n in patch.__struct_fields__ if n != "note"}
    changed = {n: v for n, v in named.items() if v is not msgspec.UNSET}
    if "source_code" in changed:
        # It runs from now on, whatever was wrong with the code before it.
        changed |= {"code_refused": None, "running_code": None}
    return changed


def _row(source: SourceCreate | Source) -> dict[str, Any]:
    """Columns by their names in the database."""
    row = {name: getattr(source, name) for name in source.__struct_fields__}
    return row | {"allowed_hosts": source.allowed_hosts or []}


def _built_in_row(source: contract.Source) -> dict[str, Any]:
    create = SourceCreate(
        name=source.name,
        kind=SourceKind.SYSTEM,
        description=source.description,
        url=source.url,
        tags=list(source.tags),
        enabled=source.enabled,
        supported_indicators=sorted(source.kinds),
        task_enabled=source.refresh_seconds is not None,
        task_interval=source.refresh_seconds,
        config=[{"name": s.name, "default": s.default, "help": s.help} for s in source.settings],
        cache_enabled=source.cache_seconds is not None,
        cache_interval=source.cache_seconds,
        activity=source.activity,
        time_limit_seconds=source.deadline_seconds,
        reliability=source.reliability,
    )
    return _row(create) | {
        "id": new_id(),
        "slug": source.slug,
        "created_user_id": "system000000",
    }


def _ensure_provider(connection: Connection, name: str) -> str:
    slug = slug_of(name)
    connection.run(Q.insert_provider, id=new_id(), name=name, slug=slug)
    return str(connection.run(Q.find_provider, slug=slug)[0]["id"])


def _unknown(source_id: str) -> NotFoundError:
    return NotFoundError(f"there is no source {source_id[:80]!r}: GET /sources lists them")


def _unknown_provider() -> InvalidInputError:
    message = "there is no such provider"
    return InvalidInputError(message, errors=(FieldError("/providerId", message),))


def _missing_code(kind: SourceKind) -> InvalidInputError:
    message = f"sourceCode is needed: a function {_FUNCTIONS[kind]}"
    return InvalidInputError(message, errors=(FieldError("/sourceCode", message),))
