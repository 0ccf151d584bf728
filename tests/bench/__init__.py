"""Benchmarks: each beside its baseline in the same run. `make bench` runs them whole, the tests in short form."""
