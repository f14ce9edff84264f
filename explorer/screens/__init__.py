"""Screens: they talk to the Library and wire widgets together."""
