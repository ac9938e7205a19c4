"""The channel between the runner and one worker: frames of kind, length, milliseconds and body.

0. worker: DOOR, where its network is kept to one, with a descriptor beside it (`doorway`).
1. worker: READY once it is bound to its limits; a body says what kept it from that.
2. runner: REQUEST, JSON; where that says so, a COMPILED frame with what a worker sent before.
3. worker: where it was asked to, one COMPILED frame before it runs any of the source's code: what
   that became, for the next worker alone.
4. worker: LOG frames while the code runs (so that a call that is killed still shows what it
   printed), HTTP frames, each of which the runner answers by one with the same number; then one
   ANSWER (the JSON text) or FAILURE (JSON), and nothing after it. The frame's milliseconds say how
   long the source's own code ran.

Before its answer a background task may also send ROWS frames (lines of JSON; an empty one forgets
those before it, and says that there are rows, be they none) and one STATE (a JSON object).
"""

import struct

Error = struct.error

READY, REQUEST, COMPILED, LOG, ANSWER, FAILURE = b"R", b"Q", b"C", b"L", b"A", b"F"
ROWS, STATE = b"W", b"S"

DOOR = b"D"

HTTP = b"H"
"""A request that the runner is to make, or its answer: the length of a head, the head (JSON), and
the bytes of a body. A request's head has `id`, `method`, `url`, `headers` (pairs), `seconds` and
`follow`; an answer's has the `id` and either `status`, `url`, `headers`, or `error`."""

HTTP_HEAD = struct.Struct("<I")

HTTP_BYTES = 16 * 1024 * 1024
"""A request's frame; answers are as large as a call may receive."""

HEADER = struct.Struct("<cId")

LOG_HEADER = struct.Struct("<dB")
"""At the start of a log frame's body: seconds since 1970, level; UTF-8 follows."""

LOG_BYTES = 64 * 1024
"""All log frames of one call together, headers included."""

COMPILED_BYTES = 4 * 1024 * 1024
"""The body of a COMPILED frame; what would be larger is sent as nothing."""

FAILURE_BYTES = 256 * 1024
"""A failure's body; message and traceback are cut far below that."""

STATE_BYTES = 64 * 1024
"""As in `runners.rpc`, which no worker loads."""

ROWS_FRAME_BYTES = 64 * 1024
"""A worker sends its rows when it has so many bytes of them, so that it holds no more."""

ROW_BYTES = 64 * 1024
"""One row."""

MAX_LEVELS = 200
"""How deep an answer's JSON may go."""

LEVELS = ("INFO", "WARNING", "ERROR")
"""A log frame's level is an index into these."""


def pack(kind: bytes, body: bytes, milliseconds: float = 0.0) -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(body), milliseconds) + body
