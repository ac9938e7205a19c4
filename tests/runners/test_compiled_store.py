"""What is kept of compiled code: for one source in one version, and not too much."""

from runners.compiled_store import CompiledStore

CODE, OTHER_CODE = "def fetch_data(): pass", "def fetch_data(): return 1"


def test_it_is_for_its_source_and_its_code_alone() -> None:
    store = CompiledStore()
    store.put("one", CODE, b"of one")
    assert store.get("one", CODE) == b"of one"
    # A source that has the same text made its own.
    assert store.get("two", CODE) == b""
    assert store.get("one", OTHER_CODE) == b""
    store.put("one", OTHER_CODE, b"newer")
    assert store.get("one", CODE) == b""
    assert store.get("one", OTHER_CODE) == b"newer"
    store.remove("one")
    store.remove("one")
    assert store.get("one", OTHER_CODE) == b""


def test_what_was_not_used_longest_makes_room() -> None:
    store = CompiledStore(most_bytes=10)
    for source in ("a", "b", "c"):
        store.put(source, CODE, b"123")
    assert store.get("a", CODE)
    store.put("d", CODE, b"1234")
    assert [source for source in "abcd" if store.get(source, CODE)] == ["a", "c", "d"]
    store.put("a", CODE, b"1")
    store.put("e", CODE, b"12")
    assert [source for source in "acde" if store.get(source, CODE)] == ["a", "c", "d", "e"]


def test_what_is_too_large_or_nothing_is_not_kept() -> None:
    store = CompiledStore(most_bytes=10)
    store.put("a", CODE, b"123")
    store.put("a", CODE, b"x" * 11)
    assert store.get("a", CODE) == b""
    store.put("b", CODE, b"")
    assert store.get("b", CODE) == b""
