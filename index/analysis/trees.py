"""A parsed sentence as plain values: words that know their head, their children and their stem.

spaCy makes a new token object at each access and walks the sentence for each list of
children; the rules ask for both again and again, so a parse is copied once.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from index.analysis.lexicon import base_stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.strings import StringStore
    from spacy.tokens import Doc


T = TypeVar("T")


class Word:
    """One token of a parse, in the ClearNLP labels of spaCy's English models.

    ``i`` is its place in ``words``, ``idx`` its character offset in the sentence; the head of a root is
    the root itself. ``first`` and ``last`` are the places of the outermost words that it governs. ``answers`` keeps
    what was asked of it, see ``once``.
    """

    __slots__ = (
        "answers", "children", "dep", "first", "head", "i", "idx", "last", "lower", "stem", "tag", "text", "words",
    )  # fmt: skip

    def __init__(self, i: int, idx: int, form: Form, tag: str, dep: str, words: list[Word]) -> None:
        self.i = i
        self.idx = idx
        self.text, self.lower, self.stem = form
        self.tag = tag
        self.dep = dep
        self.words = words
        self.head = self
        self.children: list[Word] = []
        self.first = self.last = i
        self.answers: dict[str, Any] = {}

    @property
    def is_punct(self) -> bool:
        """Whether the word holds no letter or digit."""
        return not any(sign.isalnum() for sign in self.text)

    def __repr__(self) -> str:
        return f"{self.text}/{self.tag}/{self.dep}"


def once(question: Callable[[Word], T]) -> Callable[[Word], T]:
    """Return a question that keeps its answers: many rules ask the same of a word, and no parse changes."""
    name = f"{question.__module__}.{question.__name__}"

    @wraps(question)
    def answer(token: Word) -> T:
        answers = token.answers
        if name in answers:
            known: T = answers[name]
            return known
        found = answers[name] = question(token)
        return found

    return answer


class Form(NamedTuple):
    """A word as written, in lower case, and its stem."""

    text: str
    lower: str
    stem: str


class Copying:
    """Copies the parses of one store of strings; each string is taken out of it once."""

    def __init__(self, strings: StringStore) -> None:
        self._strings = strings
        self._forms: dict[int, Form] = {}
        self._labels: dict[int, str] = {}

    def words(self, doc: Doc, tags: Iterable[str]) -> list[Word]:
        """Return the words of a parse, which have these tags, in text order."""
        columns = doc.to_array(["IDX", "ORTH", "DEP", "HEAD"]).T
        heads = columns[3].astype("int64").tolist()  # hashes are unsigned, distances to heads signed
        forms, labels = self._forms, self._labels
        words: list[Word] = []
        for i, (idx, orth, dep, tag) in enumerate(zip(*columns[:3].tolist(), tags, strict=True)):
            form = forms.get(orth) or self._form(orth)
            words.append(Word(i, idx, form, tag, labels.get(dep) or self._label(dep), words))
        for word, distance in zip(words, heads, strict=True):
            if distance:
                word.head = words[word.i + distance]
                word.head.children.append(word)
        _bound(words)
        return words

    def _form(self, key: int) -> Form:
        text = self._strings[key]
        form = self._forms[key] = Form(text, text.lower(), base_stem(text))
        return form

    def _label(self, key: int) -> str:
        label = self._labels[key] = self._strings[key]
        return label


def _bound(words: list[Word]) -> None:
    """Find the outermost words that each word governs; in this order a head that is bound has told those above it."""
    for word in words:
        above = word.head
        while above.first > word.i:
            above.first = word.i
            above = above.head
    for word in reversed(words):
        above = word.head
        while above.last < word.i:
            above.last = word.i
            above = above.head
