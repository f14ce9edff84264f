"""Which states, and which people, a noun phrase stands for.

A phrase stands for a state when its head names one (or its government's seat), when its
head is a government noun that a state's name qualifies ("the Norwegian
foreign minister", "officials from both countries"), or when it is a name or a
pronoun that discourse has introduced. Objects, places and the public are not actors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import designations, lexicon
from index.analysis.countries import MentionKind
from index.analysis.discourse import NEAR, Actor, Sentence
from index.analysis.drafts import Holder
from index.analysis.names import fold, known_as
from index.analysis.syntax import child, children, conjuncts, in_set, is_noun, is_verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analysis.countries import Mention
    from index.analysis.trees import Word
    from index.models import Span


STATE_KINDS = frozenset({MentionKind.NAME, MentionKind.BLOC, MentionKind.SEAT, MentionKind.CAPITAL})
_PAIRS = frozenset({"both", "two"})
_TWO = 2
_CLOSE = 7
"""Words after a noun within which its "such as" stands."""

_MANY = frozenset("many most some few several other more".split())
_FIRST_PERSON = frozenset({"i", "we", "us", "our", "my", "me", "ourselves"})
_LISTS = frozenset({"including", "like", "as", "namely"})
_FROM = frozenset({"of", "from"})


def actors_of(sentence: Sentence, head: Word, spoken_by: Sequence[Actor] = ()) -> tuple[Actor, ...]:
    """Return whom a noun phrase stands for, coordinated ones included, in text order.

    Args:
        sentence: The sentence the phrase stands in.
        head: The phrase's head.
        spoken_by: Who says the clause the phrase stands in, for "we", "it" and "his country".
    """
    found: list[Actor] = []
    for token in conjuncts(head):
        found.extend(_one(sentence, token, spoken_by))
        if token.i in sentence.by_token:
            # In a list of states the parser takes one for the explanation of another.
            for other in (t for c in children(token, "appos") if c.i in sentence.by_token for t in conjuncts(c)):
                found.extend(_one(sentence, other, spoken_by))
    unique = {actor.holder.side: actor for actor in reversed(found)}
    return tuple(actor for actor in found if unique.pop(actor.holder.side, None) is not None)


def _one(sentence: Sentence, token: Word, spoken_by: Sequence[Actor]) -> list[Actor]:
    if token.tag in {"PRP", "PRP$"}:
        return _pronoun(sentence, token, spoken_by)
    if found := _listed(sentence, token) or _designated(sentence, token):
        return found
    mention = sentence.by_token.get(token.i)
    if mention is not None and (found := _named(sentence, token, mention)):
        return found
    if _is_outsider(sentence, token):
        return _mouthpiece(sentence, token)
    if token.lower in {"both", "each", "neither", "all", "sides"} or _are_two(token):
        return _pair(sentence, token)
    if _is_name(token) and (not _is_government(token) or fold(token.text) in sentence.discourse.people):
        return _person(sentence, token)
    if _is_government(token):
        return _government(sentence, token, spoken_by)
    return _meeting(sentence, token)


def _designated(sentence: Sentence, token: Word) -> list[Actor]:
    code = designations.paper(sentence, token) or designations.document(sentence, token)
    code = code or designations.shortened(sentence, token)
    return [Actor(Holder(code, None), sentence.word(token), speaks=False)] if code is not None else []


def _are_two(token: Word) -> bool:
    """Say whether a noun takes up two states ("both governments"), which nothing but their number describes."""
    if not _is_government(token) or not any(c.lower in _PAIRS for c in token.children):
        return False
    described = [*children(token, "relcl", "acl", "ccomp"), *(c for c in children(token, "amod") if c.lower == "only")]
    return not any(c.i < token.i or c.i == token.i + 1 or c.dep != "ccomp" for c in described)


def _mouthpiece(sentence: Sentence, token: Word) -> list[Actor]:
    """Return whose mouthpiece a newspaper is known to be; nobody for any other outsider."""
    if token.lower not in {"newspaper", "daily"}:
        return []
    known = sentence.discourse.people
    paper = next((c for c in children(token, "compound", "poss") if fold(c.text) in known), None)
    return _person(sentence, paper) if paper is not None else []


def _meeting(sentence: Sentence, token: Word) -> list[Actor]:
    """Read "foreign ministers meeting in Oslo", whose participle taggers take for the head."""
    ministers = next((c for c in children(token, "compound") if c.tag == "NNS" and _is_government(c)), None)
    if ministers is None or not token.lower.endswith("ing"):
        return []
    states = qualifying_states(sentence, token)
    codes = _first_states(sentence, token, states)
    span = sentence.span(token.first, ministers.i + 1)
    return [Actor(Holder(code, None), span, speaks=True) for code in codes]


def _named(sentence: Sentence, token: Word, mention: Mention) -> list[Actor]:
    if any(c.lower in _MANY for c in children(token, "amod", "det")):
        return []
    if mention.kind is MentionKind.NAME and _is_in_a_name(sentence, token):
        return []
    if mention.kind is MentionKind.DEMONYM and token.tag not in {"NNS", "NNPS", "NNP", "JJ"}:
        return []
    definite = [token, token.head] if token.dep == "conj" else [token]
    if mention.kind is MentionKind.DEMONYM and not any(c.lower == "the" for word in definite for c in word.children):
        return []
    return [Actor(Holder(mention.code, None), sentence.word(token), speaks=False)]


def _is_in_a_name(sentence: Sentence, token: Word) -> bool:
    """Say whether a country ends the name of something else ("Example Motors Ruritania")."""
    before = token.words[token.i - 1] if token.i else None
    name = before is not None and before.head is token and before.dep == "compound" and before.tag.startswith("NNP")
    return name and before is not None and before.i not in sentence.by_token and before.text[0].isupper()


def _listed(sentence: Sentence, token: Word) -> list[Actor]:
    """Read "other countries, including A and B": only those named are holders."""
    found: list[Actor] = []
    nested = [p for c in children(token, "prep") for noun in children(c, "pobj") for p in children(noun, "prep")]
    for preposition in (*children(token, "prep"), *nested, *_such_as(token)):
        item = child(preposition, "pobj") if preposition.lower in _LISTS else None
        if item is not None and not found:
            found.extend(actor for part in conjuncts(item) for actor in _one(sentence, part, ()))
    for led in children(token, "acl"):
        by = next((p for p in children(led, "agent", "prep") if p.lower == "by"), None) if led.lower == "led" else None
        if by is not None and (item := child(by, "pobj")) is not None:
            found.extend(actor for part in conjuncts(item) for actor in _one(sentence, part, ()))
    return found


def _such_as(token: Word) -> list[Word]:
    """Return the "as" or "including" that follows a plural noun closely, which parsers often join elsewhere."""
    if token.tag != "NNS":
        return []
    for word in token.words[token.i + 1 : token.i + 1 + _CLOSE]:
        if is_verb(word) and word.lower not in _LISTS:
            return []
        if word.lower == "including" or (word.lower == "as" and word.words[word.i - 1].lower == "such"):
            return [word]
    return []


def _is_name(token: Word) -> bool:
    """Say whether a noun is a name: tagged so, or capitalised without an article (taggers miss rare names)."""
    return token.tag.startswith("NNP") or (
        token.tag == "NN" and token.text[0].isupper() and child(token, "det") is None
    )


def _is_government(token: Word) -> bool:
    return is_noun(token) and in_set(token, "government")


def _is_outsider(sentence: Sentence, token: Word) -> bool:
    if in_set(token, "not_the_state") or in_set(token, "portfolios"):
        return True
    governs = token.lower in lexicon.forms("governing")
    sets = ("not_the_state",) if governs or in_set(token, "portfolio_holders") else ("not_the_state", "portfolios")
    if in_set(token, "own_state") and any(p.lower == "of" for p in children(token, "prep")):
        return False  # "the former Ruritanian republic of Freedonia" is a state
    qualifiers = [c for c in children(token, "amod", "compound", "nmod", "poss") if c.i not in sentence.by_token]
    return any(in_set(c, name) for c in qualifiers if not (governs and in_set(c, "parties")) for name in sets)


def qualifying_states(sentence: Sentence, token: Word) -> list[Mention]:
    """Return the states whose name, adjective or possessive qualifies a noun, in text order."""
    found = []
    for c in children(token, "amod", "compound", "nmod", "poss", "nummod", "npadvmod"):
        nested = children(c, "amod", "compound", "nmod") if c.dep != "poss" or _is_government(c) else []
        for part in [*conjuncts(c), *nested]:
            mention = sentence.by_token.get(part.i)
            if mention is not None:
                found.append(mention)
    for preposition in children(token, "prep"):
        there = preposition.lower == "in" and in_set(token, "officials_in")
        inner = child(preposition, "pobj") if preposition.lower in _FROM or there else None
        for part in conjuncts(inner) if inner is not None else ():
            mention = sentence.by_token.get(part.i)
            if mention is not None and mention.kind in STATE_KINDS:
                found.append(mention)
            elif _is_government(part):
                found.extend(qualifying_states(sentence, part))
    return found


def _government(sentence: Sentence, token: Word, spoken_by: Sequence[Actor]) -> list[Actor]:
    plural_states = in_set(token, "states") and token.tag == "NNS"
    spans = sentence.span(min(token.first, token.i), token.i + 1)
    possessor = child(token, "poss")
    relations = in_set(token, "relations")
    if possessor is not None and possessor.tag == "PRP$" and not relations:
        owners = _owner_before(sentence, possessor) or _pronoun(sentence, possessor, spoken_by)
        return [Actor(a.holder, spans, a.speaks) for a in owners]
    if (principal := _principal(sentence, token)) is not None:
        return [Actor(a.holder, spans, speaks=True) for a in _person(sentence, principal)]
    states = qualifying_states(sentence, token)
    if not states and (spoken_for := _spoken_for(token) or _headed_by(token)) is not None:
        return [Actor(a.holder, spans, speaks=True) for a in _one(sentence, spoken_for, spoken_by)]
    if relations:
        # "Ruritania's neighbours" are others; "Ruritanian allies" may be its own.
        states = [m for m in states if m.kind is MentionKind.DEMONYM and m.span.start < sentence.start + token.idx]
    if states:
        own = _first_states(sentence, token, states)
        if len(own) == 1:
            sentence.discourse.offices[token.stem] = own[0]
        return [Actor(Holder(code, None), spans, speaks=in_set(token, "officials")) for code in own]
    named = [c for c in children(token, "appos") if c.tag.startswith("NNP")]
    if named or relations:
        return [actor for c in named for actor in _one(sentence, c, spoken_by)]
    if (both := _from_both(sentence, token)) or plural_states:
        return both
    names = (c for c in children(token, "compound", "nmod", "amod") if c.text[0].isupper() and not _is_government(c))
    if any(c.lower not in lexicon.forms("departments") for c in names):
        return []
    return _bare_office(sentence, token, spans, spoken_by)


def _owner_before(sentence: Sentence, its: Word) -> list[Actor]:
    """Return the one state before "its" in a sentence where it only owns a thing ("a change in Ruritania's view")."""
    before = [(place, mention) for place, mention in sentence.by_token.items() if place < its.i]
    owning = all(sentence.words[place].dep == "poss" for place, _ in before)
    if its.lower != "its" or not owning or len({mention.code for _, mention in before}) != 1:
        return []
    place, mention = before[0]
    return [Actor(Holder(mention.code, None), sentence.word(sentence.words[place]), speaks=False)]


def _bare_office(sentence: Sentence, token: Word, span: Span, spoken_by: Sequence[Actor]) -> list[Actor]:
    """Return whom an office without a country is: the speaker's own state, or what was spoken of before."""
    definite = any(c.lower == "the" for c in token.children)
    if definite and spoken_by and in_set(token, "own_state"):
        return [Actor(a.holder, span, speaks=False) for a in spoken_by]
    if definite or (token.tag == "NNS" and child(token, "det", "amod", "compound", "nummod") is None):
        return _spoken_of(sentence, token, span, definite=definite)
    if child(token, "det") is None or any(c.lower in {"a", "an"} for c in token.children):
        return _somebody(sentence, token, span)
    return []


