"""Code that is compiled once, and sources that say that it became something else."""

import marshal

from runners.python import compiling
from runners.rpc import runner_pb2 as pb
from runners.workers import frames
from tests.runners.harness import Asker, Runner
from tests.runners.languages import PYTHON

# Python says so when it compiles this, and at no other time.
TELLING = "def fetch_data(data, kind):\n    return data is 'x'\n"
WARNING = "SyntaxWarning"

POISON = compiling.packed(compiling.compiled("def fetch_data(*_): return 'poisoned'"))


async def warned(ask: Asker, source: str) -> bool:
    reply = await ask.fetch(source)
    assert reply.data == "false"
    return any(WARNING in entry.message for entry in reply.logs)


async def send(ask: Asker, source: str, code: str) -> None:
    update = pb.UpdateRequest(source=source, source_code=code)
    await ask.stub.Init(pb.InitRequest(updates=[update]), timeout=60)


async def test_code_is_compiled_once_for_each_source_and_version(ask: Asker) -> None:
    for source in ("first", "second"):
        await send(ask, source, TELLING)
        assert [await warned(ask, source) for _ in range(3)] == [True, False, False]
    await send(ask, "first", f"\n{TELLING}")
    assert [await warned(ask, "first") for _ in range(2)] == [True, False]


async def test_saving_compiles_already(ask: Asker) -> None:
    await ask.update("saved", TELLING)
    assert not await warned(ask, "saved")


async def test_what_compiles_to_too_much_is_compiled_each_time(ask: Asker) -> None:
    await send(ask, "large", f"{TELLING}x = {'x' * frames.COMPILED_BYTES!r}\n")
    assert [await warned(ask, "large") for _ in range(2)] == [True, True]


async def test_a_source_can_not_say_what_its_code_became(ask: Asker) -> None:
    forged = frames.pack(frames.COMPILED, POISON).hex()
    code = PYTHON.doing(f"if data == '192.0.2.1': raw('{forged}')", "return 'its own'")
    for save in (send, Asker.update):
        await save(ask, "hostile", code)
        for _ in range(2):
            reply = await ask.fetch("hostile")
            assert reply.error.kind == pb.Error.INVALID_ANSWER
            assert "it sent bytes of its own" in reply.error.message
        assert (await ask.fetch("hostile", data="192.0.2.2")).data == '"its own"'


async def test_a_source_of_the_same_text_compiles_for_itself(ask: Asker, runner: Runner) -> None:
    """Whatever one has done to what is kept for it, another has nothing of it."""
    del runner
    await send(ask, "theirs", TELLING)
    assert [await warned(ask, "theirs") for _ in range(2)] == [True, False]
    await send(ask, "ours", TELLING)
    assert await warned(ask, "ours")


def test_bytes_that_are_not_of_this_python_are_nothing() -> None:
    code = compiling.compiled("x = 1")
    assert compiling.unpacked(compiling.packed(code)) == code
    magic = compiling.packed(code)[:4]
    for data in (
        b"",
        b"x",
        b"\0\0\0\0" + marshal.dumps(code),
        magic,
        magic + b"\xff",
        magic + b"N",
    ):
        assert compiling.unpacked(data) is None
