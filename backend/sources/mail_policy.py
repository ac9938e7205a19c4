"""What SPF (RFC 7208) and DMARC (RFC 7489) records mean, in words."""

import re
from collections.abc import Mapping

SPF = re.compile(r"v=spf1(\s|$)", re.IGNORECASE)
DMARC = re.compile(r"v=DMARC1\s*(;|$)", re.IGNORECASE)
SHOWN_AT_MOST = 50

_OTHERS = {
    "-": "refused",
    "~": "taken with suspicion",
    "?": "not judged",
    "+": "taken, so that anybody may send",
}
_BY = {"ip4": "Networks", "ip6": "Networks", "include": "Also who may for", "exists": "Names as"}
_ITSELF = {"a": "its addresses", "mx": "its mail servers", "ptr": "names that point back"}
_POLICIES = {"none": "taken", "quarantine": "put aside", "reject": "refused"}
_ALIGNMENTS = {"r": "of the same owner", "s": "exactly the same"}


def read_spf(record: str) -> Mapping[str, str]:
    """Who may send mail of a name, and what becomes of mail of others."""
    found: dict[str, list[str]] = {}
    others = ""
    for term in record.split()[1:]:
        mechanism = term.lstrip("+-~?")
        sign = term[0] if term[0] in _OTHERS else "+"
        name, colon, value = mechanism.partition(":")
        name, _, length = name.lower().partition("/")
        if name.startswith("redirect="):
            found.setdefault("As", []).append(mechanism.partition("=")[2])
        elif name == "all":
            others = _OTHERS[sign]
        elif sign == "-":
            found.setdefault("Never", []).append(mechanism)
        elif name in _BY and colon:
            found.setdefault(_BY[name], []).append(value)
        elif name in _ITSELF:
            at = f" of {value}" if colon else f"/{length}" if length else ""
            found.setdefault("Itself", []).append(_ITSELF[name] + at)
    if others:
        found["Others"] = [others]
    elif "As" not in found:
        found["Others"] = [_OTHERS["?"]]
    return {label: _joined(values) for label, values in found.items()}


def read_dmarc(record: str) -> Mapping[str, str]:
    """What receivers are asked to do with mail that fails, and who wants to hear of it."""
    tags = dict(_tags(record))
    share = tags.get("pct", "100")
    facts = {
        "Mail that fails": _POLICIES.get(tags.get("p", "").lower(), tags.get("p", "")),
        "From names below": _POLICIES.get(tags.get("sp", "").lower(), tags.get("sp", "")),
        "Share": f"{share} %" if share != "100" else "",
        "Signed by": _ALIGNMENTS.get(tags.get("adkim", "").lower(), ""),
        "Sent by": _ALIGNMENTS.get(tags.get("aspf", "").lower(), ""),
        "Summaries to": _addresses(tags.get("rua", "")),
        "Failures to": _addresses(tags.get("ruf", "")),
    }
    return {label: value for label, value in facts.items() if value}


def _tags(record: str) -> list[tuple[str, str]]:
    parts = [part.partition("=") for part in record.split(";")]
    return [(name.strip().lower(), value.strip()) for name, sign, value in parts if sign]


def _addresses(text: str) -> str:
    return _joined([uri.strip().removeprefix("mailto:") for uri in text.split(",") if uri.strip()])


def _joined(values: list[str]) -> str:
    left = len(values) - SHOWN_AT_MOST
    return ", ".join(values[:SHOWN_AT_MOST]) + (f" and {left} more" if left > 0 else "")