def _somebody(sentence: Sentence, token: Word, span: Span) -> list[Actor]:
    """Return whose "a ministry spokesman" or "officials" are: of the one state spoken of last, else the home state."""
    if any(c.text[0].isupper() and c.lower not in lexicon.forms("departments") for c in children(token, "amod")):
        return []
    if (
        in_set(token, "onlookers")
        or any(p.lower == "from" for p in children(token, "prep"))
        or token.dep not in {"nsubj", "pobj"}
        or not (in_set(token, "officials") or in_set(token, "sources"))
    ):
        return []
    code = sentence.discourse.last_state(sentence.start)
    return [Actor(Holder(code, None), span, speaks=True)] if code is not None else []


def _spoken_for(token: Word) -> Word | None:
    """Return for whom a spokesman speaks ("a spokeswoman for the ministry"), or None where it is not said."""
    if not token.lower.startswith("spokes"):
        return None
    return next((inner for p in children(token, "prep") if p.lower == "for" for inner in children(p, "pobj")), None)


def _principal(sentence: Sentence, token: Word) -> Word | None:
    """Return the person whose office or envoy a noun is ("Premier Example's office"), or None."""
    if not in_set(token, "speaking_for"):
        return None
    names = [c for c in children(token, "poss", "compound") if c.tag.startswith("NNP") and c.i not in sentence.by_token]
    known = sentence.discourse.people
    return next((c for c in names if c.dep == "poss" or fold(c.text) in known), None)


