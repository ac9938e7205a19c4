"""Values of settings: secrets fetched, read as the declared type, described for people."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from appliance.config_file import Origin
from appliance.errors import SetupError

_REFERENCE = re.compile(r"\$\{(file|credential):([^}]+)\}")
_SHOWN_AT_MOST = 60


def convert_section(
    section: str,
    declared: type[msgspec.Struct],
    values: Mapping[str, tuple[Any, Origin]],
    environment: Mapping[str, str],
) -> Any:
    """A section's struct, made of its values.

    Raises:
        SetupError: a value is not of its setting's type, or refers to what can't be read.
    """
    made: dict[str, Any] = {}
    for field in msgspec.structs.fields(declared):
        if field.name not in values:
            continue
        value, origin = values[field.name]
        fetched = _fetched(value, origin, environment)
        try:
            made[field.name] = _convert(fetched, field.type, text=origin.text)
        except msgspec.ValidationError as error:
            hidden = is_secret(field) or fetched != value
            found = "something else, which is secret" if hidden else _shown(value)
            raise SetupError(
                f"{origin}: expected {describe(field.type)}, found {found}."
            ) from error
    try:
        return declared(**made)
    except ValueError as error:
        # Declarations begin such a sentence with the setting's name.
        name, _, sentence = str(error).partition(": ")
        if name in values:
            raise SetupError(f"{values[name][1]}: {sentence}.") from error
        raise SetupError(f"[{section}]: {error}.") from error


def _convert(value: Any, declared: Any, *, text: bool) -> Any:
    kind = _bare(inspect.type_info(declared))
    if isinstance(kind, inspect.UnionType) and kind.includes_none and value == "":
        return None
    if not text:
        return msgspec.convert(value, declared)
    if isinstance(kind, inspect.VarTupleType):
        value = [part.strip() for part in value.split(",") if part.strip()]
    return msgspec.convert(value, declared, strict=False)


def _bare(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def is_secret(field: msgspec.structs.FieldInfo) -> bool:
    """Whether a setting's value must not be shown."""
    kind = inspect.type_info(field.type)
    return isinstance(kind, inspect.Metadata) and bool((kind.extra or {}).get("secret"))


def _shown(value: Any) -> str:
    """A value as the file would have it, not too long."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _SHOWN_AT_MOST else f"{text[:_SHOWN_AT_MOST]}…"


def describe(declared: Any) -> str:
    """What a setting may be, for a sentence: `a whole number from 1 to 65535`."""
    return _describe(inspect.type_info(declared))


def _describe(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata():
            found = _describe(kind.type)
        case inspect.BoolType():
            found = "true or false"
        case inspect.IntType() | inspect.FloatType():
            noun = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
            found = noun + _range(kind)
        case inspect.StrType():
            found = "a text that is not empty" if kind.min_length else "a text"
        case inspect.LiteralType():
            found = "one of " + ", ".join(json.dumps(value) for value in kind.values)
        case inspect.VarTupleType():
            found = f"a list, of which each is {_describe(kind.item_type)}"
        case inspect.UnionType():
            rest = (part for part in kind.types if not isinstance(part, inspect.NoneType))
            found = " or ".join(_describe(part) for part in rest)
        case _:
            raise TypeError(f"a setting of type {kind} has no description; add one here")
    return found


def _range(kind: inspect.IntType | inspect.FloatType) -> str:
    low = f" from {kind.ge}" if kind.ge is not None else ""
    if kind.gt is not None:
        low = f" above {kind.gt}"
    high = f" to {kind.le}" if kind.le is not None else ""
    return low + high


def _fetched(value: Any, origin: Origin, environment: Mapping[str, str]) -> Any:
    """A text with `${file:/path}` and `${credential:name}` replaced by what they name.

    The second is a file of that name among the credentials that systemd hands to a service.

    Raises:
        SetupError: such a file can't be read.
    """
    if not isinstance(value, str):
        return value

    def fetch(match: re.Match[str]) -> str:
        path = _referred(match, origin, environment)
        try:
            return path.read_text(encoding="utf-8").strip()
        except UnicodeDecodeError as error:
            raise SetupError(f"{origin}: can't read {path} (it is not UTF-8).") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SetupError(f"{origin}: can't read {path} ({reason}).") from error

    return _REFERENCE.sub(fetch, value)


def _referred(match: re.Match[str], origin: Origin, environment: Mapping[str, str]) -> Path:
    kind, name = match.groups()
    if kind == "file":
        return (origin.folder or Path.cwd()) / name
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise SetupError(
            f"{origin}: {match[0]} needs a service that systemd gave credentials to; "
            "$CREDENTIALS_DIRECTORY is not set."
        )
    return Path(folder) / name
