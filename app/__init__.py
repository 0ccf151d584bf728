"""Everything the desk knows and can do. No Qt below this line."""
