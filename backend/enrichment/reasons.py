"""The reason of a verdict: one sentence, as a person would write it."""

from collections.abc import Sequence

from backend.models.answers import FailureKind, Level, Status
from backend.models.requests import Result
from backend.models.verdicts import OverrideNote, ReasonCode

NAMED_AT_MOST = 3
ENDS = ".!?"


def sentence(
    code: ReasonCode,
    deciding: Sequence[Result],
    disagreeing: Sequence[Result],
    results: Sequence[Result],
    *,
    lists: tuple[str, ...],
    note: OverrideNote | None,
) -> str:
    """Why `code` was the rule that fits; `results` are all, the most reliable first."""
    if note is not None:
        return f"{_overridden(note)}."
    if code in (ReasonCode.NOT_KNOWN, ReasonCode.NO_ANSWER, ReasonCode.NOT_ASKED):
        return f"{_silent(results)}."
    if code is ReasonCode.LISTED:
        return f"It is on {_lists(lists)}, and {_rest(results)}."
    if code is ReasonCode.LIKELY_FALSE_ALARM:
        malicious = [r for r in deciding if r.verdict is Level.MALICIOUS]
        text = (
            f"Only {_names(malicious)} says that it is malicious{_tags(deciding)}, and it is on "
            f"{_lists(lists)}, whose entries are often false alarms"
        )
    else:
        text = _judged(code, deciding, disagreeing, results)
        if lists:
            text += f"; it is on {_lists(lists)}"
    return f"{text}."


def _judged(
    code: ReasonCode,
    deciding: Sequence[Result],
    disagreeing: Sequence[Result],
    results: Sequence[Result],
) -> str:
    """The rules that go by what sources say."""
    they_say = f"{_names(deciding)} {_say(deciding)} that" if deciding else ""
    say = f"{they_say} it is"
    tags, disagreement = _tags(deciding), _disagreement(disagreeing)
    match code:
        case ReasonCode.EXPLOITED:
            others = _tags(deciding, without="exploited")
            text = f"{they_say} this vulnerability is exploited{others}{disagreement}"
        case ReasonCode.CONTRADICTED:
            text = (
                f"{say} {_levels(deciding)}{tags}, but {_names(disagreeing)}, which weigh more, "
                "say that it is benign"
            )
        case ReasonCode.WEAK:
            alone = "alone" if len(deciding) == 1 else "even together"
            text = f"{say} malicious{tags}, which {alone} does not weigh enough{disagreement}"
        case ReasonCode.MALICIOUS | ReasonCode.SUSPICIOUS:
            text = f"{say} {_levels(deciding)}{tags}{disagreement}"
        case ReasonCode.OUTWEIGHED:
            text = (
                f"{say} benign{tags}, and weigh far more than {_names(disagreeing)}, which "
                f"{_say(disagreeing)} that it is {_levels(disagreeing)}"
            )
        case ReasonCode.BENIGN:
            text = f"{say} benign{tags}, and no source says otherwise"
        case ReasonCode.KNOWN:
            text = _known(deciding, results)
        case _:
            text = _not_cleared(results)
            text = text[0].upper() + text[1:]
    return text


def _known(deciding: Sequence[Result], results: Sequence[Result]) -> str:
    knows = "know" if len(deciding) > 1 else "knows"
    nobody = "no source that counts" if any(map(_judges, deciding)) else "no source"
    rest = _not_cleared(results) or f"{nobody} judges it"
    return f"{_names(deciding)} {knows} it{_tags(deciding)}; {rest}"


def _overridden(note: OverrideNote) -> str:
    reason = note.reason.strip().rstrip(ENDS)
    said = f"{note.author_name} rated it {note.level.lower()} ({reason})"
    if note.level is note.policy_level:
        return f"{said}, and by the sources alone it would be the same"
    return f"{said}; by the sources alone it would be {note.policy_level.lower()}"


def _judges(result: Result) -> bool:
    return result.verdict in (Level.MALICIOUS, Level.SUSPICIOUS)


def _not_cleared(results: Sequence[Result]) -> str:
    """Benign answers that do not suffice; empty if there are none."""
    benign = [r for r in results if r.status is Status.FOUND and r.verdict is Level.BENIGN]
    if not benign:
        return ""
    if len(benign) == 1:
        return f"only {_names(benign)} says that it is benign, and one such answer does not clear"
    return f"{_names(benign)} say that it is benign, which does not weigh enough to clear it"


def _rest(results: Sequence[Result]) -> str:
    """What follows "and" where a list is all that is known."""
    text = _not_cleared(results) or _silent(results)
    return text[0].lower() + text[1:]


def _silent(results: Sequence[Result]) -> str:
    """No source said anything: who was asked, and what came of it."""
    misses = sum(r.status is Status.NOT_FOUND for r in results)
    errors = [r for r in results if r.status is Status.ERROR]
    if misses == 1:
        text = "The one source that answered does not know it"
    elif misses:
        text = f"None of the {misses} sources that answered knows it"
    elif errors:
        text = "No source answered"
    else:
        return "No source was asked"
    return text + _failures(errors)


def _failures(errors: Sequence[Result]) -> str:
    stale = [r for r in errors if r.error is not None and r.error.kind is FailureKind.STALE]
    failed = [r for r in errors if r not in stale]
    parts = [f"{_names(failed)} failed"] if failed else []
    if stale:
        parts.append(f"the data of {_names(stale)} is not there or out of date")
    return f"; {', and '.join(parts)}" if parts else ""


def _disagreement(disagreeing: Sequence[Result]) -> str:
    if not disagreeing:
        return ""
    return f"; {_names(disagreeing)} {'disagree' if len(disagreeing) > 1 else 'disagrees'}"


def _say(results: Sequence[Result]) -> str:
    return "say" if len(results) > 1 else "says"


def _levels(results: Sequence[Result]) -> str:
    suspicious = [r.verdict is Level.SUSPICIOUS for r in results]
    if all(suspicious):
        return "suspicious"
    return "malicious or suspicious" if any(suspicious) else "malicious"


def _tags(results: Sequence[Result], *, without: str = "") -> str:
    """The first of their tags in brackets."""
    tags = sorted({tag for r in results for tag in r.tags} - {without})
    return f" ({', '.join(tags[:NAMED_AT_MOST])})" if tags else ""


def _lists(lists: Sequence[str]) -> str:
    return f"the {'lists' if len(lists) > 1 else 'list'} {_join(lists)}"


def _names(results: Sequence[Result]) -> str:
    return _join([r.name for r in results])


def _join(names: Sequence[str]) -> str:
    if len(names) > NAMED_AT_MOST:
        return f"{', '.join(names[:NAMED_AT_MOST])} and {len(names) - NAMED_AT_MOST} more"
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return names[0]
