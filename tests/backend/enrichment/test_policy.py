"""What TLP, PAP and the offline switch let through, by what asking does outside."""

import pytest

from backend.enrichment.policy import forbidden
from backend.models.requests import Options, Pap, Tlp
from backend.models.sources import Activity

ALL = "LOCAL PASSIVE ACTIVE PUBLIC"


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        (Options(), ALL),
        (Options(tlp=Tlp.CLEAR), ALL),
        (Options(tlp=Tlp.GREEN), "LOCAL PASSIVE ACTIVE"),
        (Options(tlp=Tlp.AMBER), "LOCAL PASSIVE"),
        (Options(tlp=Tlp.AMBER_STRICT), "LOCAL"),
        (Options(tlp=Tlp.RED), "LOCAL"),
        (Options(pap=Pap.CLEAR), ALL),
        (Options(pap=Pap.GREEN), "LOCAL PASSIVE ACTIVE"),
        (Options(pap=Pap.AMBER), "LOCAL PASSIVE"),
        (Options(pap=Pap.RED), "LOCAL"),
        (Options(tlp=Tlp.CLEAR, pap=Pap.AMBER), "LOCAL PASSIVE"),
        (Options(tlp=Tlp.RED, pap=Pap.CLEAR), "LOCAL"),
        (Options(offline=True), "LOCAL"),
        (Options(offline=True, tlp=Tlp.CLEAR), "LOCAL"),
    ],
)
def test_who_may_be_asked(options: Options, allowed: str) -> None:
    let = [a for a in Activity if not forbidden("Fake", a, options)]
    assert " ".join(let) == allowed


def test_every_reason_is_given_in_words() -> None:
    options = Options(tlp=Tlp.AMBER_STRICT, pap=Pap.GREEN, offline=True)
    skips = forbidden("Fake", Activity.PUBLIC, options)
    assert [(s.reason, s.detail) for s in skips] == [
        ("POLICY_TLP", "Fake shows to everybody what is asked, which TLP:AMBER+STRICT forbids"),
        ("POLICY_PAP", "Fake shows to everybody what is asked, which PAP:GREEN forbids"),
        ("OFFLINE", "Fake shows to everybody what is asked, and this request stays offline"),
    ]
