"""Everything that can go wrong and is not a bug.

WhosaysError
├── LibraryError              the folder or what it holds cannot be used
│   ├── LibraryNotFound       there is no such folder, or none was named
│   ├── InvalidSettings       whosays.toml (or the user's own file) is not what it should be
│   ├── RecordsUnusable       .whosays/ is of another version, damaged or locked
│   └── EngineUnavailable     the search engine is unknown or not installed
├── ReadError                 a file is no article (unreadable, binary, empty)
├── FetchFailed               an address cannot, or may not, be fetched
├── InvalidQuery              a query that does not parse, with its place
├── InvalidReview             a review that cannot be made: of nothing, by nobody, or of another's
├── NoSuchArticle             a reference that names no article or passage, or several
└── AnalysisUnavailable       the language model is missing or of another version

Each carries what it is about as attributes; ``str(error)`` is one line for a person.
"""

from __future__ import annotations


class WhosaysError(Exception):
    """Root of all errors that a user can do something about."""


class LibraryError(WhosaysError):
    """A library cannot be used; ``place`` is the folder or file it is about."""

    def __init__(self, place: str, message: str) -> None:
        self.place = place
        super().__init__(message)


class LibraryNotFound(LibraryError):
    """There is no such folder, or none was named."""


class InvalidSettings(LibraryError):
    """A settings file is not what it should be; ``line`` and ``column`` count from 1, 0 when unknown."""

    def __init__(self, place: str, reason: str, line: int = 0, column: int = 0) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        where = f"{place}:{line}:{column}" if line else place
        super().__init__(place, f"{where}: {reason}")


class RecordsUnusable(LibraryError):
    """``.whosays/`` is of another version, damaged or in use by another process."""


class EngineUnavailable(LibraryError):
    """The engine named in the settings is unknown or not installed."""


class ReadError(WhosaysError):
    """A file is no article; ``reason`` is one clause that names no path."""

    def __init__(self, file: str, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(f"{file}: {reason}")


class FetchFailed(WhosaysError):
    """An address cannot be fetched, or may not be; ``reason`` is one clause that does not name it.

    ``passing`` says whether it may be otherwise later, ``after`` in how many seconds, where the server told.
    """

    def __init__(self, url: str, reason: str, *, passing: bool = False, after: float | None = None) -> None:
        self.url = url
        self.reason = reason
        self.passing = passing
        self.after = after
        super().__init__(f"{url}: {reason}")


class InvalidQuery(WhosaysError):
    """A query does not parse; ``start`` and ``end`` are half-open offsets into ``query``."""

    def __init__(self, query: str, start: int, end: int, reason: str, hint: str = "") -> None:
        self.query = query
        self.start = start
        self.end = max(end, start + 1)
        self.reason = reason
        self.hint = hint
        super().__init__(f"{reason}; {hint}" if hint else reason)

    @property
    def caret(self) -> str:
        """The query and, in a second line, carets under the place."""
        return f"{self.query}\n{' ' * self.start}{'^' * (self.end - self.start)}"


class NoSuchArticle(WhosaysError):
    """A reference names no article or passage, or more than one article."""

    def __init__(self, reference: str, reason: str) -> None:
        self.reference = reference
        super().__init__(f"{reference}: {reason}")


class InvalidReview(WhosaysError):
    """A review cannot be made or taken back; ``subject`` is what it was to be of, as it was named."""

    def __init__(self, subject: str, reason: str) -> None:
        self.subject = subject
        self.reason = reason
        super().__init__(f"{subject}: {reason}" if subject else reason)


class AnalysisUnavailable(WhosaysError):
    """The language model is missing or of another version; searching goes on without it."""


def reason_of(error: OSError) -> str:
    """Return the system's reason why something cannot be read, as one clause that names no path."""
    return f"it cannot be read: {(error.strerror or type(error).__name__).lower()}"
