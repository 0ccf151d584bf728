"""Accidents on purpose: killed processes, writes that fail, full and read-only disks, flipped bytes, clocks, pairs.

`make faults` runs the long form, the tests beside this file a short one. README of the folder: ``__main__.py``.
"""
