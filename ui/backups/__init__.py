"""Backups in the window: how old they are, making one, trying one, restoring one, and the one at closing."""
