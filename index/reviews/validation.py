"""A line of somebody's file -> a Review, or what is wrong with it. The only place here that imports pydantic.

Fields that are not known are passed over: a later version may write them, and no line is ever written again.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from index.analysis.countries import country_code
from index.models import ClaimStatus, Label, Position, Verdict
from index.reviews.values import About, Anchor, ClaimLabel, Review
from index.text import sanitise


class BrokenLine(Exception):
    """A line is no review; the message is one clause."""


def utc(moment: datetime) -> str:
    """Return a moment as reviews write it: UTC, microseconds, ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _shown(text: str) -> str:
    return " ".join(sanitise(text).split())


def _named(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _coded(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise ValueError("is no country or bloc")
    return code


# What comes from elsewhere is shown on a terminal: one line, and nothing that one would obey.
Shown = Annotated[str, AfterValidator(_shown)]
Named = Annotated[Shown, AfterValidator(_named)]
Words = Annotated[str, AfterValidator(sanitise)]
Holder = Annotated[str, AfterValidator(_coded)]


class Part(BaseModel):
    """A part of a line; fields that are not known are passed over."""

    model_config = ConfigDict(extra="ignore")


class _Source(Part):
    article: Named
    file: Shown
    member: Shown | None = None
    sha256: Shown = ""


class _PositionSelector(Part):
    type: Literal["TextPositionSelector"]
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class _QuoteSelector(Part):
    type: Literal["TextQuoteSelector"]
    exact: Annotated[Words, AfterValidator(_named)]
    prefix: Words = ""
    suffix: Words = ""


P = TypeVar("P", bound=Part)


class AnchorModel(Part):
    """An anchor as it is written."""

    source: _Source
    position: _PositionSelector
    quote: _QuoteSelector

    @model_validator(mode="before")
    @classmethod
    def _selectors(cls, value: Any) -> Any:  # noqa: ANN401  (whatever JSON may hold)
        """Pick the two selectors that are known from the list; others may stand beside them."""
        if not isinstance(value, dict) or not isinstance(value.get("selector"), list):
            return value
        by_type = {item.get("type"): item for item in value["selector"] if isinstance(item, dict)}
        picked = {"position": by_type.get("TextPositionSelector"), "quote": by_type.get("TextQuoteSelector")}
        return {**value, **{name: found for name, found in picked.items() if found is not None}}

    def value(self) -> Anchor:
        """Return it as a value."""
        source, quote = self.source, self.quote
        return Anchor(
            article=source.article,
            file=source.file,
            member=source.member,
            sha256=source.sha256,
            start=self.position.start,
            end=self.position.end,
            exact=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
        )


class _Label(Part):
    holder: Holder
    position: Position
    target: Shown | None = None
    condition: Shown | None = None
    labeller: Shown = ""

    def value(self) -> Label:
        return Label(self.holder, self.position, self.target, self.condition, self.labeller)


class _ClaimLabel(Part):
    kind: Named
    status: ClaimStatus
    labeller: Shown = ""

    def value(self) -> ClaimLabel:
        return ClaimLabel(self.kind, self.status, self.labeller)


class _Review(Part):
    id: Named
    when: AwareDatetime
    who: Named
    supersedes: Shown | None = None
    verdict: Verdict
    why: Shown = ""
    anchors: list[AnchorModel] = Field(min_length=1)

    def value(self, about: About, was: Label | ClaimLabel | None, label: Label | ClaimLabel | None) -> Review:
        return Review(
            id=self.id,
            when=utc(self.when),
            who=self.who,
            about=about,
            verdict=self.verdict,
            anchors=tuple(anchor.value() for anchor in self.anchors),
            supersedes=self.supersedes,
            was=was,
            label=label,
            why=self.why,
        )


class _StanceReview(_Review):
    about: Literal["stance"]
    was: _Label | None = None
    said: _Label | None = Field(default=None, alias="is")


class _ClaimReview(_Review):
    about: Literal["claim"]
    was: _ClaimLabel | None = None
    said: _ClaimLabel | None = Field(default=None, alias="is")


_ABOUT: dict[object, type[_StanceReview | _ClaimReview]] = {"stance": _StanceReview, "claim": _ClaimReview}
_SAYING = frozenset({Verdict.CONFIRMED, Verdict.CORRECTED, Verdict.ADDED})


def review_of(line: bytes) -> Review:
    """Return the review that a line holds.

    Raises:
        BrokenLine: It is not UTF-8, not JSON, lacks a field, or says what cannot be.
    """
    record = _parsed(line)
    model = _ABOUT.get(record.get("about"))
    if model is None:
        raise BrokenLine("about: must be stance or claim")
    found = _checked(record, model)
    was, said = found.was, found.said
    _check(found, was is not None, said is not None)
    return found.value(About(found.about), was.value() if was else None, said.value() if said else None)


def model_of(line: bytes, model: type[P]) -> P:
    """Return what a line holds, checked against a model.

    Raises:
        BrokenLine: It is not UTF-8, not JSON, or not what the model says.
    """
    return _checked(_parsed(line), model)


def _checked(record: dict[str, Any], model: type[P]) -> P:
    try:
        return model.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = _reason(first["type"], first["msg"])
        raise BrokenLine(f"{where}: {reason}" if where else reason) from error


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise BrokenLine("is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise BrokenLine(f"is not JSON: {error.msg.lower()} at column {error.colno}") from error
    except RecursionError as error:
        raise BrokenLine("is nested too deeply") from error
    if not isinstance(record, dict):
        raise BrokenLine("is no JSON object")
    return record


def _check(found: _Review, was: bool, said: bool) -> None:  # noqa: FBT001  (two facts that only this reads)
    if found.verdict in _SAYING and not said:
        raise BrokenLine(f"is: {found.verdict.value} needs a label")
    if found.verdict is Verdict.REJECTED and not was:
        raise BrokenLine("was: rejected needs a label")
    if found.verdict is Verdict.WITHDRAWN and not found.supersedes:
        raise BrokenLine("supersedes: withdrawn needs the id of a review")


def _reason(kind: str, message: str) -> str:
    if kind == "missing":
        return "is missing"
    return message.removeprefix("Value error, ")[:1].lower() + message.removeprefix("Value error, ")[1:]