def _first_states(sentence: Sentence, token: Word, states: list[Mention]) -> list[str]:
    """Choose among several qualifiers: adjectives and possessives before "of", coordinated ones together."""
    before = [m for m in states if m.span.start < sentence.start + token.idx]
    after = [m for m in states if m not in before]
    chosen = after if after and in_set(token, "own_state") else before or states
    return list(dict.fromkeys(m.code for m in chosen))


def _from_both(sentence: Sentence, token: Word) -> list[Actor]:
    for preposition in children(token, "prep"):
        inner = child(preposition, "pobj")
        if preposition.lower in _FROM and inner is not None and any(c.lower in _PAIRS for c in inner.children):
            return _pair(sentence, inner)
    return []


def _headed_by(token: Word) -> Word | None:
    """Return whose government it is ("the government of Premier Anna Example"), or None where it is not said."""
    if token.lower not in lexicon.forms("governing"):
        return None
    names = [inner for p in children(token, "prep") if p.lower == "of" for inner in children(p, "pobj")]
    return next((name for name in names if name.tag.startswith("NNP")), None)


def _spoken_of(sentence: Sentence, token: Word, span: Span, *, definite: bool) -> list[Actor]:
    """Return whom "the minister" is: the last person, the office that was named with its state, the home state."""
    discourse = sentence.discourse
    if in_set(token, "onlookers"):
        return []
    person_noun = in_set(token, "officials")
    titled = designations.titled(sentence, token) if definite and person_noun and is_noun(token) else None
    if titled is not None:
        return [Actor(titled, span, speaks=True)]
    if definite and person_noun and token.tag == "NN" and discourse.person is not None:
        return [discourse.person]
    code = discourse.offices.get(token.stem)
    if code is None and definite and token.lower in lexicon.forms("bare_government"):
        code = _not_the_addressed(sentence, token, discourse.last_state(sentence.start))
    return [Actor(Holder(code, None), span, speaks=person_noun)] if code is not None else []


