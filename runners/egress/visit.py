"""What one call of a source may do outside, and what it did."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from runners.egress.addresses import RefusedError
from runners.egress.allowed import AllowList, Target
from runners.egress.audit import MOST_CALLS, HttpCall
from runners.egress.outside import Outside
from runners.egress.placeholders import Placeholders
from runners.egress.redaction import Redactor

MOST_BYTES = 32 * 1024 * 1024
"""What a call may send and receive altogether, where it is not told."""
MOST_ATTEMPTS = 1000
CONNECTIONS = 32
"""At the same time, requests included."""

_LONGEST_REFUSAL = 500


class Visit:
    """The rules of one call, what is left of them, and the record."""

    def __init__(
        self,
        outside: Outside,
        allowed: AllowList,
        *,
        most_bytes: int = MOST_BYTES,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        self.outside = outside
        self.allowed = allowed
        self.placeholders = Placeholders(secrets or {})
        self.calls: list[HttpCall] = []
        self._redact = Redactor((secrets or {}).values()).text
        self._most_bytes = most_bytes
        self._left_bytes = most_bytes
        self._attempts = 0
        self._open = 0

    def tell(self, error: Exception) -> str:
        """What an error of ours says, to the code that asked."""
        return _plain(self._redact(str(error) or type(error).__name__))[:_LONGEST_REFUSAL]

    @contextmanager
    def attempt(self, method: str, url: str) -> Iterator[HttpCall]:
        """Record what is tried within; what goes wrong there goes through.

        Raises:
            RefusedError: too much was tried already.
        """
        call = HttpCall(method=_plain(method)[:20], url=_plain(self._redact(url))[:2000])
        started = time.perf_counter()
        self._attempts += 1
        if len(self.calls) < MOST_CALLS:
            self.calls.append(call)
        self._open += 1
        try:
            self._check_room()
            yield call
        except Exception as error:
            call.refusal = self.tell(error)
            raise
        finally:
            self._open -= 1
            call.ms = (time.perf_counter() - started) * 1000

    def admit(self, target: Target) -> None:
        """Let through what may be reached.

        Raises:
            RefusedError: it may not; or nobody is, offline.
        """
        self.outside.check()
        if not self.allowed.permits(target):
            raise RefusedError(
                f"{target} is not among the hosts that this source may reach: "
                "add it to the source's allowed hosts"
            )

    def admit_secrets(self, target: Target) -> None:
        """Let secrets through to hosts that were declared by name.

        Raises:
            RefusedError: this one was not.
        """
        if not self.allowed.declares(target):
            raise RefusedError(
                f"a placeholder is filled for hosts that are declared by name, and {target} is "
                "not: add it to the source's allowed hosts"
            )

    def spend(self, count: int) -> None:
        """Count bytes that were sent or received.

        Raises:
            RefusedError: there were too many.
        """
        self._left_bytes -= count
        if self._left_bytes < 0:
            raise RefusedError(
                f"one call may send and receive {self._most_bytes} bytes, and this is more"
            )

    @property
    def left_bytes(self) -> int:
        """What may still be sent and received."""
        return max(self._left_bytes, 0)

    def _check_room(self) -> None:
        if self._attempts > MOST_ATTEMPTS:
            raise RefusedError(f"one call may ask {MOST_ATTEMPTS} times, and this is more")
        if self._open > CONNECTIONS:
            raise RefusedError(f"{CONNECTIONS} requests of one call may be under way, no more")


def _plain(text: str) -> str:
    """What code sent, as it may be shown anywhere."""
    return "".join(character if character.isprintable() else "?" for character in text)
