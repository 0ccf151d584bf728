"""The rules: dataclasses, enums and functions. Standard library only; no clock, no input or output."""
