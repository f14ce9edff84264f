"""What the rules alone find in a folder of articles, and how fast."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.gold import Prediction
from index.analysis import ANALYSED_LANGUAGES
from index.errors import AnalysisUnavailable
from index.library import Library
from index.library.places import existing_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.models import Article

DECIDED = (".whosays", "whosays.toml", "reviews", "baskets")
"""What is derived, and what a person decided: the figures are the rules' own."""

NAMED_BLOC = "X-"
"""How the code of a bloc without a code of its own begins; labels leave these out."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a folder: predictions by file and place, and the articles that were read for it."""

    predictions: tuple[Prediction, ...]
    articles: tuple[Article, ...]

    @property
    def words(self) -> int:
        """How many words the articles hold, as blanks divide them."""
        return sum(len(article.text.split()) for article in self.articles)


def find(folder: Path) -> Found:
    """Return what the rules find in the articles of a folder, which stays as it is.

    Raises:
        LibraryNotFound: There is no such folder.
        AnalysisUnavailable: No model of the right version is installed.
    """
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "library"
        shutil.copytree(existing_folder(folder), copy, ignore=shutil.ignore_patterns(*DECIDED))
        with Library.open(copy) as library:
            report = library.sync()
            if report.reason:
                raise AnalysisUnavailable(report.reason)
            rows, articles = library.stances(), library.articles()
    predictions = (
        Prediction(row.file, row.country, row.position.value, row.quote, row.condition, row.rule, row.cue)
        for row in rows
        if not row.country.startswith(NAMED_BLOC)
    )
    read = (article for article in articles if article.language is None or article.language in ANALYSED_LANGUAGES)
    return Found(tuple(predictions), tuple(read))


def reading_time(articles: Sequence[Article]) -> float:
    """Return how many seconds one process takes to read the articles for stances, once it has loaded its model.

    Processor time, so that other work on the machine does not count.
    """
    from index.analysis.workers import chunks
    from index.children import THREADS

    os.environ.update(THREADS)  # before numpy comes with the parser
    from index.analysis.parsing import SpacyParser
    from index.analysis.reading import analyse_together

    parser = SpacyParser()
    # What is made at the first use of anything is not the articles' time.
    list(analyse_together(articles[:1], parser))
    began = process_time()
    for chunk in chunks(articles):
        list(analyse_together(chunk, parser))
    return process_time() - began
