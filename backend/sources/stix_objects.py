"""What objects of STIX say of values: indicators, with the names that belong to them.

Objects come in any order, and an indicator's malware, author and marking are objects of their own:
what is needed of each is kept until all were seen.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import ijson

from backend.models.indicators import Kind
from backend.sources.contract import FeedFormatError, Row
from backend.sources.json_fields import shown_time, table, tables, text, texts, time_of, whole
from backend.sources.list_feed import read_as
from backend.sources.sightings import is_shared, sighting
from backend.sources.stix_patterns import HASHES, KINDS, values_of

MARKINGS = {
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": "white",
    "34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
    "94868c89-83c2-464b-929b-a1a8aa3c8487": "clear",
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "green",
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421": "amber",
    "939a9414-2ddd-4d32-a0cd-375ea402b003": "amber+strict",
    "e828b379-4e03-4974-9ac4-e53a884c97c1": "red",
}
"""The markings that the standards define, which need not come with what they mark."""

SCORES = {
    "malicious-activity": 85,
    "compromised": 75,
    "attribution": 70,
    "anomalous-activity": 50,
    "anonymization": 30,
    "benign": 0,
}
LOW_CONFIDENCE = 30
UNSURE_AT_MOST = 50
FAMILIES = ("malware", "tool")
NAMED = (*FAMILIES, "identity", "campaign", "intrusion-set", "threat-actor")


class Objects:
    """What was seen of a collection or a bundle."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._indicators: dict[str, dict[str, Any]] = {}
        self._observed: list[tuple[str, tuple[Kind, ...], str]] = []
        self._names: dict[str, str] = {}
        self._indicates: dict[str, list[str]] = {}
        self._markings: dict[str, str] = {}

    def add(self, thing: Mapping[str, Any]) -> None:
        """Keep what an object says that is needed."""
        kind, identity = text(thing.get("type")), text(thing.get("id"))
        match kind:
            case "indicator":
                self._add_indicator(identity, thing)
            case "relationship":
                self._add_relationship(thing)
            case "marking-definition":
                self._markings[identity] = _tlp(thing)
            case _ if kind in NAMED:
                self._names[identity] = text(thing.get("name"))
            case _ if self._settings["observables"]:
                self._observed += [(identity, kinds, value) for kinds, value in _observed(thing)]

    def rows(self) -> Iterator[Row]:
        """A row for each value of each indicator that may be kept."""
        for identity, kept in self._indicators.items():
            tlps = [self._tlp(reference) for reference in kept.pop("marked")]
            tags = [*kept.pop("tags"), *(f"tlp:{tlp}" for tlp in tlps if tlp)]
            if not is_shared(tags, self._settings["tlp_at_most"]):
                continue
            values = kept.pop("values")
            data = {
                **kept,
                "id": identity,
                "tags": list(dict.fromkeys(tags)),
                "by": self._names.get(kept["by"], ""),
                "families": self._families(identity),
                "score": self._score(kept),
            }
            for kinds, value in values:
                if found := read_as(value, kinds):
                    yield sighting(found, identity, data)
        for identity, kinds, value in self._observed:
            if found := read_as(value, kinds):
                yield sighting(found, identity, {"id": identity, "title": "Observed"})

    def _add_indicator(self, identity: str, thing: Mapping[str, Any]) -> None:
        modified = text(thing.get("modified"))
        known = self._indicators.get(identity)
        if known is not None and known["version"] > modified:
            return
        pattern = thing.get("pattern")
        simple = isinstance(pattern, str) and text(thing.get("pattern_type")) in ("", "stix")
        references = tables(thing.get("external_references"))
        links = [text(reference.get("url")) for reference in references]
        self._indicators[identity] = {
            "version": modified,
            "values": values_of(str(pattern)) if simple else [],
            "title": text(thing.get("name")) or text(pattern),
            "note": text(thing.get("description")),
            "types": texts(thing.get("indicator_types")) or texts(thing.get("labels")),
            "tags": [*texts(thing.get("labels")), *texts(thing.get("indicator_types"))],
            "confidence": whole(thing.get("confidence")),
            "first": _stamp(thing.get("valid_from")) or _stamp(thing.get("created")),
            "last": _stamp(modified),
            "ends": _stamp(thing.get("valid_until")),
            "void": thing.get("revoked") is True,
            "by": text(thing.get("created_by_ref")),
            "marked": texts(thing.get("object_marking_refs")),
            "link": next(filter(None, links), ""),
        }

    def _add_relationship(self, thing: Mapping[str, Any]) -> None:
        if text(thing.get("relationship_type")) == "indicates" and thing.get("revoked") is not True:
            source, target = text(thing.get("source_ref")), text(thing.get("target_ref"))
            self._indicates.setdefault(source, []).append(target)

    def _families(self, identity: str) -> list[str]:
        targets = [
            target
            for target in self._indicates.get(identity, ())
            if target.partition("--")[0] in FAMILIES
        ]
        return texts([self._names.get(target, "") for target in targets])

    def _tlp(self, reference: str) -> str:
        return MARKINGS.get(reference.partition("--")[2], "") or self._markings.get(reference, "")

    def _score(self, kept: Mapping[str, Any]) -> int:
        found = [SCORES[name] for name in kept["types"] if name in SCORES]
        score = max(found, default=int(self._settings["score"]))
        confidence = kept["confidence"]
        # Zero stands for what nobody said.
        unsure = confidence is not None and 0 < confidence < LOW_CONFIDENCE
        return min(score, UNSURE_AT_MOST) if unsure else score


def read_objects(stream: BinaryIO, settings: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of a bundle, of an answer of TAXII, or of several of them one after the other."""
    objects, number = Objects(settings), 0
    try:
        for thing in ijson.items(stream, "objects.item", multiple_values=True, use_float=True):
            number += 1
            if isinstance(thing, dict):
                objects.add(thing)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise FeedFormatError(f"after object {number}: no JSON: {reason}") from None
    yield from objects.rows()


def _tlp(marking: Mapping[str, Any]) -> str:
    """The level of the Traffic Light Protocol that a marking is; empty for another marking."""
    old = text(table(marking.get("definition")).get("tlp"))
    new = [
        text(table(extension).get("tlp_2_0"))
        for extension in table(marking.get("extensions")).values()
    ]
    return (old or next(filter(None, new), "")).lower()


def _observed(thing: Mapping[str, Any]) -> Iterator[tuple[tuple[Kind, ...], str]]:
    kind = text(thing.get("type"))
    for name in ("value", "number"):
        value = thing.get(name)
        if f"{kind}:{name}" in KINDS and isinstance(value, str | int):
            yield KINDS[f"{kind}:{name}"], str(value)
    if kind in ("file", "artifact"):
        for name, value in table(thing.get("hashes")).items():
            known = HASHES.get(name.upper().replace("-", ""))
            if known and isinstance(value, str):
                yield (known,), value


def _stamp(value: Any) -> str:
    found = time_of(value)
    return shown_time(found) if found else ""
