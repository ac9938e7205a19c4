"""What user code returned, or its rows say, as an answer."""

from typing import Any

import msgspec

from backend.models.answers import Answer, Element, ElementKind, FailureKind
from backend.models.errors import SourceError
from backend.models.json_values import clean

ANSWER_FIELDS = frozenset(field.encode_name for field in msgspec.structs.fields(Answer))
ANSWER_MARKS = frozenset({"found", "verdict", "elements"})
ELEMENTS_AT_MOST = 50


def interpret(value: Any) -> Answer:
    """What user code returned, as an answer.

    An object with `found`, `verdict` or `elements`, and no field that an answer does not have, is
    an answer; any other value is what the source knows, and null means that it knows nothing.

    Raises:
        SourceError: INVALID_ANSWER, an answer whose fields do not fit.
    """
    value = clean(value)
    if isinstance(value, dict) and value.keys() & ANSWER_MARKS and value.keys() <= ANSWER_FIELDS:
        try:
            return msgspec.convert({"found": True, **value}, Answer)
        except msgspec.ValidationError as error:
            raise SourceError(
                FailureKind.INVALID_ANSWER, f"the answer does not fit: {error}"
            ) from None
    if value is None:
        return Answer(found=False)
    return Answer(found=True, elements=_elements(value), raw=value)


def _elements(value: Any) -> tuple[Element, ...]:
    """A readable layout of a value that declares none."""
    if isinstance(value, dict):
        pairs = [
            {"key": key, "value": str(item)}
            for key, item in list(value.items())[:ELEMENTS_AT_MOST]
            if isinstance(item, str | int | float | bool)
        ]
        return (Element(ElementKind.KEY_VALUES, "Answer", pairs),) if pairs else ()
    if isinstance(value, str):
        return (Element(ElementKind.TEXT, "Answer", value),)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return (Element(ElementKind.LIST, "Answer", value[:ELEMENTS_AT_MOST]),)
    return ()
