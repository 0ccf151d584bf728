"""The station's data, printers, and text size."""
