"""Pages that are made from the code are those that the code makes now."""

from pathlib import Path

from backend.sources.documenting import page
from backend.sources.registry import all_sources, all_templates

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_sources_is_fresh() -> None:
    """`./build.sh gen` makes it anew."""
    assert DOCS.joinpath("sources.md").read_text("utf-8") == page(
        [*all_sources().values(), *all_templates().values()]
    )
