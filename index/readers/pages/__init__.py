"""Web pages and fragments of them: bytes to a tree, a tree to blocks, and what a page states of its article."""
