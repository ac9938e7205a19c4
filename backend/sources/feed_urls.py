"""URLs of feeds: one form for what a feed lists and for what is asked, and how both are found."""

import re

from backend.indicators.addresses import canonical_ipv6
from backend.indicators.urls import canonical_url
from backend.indicators.wording import UnfitError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import Context, FeedAnswer, FeedFormatError, Row
from backend.sources.feed_text import shown

_AUTHORITY = re.compile(r"^[^:/?#]+://(?:[^/?#]*@)?([^/?#]*)")
_PORT = re.compile(r":\d*$")
_PLACE = re.compile(r"^([a-z][a-z0-9+.-]*://(?:[^/?#]*@)?)\.*([^/?#]*)", re.IGNORECASE)
_DOTS = re.compile(r"\.{2,}")
# Where everybody may put up pages: the host says little about one of them.
SHARED_HOSTS = frozenset(
    {
        *("github.com", "raw.githubusercontent.com", "github.io", "gitlab.com", "gitlab.io"),
        *("bitbucket.org", "discordapp.com", "dropbox.com", "dropboxusercontent.com", "mega.nz"),
        *("drive.google.com", "docs.google.com", "sites.google.com", "storage.googleapis.com"),
        *("web.app", "firebaseapp.com", "blogspot.com", "pages.dev", "workers.dev", "r2.dev"),
        *(
            "netlify.app",
            "vercel.app",
            "herokuapp.com",
            "azurewebsites.net",
            "web.core.windows.net",
        ),
        *("onedrive.live.com", "sharepoint.com", "s3.amazonaws.com", "amplifyapp.com", "ipfs.io"),
        *("weebly.com", "wixsite.com", "square.site", "godaddysites.com", "wordpress.com"),
        *("pastebin.com", "archive.org", "t.me", "telegra.ph", "catbox.moe", "mediafire.com"),
    }
)
# A list with more lines that are no URLs than URLs is another list.
JUDGED_FROM = 20


def url_key(text: str) -> str | None:
    """The canonical URL without its fragment, which no server is told; None when it is no URL.

    Dots too many within the host, of which lists have some, are left out as a resolver would.
    """
    bare = text.strip().partition("#")[0]
    try:
        return canonical_url(bare)
    except UnfitError:
        pass
    try:
        return canonical_url(_PLACE.sub(lambda m: m[1] + _DOTS.sub(".", m[2]), bare))
    except UnfitError:
        return None


def host_of(url: str) -> str:
    """The name or address that a canonical URL is at, as an indicator has it; empty if none."""
    match = _AUTHORITY.match(url)
    host = _PORT.sub("", match[1]) if match else ""
    if not host.startswith("["):
        return host
    try:
        return canonical_ipv6(host)
    except UnfitError:
        return ""


def is_shared(host: str) -> bool:
    """Whether anybody may put up pages at this name, as at all names below such a one."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in SHARED_HOSTS for start in range(len(labels)))


class UrlRows:
    """Makes rows of a list's URLs, and leaves out what is none: nobody can ask about such.

    A list in which they are the greater part is refused.
    """

    def __init__(self) -> None:
        self._urls = 0
        self._others = 0
        self._first = ""

    def row(self, place: str, text: str, data: dict[str, object]) -> Row | None:
        """The row of a URL; `place` is where in the file it stands (`line 3`)."""
        key = url_key(text)
        if key is not None:
            self._urls += 1
            return Row(kind=Kind.URL, value=key, host=host_of(key), data=data)
        self._others += 1
        self._first = self._first or f"{place}: expected a URL, found {shown(text)}"
        if self._others > max(self._urls, JUDGED_FROM):
            raise FeedFormatError(self._first)
        return None

    def end(self) -> None:
        """Called after the last one.

        Raises:
            FeedFormatError: there were more of other things than URLs.
        """
        if self._others > self._urls:
            raise FeedFormatError(self._first)


async def find_url(
    ctx: Context, indicator: Indicator, *, parts: tuple[str, ...] = ()
) -> tuple[FeedAnswer, bool]:
    """The rows of this URL, else of its host; of a name or address what is at it.

    The second value tells whether the URL itself was found, which says more than its host does.
    """
    if indicator.kind != Kind.URL:
        return await ctx.feed.find_host(indicator.data, parts=parts), False
    key = url_key(indicator.data) or indicator.data
    looked = await ctx.feed.find(Kind.URL, key, parts=parts)
    host = host_of(key)
    if looked.hits or not host:
        return looked, True
    return await ctx.feed.find_host(host, parts=parts), False
