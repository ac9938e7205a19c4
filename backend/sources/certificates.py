"""Hashes of certificates, for sources that know them: one cannot be told from a file's hash.

Nearly all hashes are of files, about which such a source never knows anything, and each question
costs some of what its account may ask.
"""

from backend.models.answers import SkipReason
from backend.models.errors import SourceSkippedError
from backend.models.indicators import Indicator, KindName
from backend.sources.contract import Context, Setting

SETTING = "certificates"


def certificates_setting(kind: KindName) -> Setting:
    """Whether hashes of this kind are asked about, which they are not at first."""
    return Setting(
        name=SETTING,
        default=False,
        help=f"Ask about each {kind} as a certificate's. Most are of files, of which nothing is "
        "known here, and each is a question that the account pays for.",
    )


def check_wanted(indicator: Indicator, ctx: Context) -> None:
    """Let a certificate's hash pass only where it is to be asked about.

    Raises:
        SourceSkippedError: UNSUPPORTED_INDICATOR, the setting is off.
    """
    if not ctx.settings[SETTING]:
        raise SourceSkippedError(
            f"a {indicator.kind} is asked about only as a certificate's, and only where the "
            f"setting `{SETTING}` is on",
            reason=SkipReason.UNSUPPORTED_INDICATOR,
        )
