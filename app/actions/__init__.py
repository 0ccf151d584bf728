"""The verbs: one function is one thing a clerk does is one transaction, and returns what it changed."""
