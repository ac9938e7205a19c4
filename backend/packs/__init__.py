"""Content packs: what sources know offline, signed, carried in one file from here to there."""
