"""How many articles match, counted by tantivy itself where one document can stand for its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tantivy import Occur, Query

from index.engines.scoring import TextLeaf
from index.engines.tantivy.schema import ARTICLE_STEMS, ARTICLE_WORDS, FIRST_UNIT, word_field
from index.query import And, Everything, Language, Not, Or, Phrase, Published, Within, Word

if TYPE_CHECKING:
    from index.engines.tantivy.queries import Queries
    from index.engines.tantivy.schema import Term
    from index.engines.tantivy.snapshot import Snapshot
    from index.query import Node

_FIELDS = {word_field(Within.TEXT): ARTICLE_WORDS}


def count_articles(queries: Queries, snapshot: Snapshot, root: Node) -> int | None:
    """Return of how many articles any document matches, None where only a list of the documents can tell.

    It can be counted as long as nothing in the tree is about two things of the same passage.
    """
    if isinstance(root, Word) and root.within is Within.TEXT:
        return snapshot.having(_stems(root))
    query = _ByArticle(queries, snapshot).query(root)
    return None if query is None else snapshot.count(query)


class _ByArticle:
    """Makes the query that one document of each article matches of which any does, where there is one."""

    def __init__(self, queries: Queries, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._queries = queries
        self._first = Query.term_query(snapshot.schema, "unit", FIRST_UNIT)

    def query(self, node: Node) -> Query | None:
        if _of_article(node):
            return _all_of([self._first, self._queries.matching(node)])
        match node:
            case Or(items):
                some = [self.query(item) for item in items]
                known = [query for query in some if query is not None]
                return Query.boolean_query([(Occur.Should, query) for query in known]) if known == some else None
            case And(items):
                return self._all(items)
            case Phrase(words) if len(words) > 1:
                return None
            case Word(_, Within.TEXT):
                return self._snapshot.any_of(_stems(node))
            case _ if isinstance(node, TextLeaf):
                return self._queries.leaf(node, _FIELDS)
            case _:
                return None

    def _all(self, items: tuple[Node, ...]) -> Query | None:
        about_passage = [item for item in items if not _of_article(item)]
        if len(about_passage) > 1:
            return None
        query = self.query(about_passage[0])
        facts = tuple(item for item in items if item not in about_passage)
        return None if query is None else _all_of([query, self._queries.matching(And(facts))])


def _stems(word: Word) -> list[Term]:
    return [(ARTICLE_STEMS, stem) for stem in word.stems]


def _of_article(node: Node) -> bool:
    """Say whether a tree holds of all passages of an article or of none."""
    match node:
        case Everything() | Language() | Published():
            return True
        case And(items) | Or(items):
            return all(map(_of_article, items))
        case Not(item):
            return _of_article(item)
        case _:
            return isinstance(node, TextLeaf) and node.within is not Within.TEXT


def _all_of(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
