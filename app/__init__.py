"""Everything the desk knows and can do. No Qt below this line."""

__version__ = "0.1.0"
