"""What the packaged binary's start code leaves in the environment, taken out again.

PyInstaller's bootloader points LD_LIBRARY_PATH at the binary's own libraries, starts the binary
anew so that the linker heeds it, and marks all of that in variables. The linker has done its work
by then. Whoever is started from here on must not get it: programs of others (PostgreSQL, Deno)
would load our libraries in place of theirs, and we ourselves do it all again.
"""

import os
from collections.abc import MutableMapping

_LIBRARIES = "LD_LIBRARY_PATH"
_BEFORE = "LD_LIBRARY_PATH_ORIG"
_MARKS = "_PYI_"


def leave_no_trace(environment: MutableMapping[str, str] = os.environ) -> None:
    """Make the environment what it was before the binary was started."""
    environment.pop(_LIBRARIES, None)
    if before := environment.pop(_BEFORE, ""):
        environment[_LIBRARIES] = before
    for name in [name for name in environment if name.startswith(_MARKS)]:
        del environment[name]
