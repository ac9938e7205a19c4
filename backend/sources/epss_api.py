"""EPSS by FIRST's API, for who does not keep the daily file. Its numbers come as texts."""

from backend.models.answers import Answer, FailureKind, Level, Link, not_found
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    Source,
    base_url,
)
from backend.sources.json_fields import table, tables, text, whole
from backend.sources.vulnerabilities import epss_elements, fraction


class EpssApi(Source):
    """Asks FIRST how probable it is that a vulnerability is exploited soon."""

    slug = "epss-api"
    name = "EPSS (API)"
    provider = "FIRST"
    description = (
        "How probable it is that a vulnerability is exploited within 30 days, asked of FIRST. The "
        "source EPSS says the same from a file, and tells nobody what was asked."
    )
    url = "https://www.first.org/epss/api"
    kinds = frozenset({Kind.CVE})
    activity = Activity.PASSIVE
    tags = ("vulnerability",)
    reliability = 80
    cache_seconds = 12 * 3600
    # The file has the same scores and asks nobody.
    enabled = False
    terms = "Free for everybody, commercial use included; FIRST asks to be named as the source."
    known = Indicator("CVE-2021-44228", Kind.CVE)
    settings = (base_url("https://api.first.org/data/v1"),)

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """INFORMATIONAL, with the probability in percent as its score."""
        base = ctx.base
        cve = indicator.data.strip().upper()
        body = table(await ctx.http.get_json(f"{base}/epss", params={"cve": cve}))
        entries = body.get("data")
        if not isinstance(entries, list):
            raise _invalid(base, "has no list of scores")
        if not entries:
            if whole(body.get("total")) != 0:
                raise _invalid(base, "has no scores, and does not say that there are none")
            return not_found()
        entry = next((e for e in tables(entries) if text(e.get("cve")).upper() == cve), {})
        epss, percentile = fraction(entry.get("epss")), fraction(entry.get("percentile"))
        if epss is None or percentile is None or not (0 <= epss <= 1 and 0 <= percentile <= 1):
            raise _invalid(base, f"has no score of {cve}")
        facts = {"epss": epss, "percentile": percentile, "date": text(entry.get("date"))}
        return Answer(
            found=True,
            verdict=Level.INFORMATIONAL,
            score=round(epss * 100),
            links=(Link("EPSS", f"{base}/epss?cve={cve}"),),
            elements=tuple(epss_elements(facts)),
            raw=dict(entry),
        )


def _invalid(base: str, what: str) -> SourceError:
    return SourceError(
        FailureKind.INVALID_ANSWER, f"the answer of {base} {what}; is it FIRST's API of EPSS?"
    )
