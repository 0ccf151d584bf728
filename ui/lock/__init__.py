"""Locking the open desk: by Ctrl+L, when idle, and who may come in again."""
