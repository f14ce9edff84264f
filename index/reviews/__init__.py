"""What people decided about stances and claims: read from their files, kept there, and laid over what the rules say.

``reviews/NAME.jsonl`` in the library is one person's file, and a line of it one review; lines are only ever
added. Nothing here writes records: ``applying`` works out what stands, and the library mirrors it.
"""
