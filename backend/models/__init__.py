"""The nouns, as plain typed structs."""
