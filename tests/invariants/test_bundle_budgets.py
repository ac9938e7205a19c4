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
    chunks = [path.name for path in (DIST / "assets").glob("*.js")]
    editors = {name for name in chunks if EDITOR.match(name)}
    lazy = {name for chunk in chunks for name in LAZY_IMPORT.findall(text_of(chunk))}
    of_editors = {name for chunk in editors for name in LAZY_IMPORT.findall(text_of(chunk))}
    pages = lazy - editors - of_editors
    assert pages, "no page is a chunk of its own"
    assert over(ROUTE_BYTES, [{name} for name in pages], scripts) == []
    # the editor with each of its languages
    assert over(EDITOR_BYTES, [editors | {name} for name in of_editors], scripts) == []


def over(limit: int, loads: list[set[str]], there: set[str]) -> list[str]:
    """Loads that are larger, beyond what is there already."""
    sizes = [(sent_bytes(with_imports(names) - there), names) for names in loads]
    return [f"{sorted(names)}: {size} bytes" for size, names in sizes if size > limit]
