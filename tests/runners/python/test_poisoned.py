"""An interpreter in which user code replaced what ours stands on."""

import json

import pytest

from tests.runners.harness import Asker


@pytest.mark.parametrize(
    "poison",
    [
        "json.JSONEncoder.encode = lambda *a: 1 / 0",
        "json.dumps = lambda *a, **k: 1 / 0",
        "json.encoder.c_make_encoder = None; json.encoder.encode_basestring = lambda s: s",
        "import struct; struct.Struct.pack = None",
        "import traceback; traceback.TracebackException.from_exception = None",
        "import builtins; builtins.isinstance = lambda *a: True",
        "import builtins; builtins.len = lambda *a: 0",
        "import sys; sys.modules.clear()",
        "import sys; sys.setrecursionlimit(30)",
        "import sys; sys.stdout = sys.stderr = None",
        "import os; os._exit = lambda n: None",
        "import gc; [o.clear() for o in gc.get_objects() if type(o) is dict and '_log' in o]",
        "import threading; threading.RLock = None",
        "import signal; signal.signal(14, print); signal.setitimer(0, 0.0005, 0.0005)",
        "import signal as s; s.signal(14, s.default_int_handler); s.setitimer(0, 0.0005, 0.0005)",
    ],
)
async def test_a_poisoned_interpreter_harms_only_its_own_call(ask: Asker, poison: str) -> None:
    for ending in ("return {'a': ['x', 1]}", "raise ValueError('x')"):
        code = f"import json\ndef fetch_data(data, kind):\n    {poison}\n    {ending}"
        reply = await ask.test(code, deadline_ms=3000)
        assert reply.HasField("error") or json.loads(reply.data) is not None
    assert (await ask.test("def fetch_data(data, kind): return 1")).data == "1"
