"""What user code did outside, as it is told to who asked."""

from dataclasses import dataclass

MOST_CALLS = 200
"""So many attempts of one call of a source are told one by one."""


@dataclass(kw_only=True)
class HttpCall:
    """One attempt.

    `url` is without query, user and secrets; of a connection whose content is not seen (CONNECT) it
    is host and port. `status` is 0 without an answer; `refusal` is why it was not let through, or
    what went wrong.
    """

    method: str
    url: str
    status: int = 0
    refusal: str = ""
    bytes_sent: int = 0
    bytes_received: int = 0
    ms: float = 0.0
