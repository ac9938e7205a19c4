"""A value of a kind that the caller names, in canonical form."""

from backend.indicators.canonical import CANONICAL
from backend.indicators.detection import recognise
from backend.indicators.refang import refang
from backend.indicators.user_kinds import UserKinds, current
from backend.indicators.wording import EXPECTED, NAMES, UnfitError, show, with_article
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind, KindName


class UnknownKindError(InvalidInputError):
    """The kind does not exist, or is switched off; the value may be all right."""


def parse(text: str, kind: KindName, kinds: UserKinds | None = None) -> Indicator:
    """The canonical indicator; space around the value and what disarms it are taken away.

    `kinds` are those that users defined; without it, those of this process.

    Raises:
        UnknownKindError: there is no such kind, or it is switched off.
        InvalidInputError: the value is not of that kind; the detail is one sentence that says why,
            what a right one looks like, and which kind it looks like instead.
    """
    reader = CANONICAL.get(kind)
    if reader is None:
        return _parse_own(text, kind, current() if kinds is None else kinds)
    value = refang(text, kind)
    try:
        return Indicator(reader(value), kind)
    except UnfitError as error:
        why = error.why
    other = recognise(value)
    if other is not None and other != kind:
        why = f"it looks like {with_article(other)}"
    name, expected = NAMES[Kind(kind)], EXPECTED[Kind(kind)]
    raise InvalidInputError(f"{show(text.strip())} is not {name}: {why}; {expected}.")


def _parse_own(text: str, kind: KindName, kinds: UserKinds) -> Indicator:
    reader = kinds.reader(kind)
    if reader is None:
        raise UnknownKindError(_no_kind(kind, kinds))
    try:
        return Indicator(reader.read(text), kind)
    except UnfitError as error:
        detail = f"{show(text.strip())} is not {with_article(kind)}: {error.why}."
        raise InvalidInputError(detail) from None


def wrong_kind(kind: KindName, kinds: UserKinds | None = None) -> str:
    """Why there is no kind of this name; empty if there is one, even if it is switched off."""
    known = current() if kinds is None else kinds
    return "" if kind in CANONICAL or known.knows(kind) else _no_kind(kind, known)


def _no_kind(kind: KindName, kinds: UserKinds) -> str:
    if kinds.disabled(kind):
        return f"the kind {kind} is switched off: GET /kinds lists those that users defined"
    return f"there is no kind {show(kind)}: GET /indicatorKinds lists them"
