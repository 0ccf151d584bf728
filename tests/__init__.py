"""Tests of Petition Desk: they mirror app/ and ui/ path by path."""
