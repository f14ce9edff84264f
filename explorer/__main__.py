"""``python -m explorer`` is ``whosays``: Ctrl-C is told in one line also while the program still comes up."""

from __future__ import annotations

import sys


def main() -> int:
    """Do what the command line says and return the exit code."""
    try:
        from explorer.cli import main as run  # within, because Ctrl-C may come while it is imported

        return run()
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("whosays: stopped\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
