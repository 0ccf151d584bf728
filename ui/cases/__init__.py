"""The cases page, registration, and one case."""
