"""Stances of one parsed sentence: a walk over its clauses, each with its voice.

A report hands its subject down as the speaker of the reported clause. There a
cue, an act under "will", a norm ("must") or a judgement ("is essential") becomes
the stance of the clause's subject or of the speaker. What stands under
"if" or "whether" asserts nothing; a question asserts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.analysis import acts, designations, holding, judging, rules, undecided
from index.analysis.actors import STATE_KINDS, actors_of
from index.analysis.clauses import Clause, Finding, Voice, clause_is_own, message_of
from index.analysis.conditions import find_condition
from index.analysis.discourse import Actor, Sentence
from index.analysis.drafts import Draft, Holder
from index.analysis.lexicon import Sense
from index.analysis.readings import compose, senses
from index.analysis.syntax import (
    MODALS,
    NORMS,
    agent,
    child,
    children,
    climb,
    has_modal,
    in_set,
    is_blocked,
    is_foreseen,
    is_infinitive,
    is_noun,
    is_passive,
    is_verb,
    own_subject,
    subject,
    swallowed_subject,
)
from index.analysis.targets import Antecedents, target_span
from index.analysis.trees import once
from index.models import Attribution, Passage, PassageKind, Position, Span

if TYPE_CHECKING:
    from index.analysis.trees import Word

LONGEST_EVIDENCE = 85
"""Words of the longest quotation; of a longer sentence the words around the cue are quoted."""

_SHORTEST_TARGET = 9
_TWO = 2


@dataclass(slots=True)
class SentenceReader:
    """Reads one sentence; ``drafts`` grow in the order of the walk."""

    sentence: Sentence
    passage: Passage
    evidence: Span
    antecedents: Antecedents
    drafts: list[Draft] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    introduced: bool = False

    def read(self) -> list[Draft]:
        """Return the sentence's drafts by cue; the discourse has met its actors after."""
        if self.sentence.quotes:
            speaker = told_by(self.sentence)
            if speaker == ():
                self.sentence.discourse.forget_speaker()
            elif speaker is not None:
                self.sentence.discourse.quoted = speaker
        voice = self._according_to() or self._voice_around()
        for token in self.sentence.words:
            if token.head.i == token.i:
                self._clause(token, voice)
        for token in self.sentence.words:
            if is_verb(token) and token.i not in self.seen and token.dep not in {"aux", "auxpass"}:
                self._clause(token, self._voice_above(token, voice))
        for finding in holding.held_nouns(self.sentence):
            self._emit(finding)
        return _once_each(self.drafts)

    def _voice_around(self) -> Voice:
        """Return who says the whole sentence: the last one quoted within quotation marks, else the narrator."""
        discourse = self.sentence.discourse
        if discourse.inside_quote and discourse.quoted:
            return Voice(discourse.quoted, reported=True)
        return Voice((discourse.narrator,), reported=True) if discourse.narrator else Voice()

    def _according_to(self) -> Voice | None:
        """Return the voice of "According to the ministry, …", or None."""
        for token in self.sentence.words:
            if token.lower == "according" and (to := child(token, "prep")) is not None:
                source = child(to, "pobj")
                return Voice(actors_of(self.sentence, source) if source is not None else (), reported=True)
        return None

    def _voice_above(self, token: Word, otherwise: Voice) -> Voice:
        for head in climb(token):
            if _reports(head) and head.i in self.seen:
                return Voice(self._actors(head, otherwise), reported=True)
        return otherwise

    def _clause(self, head: Word, voice: Voice) -> None:
        if head.i in self.seen:
            return
        self.seen.add(head.i)
        actors = self._actors(head, voice)
        main = head.dep == "ROOT" and own_subject(head) is not None
        if main:
            self.sentence.main = actors
        self._introduce(head, actors)
        message = message_of(head)
        if message is not None and actors:
            self._clause(message, Voice(actors, reported=True))
        inner = voice
        if is_verb(head) or head.tag.startswith("JJ"):
            inner = self._state(Clause(self.sentence, head, actors, voice))
        for below in head.children:
            if below.dep in {"ccomp", "parataxis"} or (below.dep == "xcomp" and inner is not voice):
                self._clause(below, inner)
            elif below.dep in {"xcomp", "conj", "advcl", "relcl", "acl", "pcomp", "dep"} and is_verb(below):
                self._clause(below, voice)
        if main and self.passage.kind is PassageKind.PARAGRAPH:
            self._meet(head, actors)

    def _meet(self, head: Word, actors: tuple[Actor, ...]) -> None:
        """Let the discourse meet whom a main clause names; of a stranger it forgets who spoke before."""
        discourse = self.sentence.discourse
        if not actors and _reports(head) and _is_stranger(head):
            discourse.forget_speaker()
        discourse.meet(actors, self.sentence.start)
        if _reports(head) and actors and self.sentence.quotes:
            discourse.quoted = actors

    def _introduce(self, head: Word, actors: tuple[Actor, ...]) -> None:
        """Keep whom the clause names, for "both governments" in this sentence and "they" in a later quotation."""
        codes = tuple(actor.holder.code for actor in actors if actor.holder.code)
        if len(codes) == _TWO:
            self.sentence.pair = codes
        elif len(codes) == 1 and not is_passive(head):
            designations.meet_document(self.sentence, head, codes[0])
        owner = own_subject(head)
        if (
            actors
            and owner is not None
            and head.dep == "ccomp"
            and not owner.tag.startswith("PRP")
            and not self.introduced
        ):
            self.introduced = True
            self.sentence.discourse.told = actors
            self.sentence.discourse.told_at = self.sentence.start

    def _actors(self, head: Word, voice: Voice) -> tuple[Actor, ...]:
        """Return whose act a clause is: its subject, a passive's agent, who feels a feeling, whom one quotes."""
        spoken_by = voice.speakers if voice.reported else ()
        owner = _feels(head) or (child(head, "dobj") if in_set(head, "quoting") else None)
        if owner is None and is_passive(head):
            owner = agent(head)
            if owner is None:
                return self._scene(head)
        if owner is None:
            owner = subject(head) or swallowed_subject(head)
        if owner is None:
            return ()
        found = actors_of(self.sentence, owner, spoken_by)
        if not found and (in_set(owner, "voices") or (in_set(owner, "schemes") and head.dep == "acl")):
            found = holding.possessors(self.sentence, owner)
        return (*found, *self._together_with(head, spoken_by))

    def _together_with(self, head: Word, spoken_by: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Read "together with A and B, Ruritania calls for": those named act with the subject."""
        for word in head.words[head.first : head.i]:
            joined = word.lower == "with" and word.i > 0 and word.words[word.i - 1].lower in {"together", "along"}
            if joined or word.lower == "alongside":
                others = child(word, "pobj")
                if others is not None and others.last < head.i:
                    return actors_of(self.sentence, others, spoken_by)
        return ()

    def _scene(self, head: Word) -> tuple[Actor, ...]:
        """Read "In Oslo, the plan was welcomed": a capital or country that opens the sentence."""
        for preposition in children(head, "prep"):
            place = child(preposition, "pobj")
            if preposition.lower == "in" and preposition.i == 0 and place is not None:
                mention = self.sentence.by_token.get(place.i)
                if mention is not None and mention.kind in STATE_KINDS:
                    return (Actor(Holder(mention.code, None), self.sentence.word(place), speaks=False),)
        return ()

    def _state(self, clause: Clause) -> Voice:
        """Read what one clause states; return the voice of the clauses below it."""
        if self._emit(undecided.undecided(clause)):
            return clause.voice
        if _reports(clause.head):
            return self._report(clause)
        found = rules.cue(clause)
        if found is not None and self._emit(found):
            return clause.voice
        if found is None or not found.actors:
            handed_over = self._emit(rules.sees_none(clause)) or self._emit(rules.light_verb(clause))
            if not handed_over or has_modal(clause.head, MODALS):
                self._emit(acts.own_act(clause))
        if not self._emit(judging.norm(clause)) and not self._emit(judging.open_matter(clause)):
            self._emit(judging.judgement(clause))
        return clause.voice

    def _report(self, clause: Clause) -> Voice:
        head = clause.head
        if is_blocked(head) or is_foreseen(head):
            return Voice(clause.actors, reported=True)
        if self._emit(judging.norm(clause)) and has_modal(head, NORMS) and not clause_is_own(clause):
            return Voice(clause.actors, reported=True)
        inner = clause.voice if _is_thing_that_shows(clause) else _voice_of(clause)
        self._emit(rules.emphasis(clause))
        self._emit(rules.sees_none(clause))
        self._emit(judging.judged_as(clause))
        if self._emit(rules.left_unsaid(clause)):
            return inner
        reported = children(head, "ccomp", "parataxis")
        if has_modal(head, MODALS) and clause_is_own(clause):
            self._emit(acts.own_act(clause))
        if reported:
            before = len(self.drafts)
            for below in reported:
                self._clause(below, inner)
            own = {actor.holder.side for actor in clause.actors}
            if not any(draft.holder.side in own for draft in self.drafts[before:]):
                self._emit(rules.reported_sense(clause))
            return inner
        self._emit(rules.neither_nor(clause))
        reading = compose(head) if child(head, "xcomp", "dobj", "prep", "oprd") is not None else None
        if reading is not None:
            self._emit(Finding(rules.askers(clause, reading), reading, clause.voice))
        elif not self._emit(rules.light_verb(clause)) and not has_modal(head, MODALS):
            self._emit(acts.own_act(clause))
        return inner

    def _emit(self, finding: Finding | None) -> bool:
        """Keep a finding as drafts, one a holder; say whether there was one with a holder."""
        if finding is None or not finding.actors:
            return False
        actors, reading, voice = finding
        self.seen.update(token.i for token in reading.governed if token.i != reading.cue.i and is_verb(token))
        condition = find_condition(self.sentence, reading.governed, events=reading.position.side >= 0)
        target = refers = None
        discourse = self.sentence.discourse
        if reading.target is not None:
            target = target_span(self.sentence, reading.target, condition)
            refers = self.antecedents.refers(self.sentence, reading.target, discourse.target)
        if target is not None and refers is None and target.end - target.start >= _SHORTEST_TARGET:
            discourse.target = target
        cue = self.sentence.word(reading.cue)
        for actor in actors:
            self.drafts.append(
                Draft(
                    passage=self.passage.number,
                    holder=actor.holder,
                    position=reading.position,
                    attribution=self._attribution(actor, cue, voice),
                    evidence=_evidence(self.sentence, self.evidence, reading.cue),
                    cue=cue,
                    rule=reading.rule,
                    target=target,
                    refers=refers,
                    condition=condition,
                    speaker=_speaker(actor, voice),
                )
            )
        return True

    def _attribution(self, actor: Actor, cue: Span, voice: Voice) -> Attribution:
        if self.passage.kind is not PassageKind.PARAGRAPH:
            return Attribution.HEADLINE
        if voice.reported:
            if any(quote.meets(cue) for quote in self.sentence.quotes):
                return Attribution.QUOTED
            own = any(speaker.holder.side == actor.holder.side for speaker in voice.speakers)
            return Attribution.SAID if own else Attribution.REPORTED
        return Attribution.SAID if actor.speaks else Attribution.NARRATED


def _speaker(actor: Actor, voice: Voice) -> Span | None:
    if actor.speaks:
        return actor.span
    return next((speaker.span for speaker in voice.speakers if speaker.speaks), None)


@once
def _reports(head: Word) -> bool:
    return is_verb(head) and any(entry.sense is Sense.REPORT for entry in senses(head))


def told_by(sentence: Sentence) -> tuple[Actor, ...] | None:
    """Return who is told, outside of quotation marks, to say something: empty for a stranger, None where nobody is."""
    for word in sentence.words:
        if _reports(word) and not sentence.is_quoted(word) and (owner := own_subject(word)) is not None:
            if sentence.is_quoted(owner):
                return None
            actors = actors_of(sentence, owner)
            return actors if actors or _is_stranger(word) else None
    return None


def _is_stranger(head: Word) -> bool:
    """Say whether a report's subject is somebody by a noun, whom nothing places."""
    owner = own_subject(head)
    if owner is None or not is_noun(owner):
        return False
    return (
        owner.tag.startswith("NNP")
        or in_set(owner, "onlookers")
        or in_set(owner, "officials")
        or in_set(owner, "not_the_state")
    )


def _is_thing_that_shows(clause: Clause) -> bool:
    """Say whether a thing is what reports ("the figures show"), so that who spoke goes on speaking."""
    owner = subject(clause.head)
    return not clause.actors and clause.voice.reported and owner is not None and owner.tag in {"NN", "NNS", "DT"}


def _voice_of(clause: Clause) -> Voice:
    """Return the voice of what a report reports: its subject, who may only look on; nobody of what one hears."""
    if in_set(clause.head, "hearing"):
        return Voice((), reported=True, guesses=True)
    owner = subject(clause.head)
    guesses = not clause.actors and owner is not None and in_set(owner, "onlookers")
    return Voice(clause.actors, reported=True, guesses=guesses)


def _feels(head: Word) -> Word | None:
    """Return who feels: the subject of a passive verb of feeling, the object of an active one; else None."""
    if not is_verb(head) or not in_set(head, "feeling"):
        return None
    if is_passive(head) or head.tag == "VBN":
        return subject(head)
    if _reports(head) and child(head, "ccomp") is not None:
        return None  # "reassured them that": it is said to them
    if any(is_infinitive(c) for c in children(head, "xcomp", "ccomp")):
        return None  # "encouraged them to stay" asks it of them
    felt_by = child(head, "dobj")
    endorsed = felt_by is not None and felt_by.tag in {"NN", "NNS"} and not in_set(felt_by, "government")
    if endorsed and any(entry.sense is Sense.ENDORSE for entry in senses(head)):
        return None  # "encouraged the talks": a thing does not feel
    return felt_by


def _evidence(sentence: Sentence, whole: Span, cue: Word) -> Span:
    """Return the sentence, or the words around the cue of a sentence that is too long to quote."""
    words = [token for token in sentence.words if not token.is_punct]
    if len(words) <= LONGEST_EVIDENCE:
        return whole
    place = next((i for i, token in enumerate(words) if token.i >= cue.i), 0)
    first = max(0, min(place - LONGEST_EVIDENCE // 2, len(words) - LONGEST_EVIDENCE))
    return sentence.span(words[first].i, words[first + LONGEST_EVIDENCE - 1].i + 1)


def _once_each(drafts: list[Draft]) -> list[Draft]:
    """Keep one draft a holder and position: the one with a condition, else the first."""
    best: dict[tuple[str, Position], Draft] = {}
    others = {draft.holder.side for draft in drafts if draft.rule != "no-comment"}
    for draft in drafts:
        if draft.rule == "no-comment" and draft.holder.side in others:
            continue  # who declines to go into details has said something
        key = (draft.holder.side, draft.position)
        known = best.get(key)
        if known is None or (draft.condition is not None and known.condition is None):
            best[key] = draft
    return sorted(
        best.values(),
        key=lambda d: (d.evidence.start, d.cue.start, d.holder.code or "", d.holder.person or "", d.position),
    )
