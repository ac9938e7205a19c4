"""What a browser loads, packed as it is sent: the first page, each page after it, the editor."""

import gzip
import re
from pathlib import Path

DIST = Path(__file__).parents[2] / "static" / "dist"
ENTRY_BYTES = 130_000
ROUTE_BYTES = 40_000
EDITOR_BYTES = 160_000
# The chunk that a page loads only when code is edited.
EDITOR = re.compile(r"code-editor-")

STATIC_IMPORT = re.compile(r'(?:\bfrom|\bimport)\s*"\./([\w-]+\.js)"')
LAZY_IMPORT = re.compile(r'\bimport\(\s*["`]\./([\w-]+\.js)["`]')


def text_of(name: str) -> str:
    return (DIST / "assets" / name).read_text()


def with_imports(names: set[str]) -> set[str]:
    """These chunks, and all that they can't run without."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(STATIC_IMPORT.findall(text_of(name))) - found
    return found


def sent_bytes(names: set[str]) -> int:
    return sum(len(gzip.compress(text_of(name).encode(), 9, mtime=0)) for name in names)


def entry() -> tuple[set[str], set[str]]:
    """Scripts of the first load, and its style sheets."""
    page = (DIST / "index.html").read_text()
    named = set(re.findall(r'(?:src|href)="/assets/([^"]+)"', page))
    scripts = with_imports({name for name in named if name.endswith(".js")})
    return scripts, {name for name in named if name.endswith(".css")}


def test_the_first_load_is_small() -> None:
    scripts, styles = entry()
    assert scripts
    assert styles
    assert sent_bytes(scripts | styles) <= ENTRY_BYTES


def test_every_page_is_small_and_so_is_the_editor() -> None:
    scripts, _ = entry()
    lazy = {
        name
        for path in (DIST / "assets").glob("*.js")
        for name in LAZY_IMPORT.findall(path.read_text())
    }
    assert lazy, "no page is a chunk of its own"
    sizes = {name: sent_bytes(with_imports({name}) - scripts) for name in sorted(lazy)}
    limits = {name: EDITOR_BYTES if EDITOR.match(name) else ROUTE_BYTES for name in lazy}
    over = {name: size for name, size in sizes.items() if size > limits[name]}
    assert not over
