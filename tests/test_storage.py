"""The records: what is written comes back, in one transaction or not at all, the same in every order."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import RecordsUnusable
from index.models import (
    Article,
    Attribution,
    Claim,
    ClaimStatus,
    Evidence,
    Passage,
    PassageKind,
    Position,
    Span,
    Stance,
)
from index.query import And, Holder, Not, Or, PositionIs, Speaker, Within, Word
from index.storage import FileReading, FileRecord, FileStatus, Findings, Records, passage_key, stance_key
from index.storage.schema import VERSION, migrate, version_of
from index.text import compose


def article(key, *paragraphs, file=None, **fields):
    """Return an article of these paragraphs; the first one is its title."""
    text = "\n\n".join(paragraphs)
    passages, start = [], 0
    for number, paragraph in enumerate(paragraphs):
        kind = PassageKind.PARAGRAPH if number else PassageKind.TITLE
        passages.append(Passage(number, kind, Span(start, start + len(paragraph))))
        start += len(paragraph) + 2
    made = Article(id=key, file=file or f"{key}.txt", text=text, passages=tuple(passages), sha256="0" * 64)
    return replace(made, title=paragraphs[0], **fields)


def reading(*articles, **record):
    """Return what reading a file of these articles gives."""
    given_record = {"path": articles[0].file, "size": 10, "mtime_ns": 20, "sha256": "a", "status": FileStatus.READ}
    return FileReading(FileRecord(**given_record | record), articles)


def span_of(text, words):
    start = text.index(words)
    return Span(start, start + len(words))


def stance(of, holder, position, evidence, **spans):
    """Return a stance whose spans are given by their words."""
    where = span_of(of.text, evidence)
    return Stance(
        article=of.id,
        passage=of.passage_at(where.start).number,
        holder=holder,
        position=position,
        attribution=Attribution.SAID,
        evidence=where,
        cue=where,
        rule="a-rule",
        labeller="rules 1",
        **{name: span_of(of.text, words) for name, words in spans.items()},
    )


FERRY = article(
    "ferry", "Ferry talks", "Norland will pay for the ferry, Minister Ode Brask said.", "Suria refused the plan."
)
HARBOUR = article("harbour", "Harbour opens", "Suria welcomed the new harbour.", language="en", published="2026-02-01")
PAYS = stance(FERRY, "NO", Position.COMMITS, "Norland will pay for the ferry", target="the ferry", speaker="Ode Brask")
REFUSES = stance(FERRY, "SR", Position.OPPOSES, "Suria refused the plan.", target="the plan", refers="the ferry")
WELCOMES = stance(HARBOUR, "SR", Position.SUPPORTS, "Suria welcomed the new harbour.", target="the new harbour")


@pytest.fixture
def records(tmp_path):
    with Records.open(tmp_path / "records.sqlite") as opened:
        yield opened


@pytest.fixture
def filled(records):
    with records.writing() as writer:
        writer.write_files([reading(FERRY), reading(HARBOUR)])
        writer.replace_findings(
            {
                "ferry": Findings((REFUSES, PAYS), {1: frozenset({"NO"}), 2: frozenset({"SR"})}),
                "harbour": Findings((WELCOMES,), {1: frozenset({"SR"})}),
            }.items()
        )
        writer.replace_claims([CLAIM])
    return records


CLAIM = Claim(
    id="c1",
    text="Suria refused the plan.",
    status=ClaimStatus.DISPUTED,
    kind="position",
    countries=("SR", "X-REEF"),
    evidence=(
        Evidence("ferry", 2, span_of(FERRY.text, "Suria refused the plan."), supports=True, value="no"),
        Evidence("harbour", 1, span_of(HARBOUR.text, "Suria welcomed the new harbour."), supports=False),
    ),
)


def rows(records):
    """Return all that the records hold but the order in which it came."""
    with sqlite3.connect(records.path) as connection:
        tables = ("files", "articles", "passages", "analyses", "stances", "mentions", "claims", "evidence")
        found = {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
    connection.close()
    return found


def changes(records, after=0):
    with records.reading() as view:
        return [(row.article, row.part) for row in view.changes(after, 1000)]


def position(records):
    with records.reading() as view:
        return view.position()


def test_articles_come_back_as_they_were_written_in_the_order_of_their_files(records):
    first = article("z", "One", "Two", file="a.jsonl", member="9", author="Ode Brask", url="https://example.org/")
    second = article("a", "Three", file="a.jsonl", member="10", publisher="The Gull", language="en")
    with records.writing() as writer:
        writer.write_files([reading(HARBOUR), reading(first, second)])
    with records.reading() as view:
        assert view.articles() == (first, second, HARBOUR)
        assert view.articles({"harbour", "a"}) == (second, HARBOUR)
        assert view.articles(()) == ()


def test_a_file_comes_back_with_its_state(records):
    record = FileRecord("broken.txt", 3, 4, "b", FileStatus.REFUSED, "is empty")
    with records.writing() as writer:
        writer.write_files([FileReading(record)])
    with records.reading() as view:
        assert list(view.files()) == [record]
        assert view.file("broken.txt") == record


def test_writing_articles_gives_one_change_an_article_and_part(filled):
    assert changes(filled) == [
        ("ferry", "passages"),
        ("harbour", "passages"),
        ("ferry", "targets"),
        ("harbour", "targets"),
    ]


def test_only_what_was_written_again_stands_after_a_position(filled):
    before = position(filled)
    with filled.writing() as writer:
        writer.write_files([reading(article("harbour", "Harbour opens", "Suria closed the harbour again."))])
    assert changes(filled, before) == [("harbour", "targets"), ("harbour", "passages")]
    with filled.reading() as view:
        assert view.changes_after(before) == 2


def test_changes_come_until_they_bring_so_many_passages(records):
    with records.writing() as writer:
        writer.write_files([reading(article("b", "B", "One.", "Two.")), reading(article("a", "A")), reading(FERRY)])
        writer.replace_findings({"ferry": Findings((PAYS,))}.items())
    with records.reading() as view:
        every = view.changes(0, 1000)
        assert view.passages_after(every[-1].sequence) == 0
        brought = [len(view.articles([row.article])[0].passages) if row.part == "passages" else 1 for row in every]
        assert sorted(brought) == [1, 1, 3, 3]
        assert [view.passages_after(row.sequence) for row in every] == [sum(brought[n:]) for n in range(1, 5)]
        for passages in range(1, 10):
            some = view.changes(0, passages)
            assert some == every[: len(some)]
            assert sum(brought[: len(some) - 1]) < passages
            assert sum(brought[: len(some)]) >= passages or some == every


def test_a_change_says_since_when_there_was_anything_to_take_over(filled):
    with filled.reading() as view:
        first = {(row.article, row.part): row.sequence for row in view.changes(0, 99)}
    with filled.writing() as writer:
        writer.write_files([reading(article("harbour", "Harbour opens", "Nobody came.")), reading(article("new", "N"))])
    with filled.reading() as view:
        told = {(row.article, row.part): row for row in view.changes(0, 99)}
    assert told["harbour", "passages"].first == first["harbour", "passages"] < told["harbour", "passages"].sequence
    assert told["new", "passages"].first == told["new", "passages"].sequence


def test_an_edit_forgets_the_stances_mentions_and_claims_of_its_article_only(filled):
    with filled.writing() as writer:
        writer.write_files([reading(article("harbour", "Harbour opens", "Nobody came."))])
    with filled.reading() as view:
        assert view.stances("harbour") == ()
        assert view.stances("ferry") == (PAYS, REFUSES)
        assert view.passages_mentioning("SR") == {passage_key("ferry", 2)}
        assert view.claims() == ()


def test_another_title_keeps_the_stances_and_tells_the_engine(filled):
    before = position(filled)
    with filled.writing() as writer:
        writer.write_files([reading(replace(HARBOUR, publisher="The Gull"))])
    with filled.reading() as view:
        assert view.stances("harbour") == (WELCOMES,)
        assert [row.source for row in view.target_documents(["harbour"])] == ["The Gull"]
    assert changes(filled, before) == [("harbour", "passages"), ("harbour", "targets")]


def test_keys_of_passages_do_not_move_when_other_articles_do(filled):
    with filled.reading() as view:
        before = {row.key for row in view.passage_documents(["harbour"])}
    with filled.writing() as writer:
        writer.write_files([reading(article("ferry", "Ferry talks", "All other words."))])
        writer.remove_files(["ferry.txt"])
    with filled.reading() as view:
        assert {row.key for row in view.passage_documents(["harbour"])} == before == view.passage_keys()


def test_what_no_engine_sees_is_written_without_telling_it(filled):
    before = position(filled)
    other = replace(HARBOUR, author="Ode Brask", sha256="1" * 64)
    with filled.writing() as writer:
        writer.write_files([reading(FERRY), reading(other)])
    assert position(filled) == before
    with filled.reading() as view:
        assert view.articles() == (FERRY, other)


def test_an_article_waits_for_its_stances_until_they_are_given(filled):
    unknown, foreign = article("other", "Other"), article("loin", "Loin", language="fr")
    with filled.writing() as writer:
        assert writer.pending({"en"}) == frozenset()
        writer.write_files([reading(unknown), reading(foreign), reading(article("harbour", "New", language="en"))])
        assert writer.pending({"en"}) == {"other", "harbour"}
        writer.replace_findings({"harbour": Findings(), "other": Findings()}.items())
        assert writer.pending({"en"}) == {"ferry"}


def test_a_removed_file_takes_everything_of_it_along(filled):
    before = position(filled)
    with filled.writing() as writer:
        writer.remove_files(["ferry.txt", "harbour.txt"])
    with filled.reading() as view:
        assert set(view.counts().values()) == {0}
    assert sorted(changes(filled, before)) == [
        ("ferry", "passages"),
        ("ferry", "targets"),
        ("harbour", "passages"),
        ("harbour", "targets"),
    ]


def test_articles_of_a_file_of_many_may_change_places(records):
    first, second = (article(key, f"Title {key}", file="many.jsonl", member=key) for key in "ab")
    for order in ((first, second), (second, first), (second,)):
        with records.writing() as writer:
            writer.write_files([reading(*order)])
        with records.reading() as view:
            assert view.articles() == order


def test_reading_nothing_new_of_a_file_keeps_its_articles(filled):
    refused = FileReading(FileRecord("ferry.txt", 0, 99, "e", FileStatus.REFUSED, "is empty"))
    before = position(filled)
    with filled.writing() as writer:
        writer.write_files([refused])
    with filled.reading() as view:
        assert view.articles() == (FERRY, HARBOUR)
        assert view.file("ferry.txt").reason == "is empty"
        assert view.position() == before


def test_an_exception_undoes_the_whole_transaction(filled):
    before = rows(filled), position(filled)

    def fail():
        with filled.writing() as writer:
            writer.remove_files(["ferry.txt"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (rows(filled), position(filled)) == before


def test_a_reader_keeps_its_snapshot_while_another_thread_writes(filled):
    def write():
        with filled.writing() as writer:
            writer.remove_files(["ferry.txt"])

    with filled.reading() as view:
        assert len(view.articles()) == 2
        thread = Thread(target=write)
        thread.start()
        thread.join()
        assert len(view.articles()) == 2
    with filled.reading() as view:
        assert view.articles() == (HARBOUR,)


def test_the_same_files_make_the_same_rows_in_any_order(tmp_path):
    together, apart = (Records.open(tmp_path / name) for name in ("together.sqlite", "apart.sqlite"))
    findings = {"ferry": Findings((PAYS, REFUSES), {2: frozenset({"SR"})}), "harbour": Findings((WELCOMES,))}
    with together.writing() as writer:
        writer.write_files([reading(FERRY), reading(HARBOUR)])
        writer.replace_findings(findings.items())
        writer.replace_claims([CLAIM])
    with apart.writing() as writer:
        writer.write_files([reading(article("gone", "Gone")), reading(HARBOUR)])
        writer.replace_findings({"harbour": Findings((), {1: frozenset({"NO"})})}.items())
    with apart.writing() as writer:
        writer.write_files([reading(article("ferry", "Another ferry"))])
        writer.remove_files(["gone.txt"])
        writer.write_files([reading(FERRY)])
        writer.replace_findings(
            {key: replace(found, stances=found.stances[::-1]) for key, found in findings.items()}.items()
        )
        writer.replace_claims([CLAIM])
    assert rows(together) == rows(apart)
    together.close()
    apart.close()


def test_stances_come_back_with_all_their_spans(filled):
    with filled.reading() as view:
        assert view.stances("ferry") == (PAYS, REFUSES)


def test_targets_hold_what_they_refer_to_behind_a_blank(filled):
    with filled.reading() as view:
        documents = list(view.target_documents(["ferry"]))
    assert [(row.key, row.number, row.text) for row in documents] == [
        (stance_key("ferry", 0), 1, "the ferry"),
        (stance_key("ferry", 1), 2, "the plan the ferry"),
    ]


def test_the_same_findings_again_tell_the_engine_nothing(filled):
    before = position(filled)
    with filled.writing() as writer:
        changed = writer.replace_findings(
            {"ferry": Findings((PAYS, REFUSES)), "harbour": Findings((WELCOMES,), {1: frozenset({"SR"})})}.items()
        )
    assert changed == ()
    assert position(filled) == before
    with filled.reading() as view:
        assert view.countries_mentioned(["ferry", "harbour"]) == {"ferry": frozenset(), "harbour": {"SR"}}


def test_another_holder_is_written_without_telling_the_engine(filled):
    before = position(filled)
    with filled.writing() as writer:
        changed = writer.replace_findings(
            {"ferry": Findings((replace(PAYS, holder="SE"), REFUSES)), "harbour": Findings((WELCOMES,))}.items()
        )
    assert changed == ("ferry",)
    assert position(filled) == before
    with filled.reading() as view:
        assert [s.holder for s in view.stances("ferry")] == ["SE", "SR"]


def test_articles_left_out_of_the_findings_have_none(filled):
    with filled.writing() as writer:
        assert writer.replace_findings({"harbour": Findings((WELCOMES,))}.items()) == ("ferry",)
    with filled.reading() as view:
        assert view.stances("ferry") == ()
        assert view.passages_mentioning("SR") == frozenset()


def test_a_quote_is_what_its_offsets_point_at(filled):
    with filled.reading() as view:
        texts = {a.id: a.text for a in view.articles()}
        records = view.stance_records()
    assert [(row.article, row.holder, row.speaker) for row in records] == [
        ("ferry", "NO", "Ode Brask"),
        ("ferry", "SR", None),
        ("harbour", "SR", None),
    ]
    assert all(texts[row.article][row.start : row.end] == row.quote for row in records)


def test_leaves_joined_by_and_hold_of_the_same_stance(filled):
    def found(node):
        with filled.reading() as view:
            return set(view.stances_meeting(node))

    pays, refuses, welcomes = stance_key("ferry", 0), stance_key("ferry", 1), stance_key("harbour", 0)
    suria = Holder("SR")
    assert found(suria) == {refuses, welcomes}
    assert found(And((suria, PositionIs(Position.OPPOSES)))) == {refuses}
    assert found(And((suria, PositionIs(Position.COMMITS)))) == set()
    assert found(Or((Holder("NO"), PositionIs(Position.SUPPORTS)))) == {pays, welcomes}
    assert found(Speaker(Word("brask", Within.TEXT))) == {pays}
    assert found(Not(Speaker(Word("brask", Within.TEXT)))) == {refuses, welcomes}


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux tells what is mapped")
def test_one_connection_reads_by_a_map_and_all_tell_the_same(filled):
    def maps():
        return sum(line.endswith(str(filled.path)) for line in Path("/proc/self/maps").read_text().splitlines())

    def told():
        with filled.reading() as view, filled.reading() as beside:
            assert view.ids() == beside.ids()
            assert maps() <= 1
            return view.ids()

    before = told()
    assert maps() == 1
    with filled.writing() as writer:
        writer.write_files([reading(article("tower", "A tower rose."))])
    assert set(told()) == {*before, "tower"}
    with pytest.raises(RecordsUnusable), filled.reading():
        raise sqlite3.OperationalError("no such table: articles")
    assert maps() == 0  # the connection was given up, and with it the map
    assert set(told()) == {*before, "tower"}


def test_claims_come_back_with_their_quotes_and_their_passages(filled):
    with filled.reading() as view:
        assert view.grouped() == (CLAIM,)
        (row,) = view.claims([CLAIM.id])
        assert view.claims(["no such claim"]) == ()
        assert view.claim_statuses() == ((CLAIM.id, CLAIM.status.value),)
        assert (passage_key("harbour", 1), CLAIM.id) in set(view.evidence_places())
        assert (passage_key("harbour", 0), CLAIM.id) not in set(view.evidence_places())
    assert row.countries == ("SR", "X-REEF")
    assert [(e.file, e.quote, e.says) for e in row.evidence] == [
        ("ferry.txt", "Suria refused the plan.", "supports"),
        ("harbour.txt", "Suria welcomed the new harbour.", "contradicts"),
    ]


def test_hits_come_in_their_order_without_what_is_no_longer_there(filled):
    places = [("harbour", 7), ("harbour", 1), ("gone", 1), ("harbour", 0)]
    with filled.reading() as view:
        found = view.hits(places)
        many = view.hits(places * 40)
        assert view.hits([]) == []
    assert [hit and hit.text for hit in found] == [None, "Suria welcomed the new harbour.", None, found[3].text]
    assert found[3].start == 0
    assert many == found * 40


def test_an_article_is_named_by_id_file_or_start(filled):
    with filled.writing() as writer:
        writer.write_files([reading(article("fern", "Fern"))])
    with filled.reading() as view:
        assert view.named("ferry") == ("ferry",)
        assert view.named("harbour.txt") == ("harbour",)
        assert view.named("h") == ("harbour",)
        assert view.named("fer") == ("fern", "ferry")
        assert view.named("%") == ()


def test_analyses_are_kept_for_their_content_and_labeller(filled):
    with filled.writing() as writer:
        contents = {state.id: state.content for state in writer.states()}
        writer.add_analyses("rules 1", [(contents["ferry"], "packed"), ("of nothing", "packed")])
        writer.add_analyses("rules 0", [(contents["harbour"], "old")])
        assert writer.unanalysed("rules 1", {"en"}) == {contents["harbour"]: "harbour"}
        assert writer.unanalysed("rules 0", {"en"}) == {contents["ferry"]: "ferry"}
        writer.drop_analyses("rules 1")
        assert list(writer.analyses("rules 1", {"en"})) == [("ferry", "packed")]
        assert writer.unanalysed("rules 0", {"en"}) == {contents["ferry"]: "ferry", contents["harbour"]: "harbour"}
        assert writer.unanalysed("rules 0", {"fr"}) == {contents["ferry"]: "ferry"}
        assert writer.counts()["analyses"] == 1


def test_the_same_text_cut_otherwise_is_another_content(filled):
    with filled.writing() as writer:
        before = {state.id: state.content for state in writer.states()}
        whole = Passage(0, PassageKind.PARAGRAPH, Span(0, len(HARBOUR.text)))
        writer.write_files([reading(replace(HARBOUR, passages=(whole,)))])
        assert {state.id: state.content for state in writer.states()}["harbour"] != before["harbour"]


def test_one_writer_at_a_time_and_readers_go_on(filled):
    with Records.open(filled.path) as other, filled.alone():
        with pytest.raises(RecordsUnusable, match="another whosays is bringing this library up to date"), other.alone():
            pytest.fail("two writers at once")
        with other.reading() as view:
            assert len(view.articles()) == 2
    with filled.alone():
        pass


def test_what_is_no_database_is_named_and_said_to_be_safe_to_delete(tmp_path):
    path = tmp_path / "records.sqlite"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(RecordsUnusable, match=r"is damaged; delete .* and sync again") as caught:
        Records.open(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_damage_met_later_is_said_as_clearly(tmp_path):
    many = [reading(article(f"a{number}", "Ferry talks", "The ferry sails. " * 50)) for number in range(200)]
    path = tmp_path / "records.sqlite"
    with Records.open(path) as records, records.writing() as writer:
        writer.write_files(many)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    with Records.open(path) as records, pytest.raises(RecordsUnusable, match="is damaged"), records.reading() as view:
        view.articles()


def test_a_newer_version_is_not_touched(filled):
    filled.close()
    connection = sqlite3.connect(filled.path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = filled.path.read_bytes()
    with pytest.raises(RecordsUnusable, match="written by a newer whosays"):
        Records.open(filled.path)
    assert filled.path.read_bytes() == before


def test_a_database_of_something_else_is_not_taken_over(tmp_path):
    path = tmp_path / "records.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE state (anything)")
    connection.close()
    with pytest.raises(RecordsUnusable, match="is damaged"):
        Records.open(path)


def test_opening_again_finds_what_was_written(filled):
    filled.close()
    with Records.open(filled.path) as records, records.reading() as view:
        assert view.articles() == (FERRY, HARBOUR)
        assert view.damage() == ()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
def test_a_passage_is_cut_out_of_any_text_by_characters(tmp_path_factory, paragraphs):
    made = article("any", *paragraphs)
    with Records.open(tmp_path_factory.mktemp("any") / "records.sqlite") as records:
        with records.writing() as writer:
            writer.write_files([reading(made)])
        with records.reading() as view:
            assert [row.text for row in view.passage_documents(["any"])] == paragraphs
            assert view.articles() == (made,)


@pytest.mark.parametrize("harm", ["deleted", "replaced"])
def test_a_file_that_is_gone_is_said_and_nothing_is_written_beside_it(filled, harm):
    filled.path.unlink()
    if harm == "replaced":
        filled.path.with_name("other").write_bytes(b"")
        filled.path.with_name("other").rename(filled.path)
    assert filled.gone
    with pytest.raises(RecordsUnusable, match="is gone or another one; sync again"), filled.reading() as view:
        view.articles()
    assert filled.path.exists() is (harm == "replaced")


def test_a_text_that_is_no_text_is_damage(filled):
    content = filled.path.read_bytes()
    with sqlite3.connect(filled.path) as connection:
        connection.execute("UPDATE articles SET title = CAST(x'ff66' AS TEXT)")
    connection.close()
    with pytest.raises(RecordsUnusable, match="is damaged"), filled.reading() as view:
        view.articles()
    filled.path.write_bytes(content)


def test_a_file_that_was_emptied_is_damage(tmp_path):
    path = tmp_path / "records.sqlite"
    Records.open(path).close()
    with Records.open(path) as records:
        path.write_bytes(b"")
        with pytest.raises(RecordsUnusable, match="is damaged"), records.reading() as view:
            view.recall("synced")


@pytest.mark.parametrize("length", [0, 100_000])
def test_a_file_that_was_cut_while_it_is_read_by_a_map_is_damage(length, records):
    with records.writing() as writer:
        writer.write_files([reading(article(f"a{number}", "Ferry", "It sails. " * 400)) for number in range(200)])
    with closing(sqlite3.connect(records.path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with records.reading() as view:
        assert len(view.articles()) == 200
    os.truncate(records.path, length)
    for _ in range(2):
        with pytest.raises(RecordsUnusable, match="is damaged"), records.reading() as view:
            view.articles()


class StoppedBehind(sqlite3.Connection):
    """A connection whose user presses Ctrl-C while a transaction is brought to its end."""

    def execute(self, statement, *values):
        cursor = super().execute(statement, *values)
        if statement == "COMMIT":
            raise KeyboardInterrupt
        return cursor


def test_what_stops_a_migration_at_its_end_is_told_as_what_it_is(tmp_path):
    connection = sqlite3.connect(tmp_path / "records.sqlite", factory=StoppedBehind, isolation_level=None)
    with pytest.raises(KeyboardInterrupt):
        migrate(connection)
    assert version_of(connection) == VERSION
    connection.close()


def untitled(key, *paragraphs):
    """Return an article without a title: its passages begin at number 1."""
    text, passages = compose(None, [(PassageKind.PARAGRAPH, paragraph) for paragraph in paragraphs])
    return Article(id=key, file=f"{key}.txt", text=text, passages=passages, sha256="0" * 64)


def test_a_hit_in_an_article_without_a_title_is_its_passage_of_that_number(records):
    with records.writing() as writer:
        writer.write_files([reading(untitled("bare", "One boat.", "Two boats."), untitled("empty"))])
    with records.reading() as view:
        found = view.hits([("bare", number) for number in range(4)] + [("empty", 0), ("empty", 1)])
        assert [hit and hit.text for hit in found] == [None, "One boat.", "Two boats.", None, None, None]
        assert view.misplaced() == ()


@pytest.mark.parametrize(
    ("version", "older"), [(6, "ALTER TABLE articles DROP COLUMN spans"), (7, "UPDATE articles SET spans = '0'")]
)
def test_older_records_learn_where_their_passages_stand(version, older, tmp_path):
    made = [article("any", "Ferry talks", "The ferry sails."), article("other", "Café"), untitled("bare", "One boat.")]
    path = tmp_path / "records.sqlite"
    with Records.open(path) as records, records.writing() as writer:
        writer.write_files([reading(*made)])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(older)
        connection.execute(f"PRAGMA user_version = {version}")
    with Records.open(path) as records, records.reading() as view:
        assert view.misplaced() == ()
        found = view.hits([("any", 1), ("other", 0), ("bare", 0), ("bare", 1), ("any", 2)])
        assert [hit and hit.text for hit in found] == ["The ferry sails.", "Café", None, "One boat.", None]


def test_spans_that_are_not_those_of_the_passages_are_told(filled):
    with closing(sqlite3.connect(filled.path)) as other, other:
        other.execute("UPDATE articles SET spans = '' WHERE id = 'harbour'")
    with filled.reading() as view:
        assert view.misplaced() == (HARBOUR.file,)


def kept_ledger(records):
    with records.reading() as view:
        return view.ledger()


def test_a_packed_ledger_is_kept_until_a_stance_or_an_article_changes(filled):
    def keep():
        with filled.writing() as writer:
            writer.keep_ledger(b"before")
            writer.keep_ledger(b"packed")

    keep()
    same = {"ferry": Findings((PAYS, REFUSES)), "harbour": Findings((WELCOMES,))}
    with filled.writing() as writer:
        writer.write_files([reading(FERRY), reading(HARBOUR)])
        writer.replace_findings(same.items())
    assert kept_ledger(filled) == b"packed"
    with filled.writing() as writer:
        writer.replace_findings({**same, "ferry": Findings((REFUSES,))}.items())
    assert kept_ledger(filled) is None
    keep()
    with filled.writing() as writer:
        writer.write_files([reading(replace(HARBOUR, published="2026-02-02"))])
    assert kept_ledger(filled) is None
    keep()
    with filled.writing() as writer:
        writer.remove_files([FERRY.file])
    assert kept_ledger(filled) is None
