"""The first run, unlocking, and recovery."""
