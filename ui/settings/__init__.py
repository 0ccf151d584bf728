"""The settings: the unit, the unit table, the calendar, operators, templates, limits, this PC, backup."""