def _not_the_addressed(sentence: Sentence, token: Word, code: str | None) -> str | None:
    """Return a state, or the article's other side where the subject's verb is done to it ("the government told it")."""
    objects = children(token.head, "dobj", "dative") if token.dep == "nsubj" else []
    if code is None or code not in {sentence.by_token[t.i].code for t in objects if t.i in sentence.by_token}:
        return code
    others = [side for side in sentence.discourse.sides if side != code]
    return others[0] if len(others) == 1 else None


def _pair(sentence: Sentence, token: Word) -> list[Actor]:
    """Return the two states that "both governments" are: coordinated in the sentence, else spoken of last."""
    discourse = sentence.discourse
    codes = sentence.pair or _coordinated(sentence, token) or discourse.countries
    if len(codes) != _TWO:
        codes = discourse.sides or discourse.named
    if len(codes) != _TWO:
        return []
    return [Actor(Holder(code, None), sentence.word(token), speaks=False) for code in codes]


def _coordinated(sentence: Sentence, before: Word) -> tuple[str, ...]:
    for place, mention in sentence.by_token.items():
        if place > before.i:
            break
        for other in conjuncts(sentence.words[place])[1:]:
            second = sentence.by_token.get(other.i)
            if second is not None and second.code != mention.code:
                return (mention.code, second.code)
    return ()


def _person(sentence: Sentence, token: Word) -> list[Actor]:
    name_parts = [c for c in children(token, "compound", "amod", "nmod") if c.tag in {"NNP", "NNPS", "JJ", "NN"}]
    first = min([token.i, *(c.i for c in name_parts)])
    span = sentence.span(first, token.i + 1)
    role = next((c for c in name_parts if in_set(c, "government")), None)
    qualifying = qualifying_states(sentence, token)
    states = [m for m in qualifying if m.span.start < sentence.start + token.idx] or (qualifying if role else [])
    if role is not None:
        states += [m for m in qualifying_states(sentence, role) if m not in states]
    if any(in_set(c, "not_the_state") for c in name_parts if c.i not in sentence.by_token):
        return []
    if any(c.lower in lexicon.forms("companies") for c in (token, *name_parts)):
        return []
    possessed = child(token, "poss")
    if (
        role is not None
        and not states
        and in_set(role, "posts")
        and (office := sentence.discourse.offices.get(role.stem)) is not None
    ):
        return [Actor(Holder(office, None), span, speaks=True)]
    if states and (role is not None or (possessed is not None and possessed.i in sentence.by_token)):
        return [Actor(Holder(states[0].code, None), span, speaks=True)]
    for c in children(token, "appos"):
        if _is_government(c) and not _is_outsider(sentence, c) and (own := qualifying_states(sentence, c)):
            return [Actor(Holder(own[0].code, None), span, speaks=True)]
    key = known_as(fold(token.text), sentence.discourse.people)
    code = sentence.discourse.people.get(key)
    return [Actor(Holder(code, key), span, speaks=True)] if code is not None or len(key) > 1 else []


