"""What went wrong with the library, as one notification."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import WhosaysError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.dom import DOMNode


@contextmanager
def telling(node: DOMNode) -> Iterator[None]:
    """Tell the user of an error that is no bug, and go on: what is shown stays. For worker threads."""
    try:
        yield
    except WhosaysError as error:
        node.app.notify(str(error), severity="error", markup=False)
