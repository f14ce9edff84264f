"""Everything below the screen: reading, searching and analysing a folder of articles."""
