import json

import pytest

from explorer import cli
from index.library import Library

TEXTS = {
    "gull.txt": (
        "Harbour dues rise\n\nThe harbour dues will rise in spring. The council says that harbour dues pay for the new "
        "quay, and that the herring quota is somebody else's business.\n"
    ),
    "tern.txt": (
        "Anger over harbour dues\n\nFishermen call the harbour dues a robbery. They want a herring quota that they can "
        "live by, and a quay that does not sink.\n"
    ),
    "skua.txt": (
        "Herring quota stands\n\nThe herring quota stays as it is, the council says. Nothing was said of the harbour "
        "dues. The herring quota will be looked at in a year.\n"
    ),
    "puffin.txt": "A quiet week\n\nThe puffins have come back to the cliffs, and walkers are asked to keep away.\n",
}


@pytest.fixture
def shore(tmp_path):
    """A library of four articles, with nothing analysed."""
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    with Library.open(tmp_path) as library:
        library.sync(analysis=False)
        yield library


def test_suggested_topics_find_several_articles_and_are_not_saved(shore):
    topics = shore.suggest_topics()
    assert [topic.title for topic in topics][:2] == ["Harbour dues", "Herring quota"]
    assert all(shore.search(topic.query).articles >= 2 for topic in topics)
    assert shore.topics() == ()
    assert shore.suggest_topics() == topics
    assert shore.suggest_topics(1) == topics[:1]


def test_a_suggestion_can_be_kept_as_it_is_and_is_not_made_again(shore):
    first, second, *_ = shore.suggest_topics()
    assert shore.add_topic(first.id, first.title, first.query) == first
    assert shore.suggest_topics()[0] == second


def test_what_a_topic_finds_under_another_name_is_not_suggested(shore):
    shore.add_topic("money", "Money", "dues OR robbery")
    titles = [topic.title for topic in shore.suggest_topics()]
    assert "Harbour dues" not in titles
    assert "Herring quota" in titles


def test_suggestions_find_different_passages(shore):
    found = [
        {(hit.article, hit.passage) for hit in shore.search(topic.query, limit=None).hits}
        for topic in shore.suggest_topics()
    ]
    assert len({frozenset(passages) for passages in found}) == len(found)


def test_an_id_that_is_taken_gets_a_number(shore):
    shore.add_topic("harbour-dues", "Something else", "puffins")
    assert shore.suggest_topics()[0].id == "harbour-dues-2"


def test_the_seeds_without_topics_get_those_a_person_would_pick(seeds):
    (seeds / "whosays.toml").unlink()
    with Library.open(seeds) as library:
        titles = {topic.title for topic in library.suggest_topics()}
    assert {"Troops", "Security guarantees", "Ceasefire", "Military hubs"} <= titles


def test_the_command_writes_topics_and_how_to_keep_one(shore, capsys):
    folder = str(shore.folder)
    assert cli.main(["topics", "suggest", "-L", folder]) == 0
    done = capsys.readouterr()
    assert "Harbour dues" in done.out
    assert "whosays topics add harbour-dues --title 'Harbour dues' " in done.err
    assert cli.main(["topics", "suggest", "-L", folder, "--limit", "1", "--format", "jsonl"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert list(row) == ["id", "title", "query"]


def test_a_library_that_says_nothing_twice_gets_no_suggestion(tmp_path, capsys):
    (tmp_path / "puffin.txt").write_text(TEXTS["puffin.txt"])
    assert cli.main(["topics", "suggest", "-L", str(tmp_path)]) == 1
    done = capsys.readouterr()
    assert done.out == ""
    assert "no topics to suggest" in done.err
