"""What the sources about vulnerabilities have in common: their numbers, times, vectors, tables."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from backend.models.answers import Element, ElementKind
from backend.sources.json_fields import text

ROWS_AT_MOST = 100
DESCRIPTION_AT_MOST = 4000
# The metrics of CVSS 3: https://www.first.org/cvss/v3.1/specification-document, section 7.4.
_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {
    "U": {"N": 0.85, "L": 0.62, "H": 0.27},
    "C": {"N": 0.85, "L": 0.68, "H": 0.5},
}


def fraction(value: Any) -> float | None:
    """A number that is no infinity, also from its text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def cvss_number(value: Any) -> float | None:
    """A score of CVSS, 0.0 to 10.0; anything else is none."""
    number = fraction(value)
    return number if number is not None and 0 <= number <= 10 else None  # noqa: PLR2004 — the scale


def score_of(cvss: float | None) -> int | None:
    """A score of CVSS as an answer's score, 0 to 100."""
    return None if cvss is None else round(cvss * 10)


def when(value: Any) -> datetime | None:
    """A time in ISO 8601; one without a zone is in UTC."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def paragraph(value: Any) -> str:
    """Text of several lines, cut off after 4,000 characters; empty when it is none."""
    if not isinstance(value, str):
        return ""
    cut = value[: DESCRIPTION_AT_MOST + 1]
    clean = "".join(c if c.isprintable() or c == "\n" else " " for c in cut).strip()
    return clean if len(cut) <= DESCRIPTION_AT_MOST else clean[: DESCRIPTION_AT_MOST - 1] + "…"


def table_of(
    label: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Iterator[Element]:
    """A table of at most 100 rows, each once; nothing when there are none."""
    kept = list(dict.fromkeys(tuple(row) for row in rows if any(row)))[:ROWS_AT_MOST]
    if kept:
        value = {"columns": list(columns), "rows": [list(row) for row in kept]}
        yield Element(ElementKind.TABLE, label, value)


def cvss3_base(vector: str) -> float | None:
    """The base score of a vector of CVSS 3.0 or 3.1; None when it is none, or not whole."""
    version, _, rest = vector.partition("/")
    if version not in ("CVSS:3.0", "CVSS:3.1"):
        return None
    metrics = dict(part.split(":", 1) for part in rest.split("/") if ":" in part)
    changed = metrics.get("S") == "C"
    try:
        weights = {name: by[metrics[name]] for name, by in _WEIGHTS.items()}
        privileges = _PRIVILEGES[metrics["S"]][metrics["PR"]]
    except KeyError:
        return None
    untouched = (1 - weights["C"]) * (1 - weights["I"]) * (1 - weights["A"])
    impact = 6.42 * (1 - untouched)
    if changed:
        impact = 7.52 * (1 - untouched - 0.029) - 3.25 * (1 - untouched - 0.02) ** 15
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * weights["AV"] * weights["AC"] * privileges * weights["UI"]
    return _rounded_up(min((impact + exploitability) * (1.08 if changed else 1), 10))


def _rounded_up(number: float) -> float:
    """To the next tenth, by whole numbers, as the specification asks."""
    whole = round(number * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10


def epss_elements(facts: Mapping[str, Any]) -> Iterator[Element]:
    """How an answer of EPSS is shown: `epss` and `percentile` as fractions, `date`, `model`."""
    pairs = {
        "Probability of exploitation within 30 days": f"{facts['epss'] * 100:.2f} %",
        "Scored higher than": f"{facts['percentile'] * 100:.2f} % of all vulnerabilities",
        "Model": text(facts.get("model")),
    }
    shown = [{"key": key, "value": value} for key, value in pairs.items() if value]
    yield Element(ElementKind.KEY_VALUES, "EPSS", shown)
    if date := when(facts.get("date")):
        yield Element(ElementKind.DATE, "Scores of", date.strftime("%Y-%m-%dT%H:%M:%SZ"))
