"""Colours of our own: blue for and orange against, which eyes that see little red or green tell apart.

The hues are those of Okabe and Ito's palette (2008), https://jfly.uni-koeln.de/color/.
"""

from __future__ import annotations

from textual.theme import Theme

_BLUE, _SKY, _ORANGE, _VERMILION, _GREEN = "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#009E73"

THEMES = (
    Theme(
        name="blue-orange-dark",
        primary=_SKY,
        secondary=_BLUE,
        accent=_ORANGE,
        warning=_ORANGE,
        error=_VERMILION,
        success=_GREEN,
        foreground="#E8E8E8",
        background="#121212",
        surface="#1C1C1C",
        panel="#2A2A2A",
        dark=True,
    ),
    Theme(
        name="blue-orange-light",
        primary=_BLUE,
        secondary=_SKY,
        accent=_VERMILION,
        warning=_ORANGE,
        error=_VERMILION,
        success=_GREEN,
        foreground="#1A1A1A",
        background="#FAFAFA",
        surface="#F0F0F0",
        panel="#E0E0E0",
        dark=False,
    ),
)
"""A dark and a light one; the picker lists them beside Textual's, of which ``ansi-dark`` and ``ansi-light`` are the
terminal's own colours."""
