"""peewee and SQLCipher live here and nowhere else; frozen dataclasses come out and go in."""