def _pronoun(sentence: Sentence, token: Word, spoken_by: Sequence[Actor]) -> list[Actor]:
    """Return whom a pronoun stands for; nobody more within what it takes up ("Example and his minister")."""
    if sentence.asking:
        return []  # else each pronoun of a long list would be asked for in every order
    sentence.asking = True
    found = _taken_up(sentence, token, spoken_by)
    sentence.asking = False
    return found


def _taken_up(sentence: Sentence, token: Word, spoken_by: Sequence[Actor]) -> list[Actor]:
    discourse, word = sentence.discourse, token.lower
    if word not in _FIRST_PERSON and sentence.is_quoted(token):
        # Within quotation marks the speaker says "we"; others are whom he was telling of.
        near = sentence.start - discourse.told_at < NEAR
        return list(discourse.told) if near and word in {"they", "their", "them"} else []
    if word in _FIRST_PERSON:
        if spoken_by:
            return list(spoken_by)
        if discourse.inside_quote and discourse.quoted:
            return list(discourse.quoted)
        return [discourse.narrator] if discourse.narrator is not None else []
    if word in {"he", "she", "his", "her", "him", "himself", "herself"}:
        if spoken_by:
            return list(spoken_by)
        main = sentence.main or _earlier_person(sentence, token)
        if len(main) == 1 and main[0].speaks:
            return list(main)
        return [discourse.person] if discourse.person is not None else []
    return _neuter(sentence, token, spoken_by)


def _earlier_person(sentence: Sentence, token: Word) -> tuple[Actor, ...]:
    """Return the person who is the subject of a clause before a pronoun ("when Premier Example left, he said")."""
    for earlier in reversed(token.words[: token.i]):
        if earlier.dep == "nsubj" and earlier.tag.startswith("NNP") and not sentence.is_quoted(earlier):
            return actors_of(sentence, earlier)
    return ()


def _neuter(sentence: Sentence, token: Word, spoken_by: Sequence[Actor]) -> list[Actor]:
    """Read "it" and "they": the speaker when he is a state, else the sentence's subject, else the last one's."""
    plural = token.lower in {"they", "their", "them", "themselves"}
    if spoken_by:
        return [a for a in spoken_by if plural or not _is_human(a)]
    if token.lower not in {"it", "its", "itself", "they", "their", "them", "themselves"}:
        return []
    main = _before(sentence, token) or sentence.main
    if main is None:
        main = sentence.discourse.actors
    alone = len(main) == 1 and _is_human(main[0])
    return [] if alone else list(main) if plural or len(main) == 1 else []


def _before(sentence: Sentence, token: Word) -> tuple[Actor, ...]:
    """Return what a pronoun takes up in its own sentence: the last subject before it, for "its" the last state."""
    for earlier in reversed(list(sentence.words[: token.i])):
        mention = sentence.by_token.get(earlier.i)
        if mention is None or mention.kind is MentionKind.DEMONYM or earlier.dep in {"compound", "amod", "poss"}:
            continue
        looser = (
            token.lower == "its"
            and token.words[token.i + 1 : token.i + 2] != []
            and token.words[token.i + 1].lower != "own"
        )
        if earlier.dep in {"nsubj", "nsubjpass"} or (looser and earlier.dep in {"dobj", "pobj"}):
            if any(part.first <= token.i <= part.last for part in conjuncts(earlier)[1:]):
                # "Ruritania and its minister": the list holds the pronoun, which stands for what came before it.
                return tuple(_named(sentence, earlier, mention))
            return actors_of(sentence, earlier)
    return ()


def _is_human(actor: Actor) -> bool:
    """Say whether an actor is a person, of whom one does not say "it"."""
    return actor.speaks
