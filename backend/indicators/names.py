"""Host names: IDNA 2008 after the mapping of UTS 46, in lower-case A-labels.

Names that only exist as A-labels (emoji, registered before IDNA 2008) are taken in that form,
because logs are full of them; typed in Unicode they are refused, and the message names the form.
"""

import re

import idna

from backend.indicators.addresses import NUMBER
from backend.indicators.wording import SHOWN_PART, UnfitError, name_character, show

MAX_NAME = 253
MAX_LABEL = 63
MAX_TYPED = 1000
"""Characters of a name as typed: mapping may shorten it, but not from more than this."""

_PLAIN = re.compile(r"(?:(?!-|xn--)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-|xn--)[a-z0-9-]{1,63}(?<!-)")
_LABEL = re.compile(r"[a-z0-9_-]+")
_FOREIGN = re.compile(r"[^a-z0-9_.\-\u0080-\U0010ffff]")


def canonical_domain(text: str) -> str:
    """A name of at least two labels.

    Raises:
        UnfitError: saying what is wrong with the name.
    """
    name = canonical_host_name(text)
    if "." not in name:
        raise UnfitError("it has a single label")
    return name


def canonical_host_name(text: str) -> str:
    """A name of any number of labels, as hosts of URLs may be.

    Raises:
        UnfitError: saying what is wrong with the name.
    """
    name = mapped(text).removesuffix(".")
    if len(name) > MAX_NAME or not _PLAIN.fullmatch(name):
        name = _checked(name)
    if NUMBER.fullmatch(name.rpartition(".")[2]):
        raise UnfitError("its last label is a number")
    return name


def mapped(text: str) -> str:
    """The name after the mapping of UTS 46: lower case, fullwidth and circled letters plain.

    Raises:
        UnfitError: it contains what no name can.
    """
    if text.isascii():
        return text.lower()
    if len(text) > MAX_TYPED:
        raise UnfitError(f"it is longer than {MAX_NAME} characters")
    try:
        return idna.uts46_remap(text, std3_rules=False)
    except UnicodeError as error:
        raise UnfitError(_reason(error)) from None


def _checked(name: str) -> str:
    """The same with every label judged by itself: for names that are long, foreign or wrong."""
    if not name:
        raise UnfitError("it is empty")
    foreign = _FOREIGN.search(name)
    if foreign:
        raise UnfitError(f"a name can't contain {name_character(foreign[0])}")
    if len(name) > MAX_TYPED:
        raise UnfitError(f"it is longer than {MAX_NAME} characters")
    labels = [_label(label) for label in name.split(".")]
    if "_" in labels[-1]:
        raise UnfitError('its last label contains "_"')
    name = ".".join(labels)
    if len(name) > MAX_NAME:
        raise UnfitError(f"it is longer than {MAX_NAME} characters")
    return name


def _label(label: str) -> str:
    if not label:
        raise UnfitError("it has an empty label (two dots, or a dot at its beginning)")
    if not label.isascii():
        return _encoded(label)
    if len(label) > MAX_LABEL:
        raise UnfitError(f"a label is longer than {MAX_LABEL} characters")
    if label.startswith("-") or label.endswith("-"):
        raise UnfitError(f'the label {show(label, SHOWN_PART)} begins or ends with "-"')
    if label.startswith("xn--") and not _is_a_label(label):
        raise UnfitError(f"the label {show(label, SHOWN_PART)} is no valid Punycode")
    return label


def _encoded(label: str) -> str:
    """The A-label of a label with letters beyond ASCII."""
    try:
        return idna.alabel(label).decode("ascii")
    except UnicodeError as error:
        reason = _reason(error)
        ascii_form = "xn--" + label.encode("punycode", "replace").decode("ascii")
        if len(ascii_form) <= SHOWN_PART and _is_a_label(ascii_form):
            reason += f" (if it is registered all the same, write that label as {ascii_form})"
        raise UnfitError(reason) from None


def _is_a_label(label: str) -> bool:
    """Whether it decodes to what UTS 46 leaves as it is, and back to itself."""
    try:
        decoded = label[4:].encode("ascii").decode("punycode")
        return (
            not decoded.isascii()
            and idna.uts46_remap(decoded, std3_rules=False) == decoded
            and _FOREIGN.search(decoded) is None
            and "." not in decoded
            and decoded.encode("punycode").decode("ascii") == label[4:]
        )
    except (UnicodeError, ValueError, OverflowError):
        return False


def _reason(error: UnicodeError) -> str:
    codepoint = getattr(error, "codepoint", None)
    if isinstance(codepoint, int):
        return f"IDNA 2008 allows no U+{codepoint:04X} at that place of a name"
    if getattr(error, "code", "") in {"label_too_long", "input_too_long"}:
        return f"a label is longer than {MAX_LABEL} characters in its ASCII form"
    return "a label breaks the rules of IDNA 2008"
