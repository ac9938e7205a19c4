"""The binary: everything about being one program on one machine."""

__version__ = "0.1.0"
