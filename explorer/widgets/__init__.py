"""Widgets: they take values and post messages, and never see a Library."""
