"""A value of a kind that the caller names, in canonical form."""

from backend.indicators.canonical import CANONICAL
from backend.indicators.detection import recognise
from backend.indicators.refang import refang
from backend.indicators.wording import EXPECTED, NAMES, UnfitError, show, with_article
from backend.models.errors import InvalidInputError
from backend.models.indicators import Indicator, Kind


def parse(text: str, kind: Kind) -> Indicator:
    """The canonical indicator; space around the value and what disarms it are taken away.

    Raises:
        InvalidInputError: the value is not of that kind; the detail is one sentence that says why,
            what a right one looks like, and which kind it looks like instead.
    """
    value = refang(text, kind)
    try:
        return Indicator(CANONICAL[kind](value), kind)
    except UnfitError as error:
        why = error.why
    other = recognise(value)
    if other is not None and other is not kind:
        why = f"it looks like {with_article(other)}"
    raise InvalidInputError(f"{show(text.strip())} is not {NAMES[kind]}: {why}; {EXPECTED[kind]}.")
