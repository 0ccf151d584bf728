"""Frozen steps, one file each: a migration names tables and columns and is never edited once released."""
