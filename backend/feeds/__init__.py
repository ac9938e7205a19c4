"""Local copies of feeds: download, parse, load, look up."""
