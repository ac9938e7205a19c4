"""Numbers and times of sources about vulnerabilities, and what a file of EPSS may be."""

import io

import pytest

from backend.sources import epss
from backend.sources.contract import FeedFormatError
from backend.sources.vulnerabilities import cvss3_base, cvss_number, paragraph, when

HEADER = b"cve,epss,percentile\n"


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        # Of the specification's examples and the calculator that is published with it.
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N", 6.5),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", 9.1),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:L/A:L", 8.8),
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L", 1.6),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", None),
        ("CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", None),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", None),
        ("", None),
    ],
)
def test_base_score_of_a_vector(vector: str, score: float | None) -> None:
    assert cvss3_base(vector) == score


def test_numbers_times_and_texts_that_are_none() -> None:
    assert [cvss_number(v) for v in ("7.5", 11, True, "NaN", None)] == [7.5, None, None, None, None]
    assert when("2026-01-02T03:04:05.678") == when("2026-01-02T03:04:05.678Z")
    assert [when(v) for v in ("soon", None, "0001-01-01T00:00:00+14:00")] == [None, None, None]
    assert paragraph("a\x1b[1m\nb") == "a [1m\nb"
    assert len(paragraph("x" * 9999)) == 4000


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"#model_version:v1\ninvalid,header,format\n", "line 2: expected cve,epss,percentile"),
        (HEADER + b"CVE-2026-10001,0.1\n", "line 2: expected a CVE and two numbers"),
        (HEADER + b"CVE-2026-10001,1.5,0.1\n", "line 2"),
        (HEADER + b"CVE-2026-10001,nan,0.1\n", "line 2"),
        (HEADER + b"CVE-2026-10001,0.1,0.1\nno,0.1,0.1\n", "line 3"),
    ],
)
def test_a_file_of_epss_that_is_not_as_it_should_be(content: bytes, found: str) -> None:
    with pytest.raises(FeedFormatError, match=found):
        list(epss.parse(io.BytesIO(content)))
