"""whosays.toml: what it may say, how it is refused, and that an edit keeps what a person wrote."""

import os
import re
import stat
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidQuery, InvalidSettings, LibraryError
from index.models import Topic
from index.settings import FILE, add_topic, read_settings, remove_topic
from index.text import sanitise

FULL = """# our desk's file
[library]
name = "Ferries"   # the short one
engine = "whoosh"

# most wanted
[[topics]]
id = "fares"
title = "What a crossing costs"
query = "fare* OR price"

# about the quay
[[topics]]
id = "quay"
title = "The new quay"
query = "quay topic:fares"

[people]
"Ode Brask" = "Norway"

[columns]
text = "inhalt.voll"
date = "Tag"
"""


@pytest.fixture
def folder(tmp_path):
    library = tmp_path / "articles"
    library.mkdir()
    return library


def written(folder, text):
    (folder / FILE).write_bytes(text.encode())
    return folder


def test_without_a_file_the_defaults_hold(folder):
    settings = read_settings(folder)
    assert (settings.name, settings.engine, settings.topics, settings.people) == ("articles", "whoosh", (), {})


def test_an_empty_file_is_valid(folder):
    assert read_settings(written(folder, "")).name == "articles"


def test_everything_that_may_be_said_is_read(folder):
    settings = read_settings(written(folder, FULL))
    assert settings.name == "Ferries"
    assert settings.topics == (
        Topic("fares", "What a crossing costs", "fare* OR price"),
        Topic("quay", "The new quay", "quay topic:fares"),
    )
    assert settings.queries == {"fares": "fare* OR price", "quay": "quay topic:fares"}
    assert settings.people == {"Ode Brask": "NO"}
    assert settings.reading.columns == {"text": "inhalt.voll", "date": "Tag"}


@pytest.mark.parametrize("text", ["\ufeff" + FULL, FULL.replace("\n", "\r\n")])
def test_byte_order_marks_and_other_newlines_change_nothing(folder, text):
    assert read_settings(written(folder, text)).topics[1].id == "quay"


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('[library]\nname = "Ferries\n', (2, 16), "Illegal character"),
        ('[library]\nname = """Ferries', (2, 18), "at the end"),
        ("[library]\nnam = 1\n", (2, 1), r"unknown key 'nam' in library; known are name, engine"),
        ("[libary]\n", (1, 1), r"unknown key 'libary'; known are library, topics, people"),
        ("[library]\n  name = 3\n", (2, 3), "library: name: must be a text in quotes"),
        ('[library]\nname = " "\n', (2, 1), "library: name: must not be empty"),
        ('[[topics]]\nid = "a"\ntitle = "A"\n', (1, 1), r"topics \(number 1\): query: is missing"),
        ('[topics]\nid = "a"\n', (1, 1), r"topics: must be tables of their own, each under \[\[topics\]\]"),
        (FULL.replace('id = "quay"', 'id = "the quay"'), (14, 1), "without blanks"),
        (FULL.replace('id = "quay"', 'id = "fares"'), (14, 1), "topic id 'fares' is given twice"),
        (FULL.replace("topic:fares", "topic:quay"), (16, 1), "query of topic 'quay': "),
        (FULL.replace("quay topic", "quay AND ( topic"), (16, 1), "query of topic 'quay': "),
        (FULL.replace("Norway", "Nowhereland"), (19, 1), "'Nowhereland' is no country"),
        (FULL.replace('"Norway"', "47"), (19, 1), "must be a text in quotes"),
        ('people = "Ode Brask"\n', (1, 1), "people: must be a table"),
        ('[columns]\nbody = "Text"\n', (2, 1), "unknown key 'body' in columns; known are id, title, text, source"),
        ("[columns]\ntext = 3\n", (2, 1), "columns: text: must be a text in quotes"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_column(folder, text, place, reason):
    with pytest.raises(InvalidSettings, match=reason) as caught:
        read_settings(written(folder, text))
    assert (caught.value.line, caught.value.column) == place
    assert str(caught.value).startswith(f"{folder / FILE}:{place[0]}:{place[1]}: ")
    assert "\n" not in str(caught.value)


def test_what_is_not_utf_8_is_named_with_its_place(folder):
    (folder / FILE).write_bytes(b'[library]\nname = "F\xe4hren"\n')
    with pytest.raises(InvalidSettings, match=r":2:10: is not UTF-8"):
        read_settings(folder)


def test_a_key_in_an_inline_table_is_named_even_without_a_place(folder):
    with pytest.raises(InvalidSettings, match=r"unknown key 'nmae' in library"):
        read_settings(written(folder, 'library = { nmae = "x" }\n'))


def test_a_file_is_checked_once_for_its_bytes(folder, monkeypatch):
    kept = []
    first = read_settings(written(folder, FULL), lambda: None, kept.append)
    monkeypatch.setattr("index.validation.validate", lambda *_: pytest.fail("checked again"))
    assert read_settings(folder, lambda: kept[-1], kept.append) == first
    assert len(kept) == 1


def test_other_bytes_are_checked_again(folder):
    kept = []
    read_settings(written(folder, FULL), lambda: None, kept.append)
    with pytest.raises(InvalidSettings):
        read_settings(written(folder, FULL + "[other]\n"), lambda: kept[-1], kept.append)


def test_a_topic_is_added_behind_the_others_and_nothing_else_changes(folder):
    add_topic(written(folder, FULL), Topic("crew", "Who sails", '"night crew" OR sailor*'))
    text = (folder / FILE).read_text(encoding="utf-8")
    assert [topic.id for topic in read_settings(folder).topics] == ["fares", "quay", "crew"]
    added = re.search(r'\[\[topics\]\]\nid = "crew"\ntitle = "Who sails"\nquery = .*\n', text)
    assert added
    before, after = FULL.split("[people]")
    assert text.startswith(before.rstrip())
    assert text.endswith("[people]" + after)


@pytest.mark.parametrize("text", [None, "", "# only a word\n", 'topics = [ { id = "a", title = "A", query = "a" } ]\n'])
def test_a_topic_can_be_added_to_any_file_and_taken_out_again(folder, text):
    if text is not None:
        written(folder, text)
    before = read_settings(folder).topics
    add_topic(folder, Topic("crew", "Who sails", "crew"))
    assert read_settings(folder).topics == (*before, Topic("crew", "Who sails", "crew"))
    remove_topic(folder, "crew")
    assert read_settings(folder).topics == before
    assert "only a word" in (folder / FILE).read_text() or "only a word" not in (text or "")


def test_a_topic_is_taken_out_and_every_comment_stays(folder):
    remove_topic(written(folder, FULL), "quay")
    text = (folder / FILE).read_text(encoding="utf-8")
    assert [topic.id for topic in read_settings(folder).topics] == ["fares"]
    assert [line for line in FULL.splitlines() if "#" in line] == [line for line in text.splitlines() if "#" in line]


def test_the_first_topic_can_be_taken_out_when_no_other_needs_it(folder):
    remove_topic(written(folder, FULL.replace(" topic:fares", "")), "fares")
    assert tomllib.loads((folder / FILE).read_text())["topics"] == [
        {"id": "quay", "title": "The new quay", "query": "quay"}
    ]


def test_a_string_that_looks_like_a_topic_misleads_nobody(folder):
    text = '[library]\nname = """\n[[topics]]\nid"""\n[[topics]]\nid = "a"\ntitle = "A"\nquery = "a"\n'
    remove_topic(written(folder, text), "a")
    assert tomllib.loads((folder / FILE).read_text())["library"] == {"name": "[[topics]]\nid"}
    assert read_settings(folder).topics == ()


@pytest.mark.parametrize(
    ("topic", "error", "reason"),
    [
        (Topic("fares", "Again", "fare"), InvalidSettings, "given twice"),
        (Topic("two words", "T", "fare"), InvalidSettings, "without blanks"),
        (Topic("crew", "", "fare"), InvalidSettings, "must not be empty"),
        (Topic("crew", "Who sails", '"night crew'), InvalidQuery, "the quote is never closed"),
        (Topic("crew", "Who sails", "topic:crew"), InvalidQuery, "names itself"),
    ],
)
def test_a_topic_that_cannot_be_one_leaves_the_file_as_it_is(folder, topic, error, reason):
    written(folder, FULL)
    with pytest.raises(error, match=reason):
        add_topic(folder, topic)
    assert (folder / FILE).read_text() == FULL


def test_a_topic_that_another_one_names_stays(folder):
    with pytest.raises(InvalidSettings, match="query of topic 'quay'"):
        remove_topic(written(folder, FULL), "fares")
    assert (folder / FILE).read_text() == FULL


def test_taking_out_what_is_not_there_names_what_is(folder):
    with pytest.raises(InvalidSettings, match="there is no topic 'crew'; there are fares, quay"):
        remove_topic(written(folder, FULL), "crew")


def test_a_broken_file_is_never_written_over(folder):
    broken = FULL + "[[\n"
    written(folder, broken)
    for edit in (lambda: add_topic(folder, Topic("a", "A", "a")), lambda: remove_topic(folder, "quay")):
        with pytest.raises(InvalidSettings):
            edit()
    assert (folder / FILE).read_text() == broken


def test_an_edit_keeps_mode_link_mark_and_newlines(folder, tmp_path):
    kept = tmp_path / "kept.toml"
    kept.write_bytes(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode())
    kept.chmod(0o640)
    (folder / FILE).symlink_to(kept)
    add_topic(folder, Topic("crew", "Who sails", "crew"))
    remove_topic(folder, "quay")
    assert (folder / FILE).is_symlink()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    content = kept.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# our desk's file\r\n")
    assert [topic.id for topic in read_settings(folder).topics] == ["fares", "crew"]
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_what_cannot_be_written_is_said_and_left(folder, monkeypatch):
    written(folder, FULL)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LibraryError, match="cannot be written: no space left on device"):
        add_topic(folder, Topic("crew", "Who sails", "crew"))
    assert (folder / FILE).read_text() == FULL
    assert [path.name for path in folder.iterdir()] == [FILE]


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda text: text == text.strip()
)


@given(st.lists(words, min_size=1, max_size=4), st.data())
def test_whatever_a_title_holds_comes_back_and_can_be_taken_out(tmp_path_factory, titles, data):
    folder = tmp_path_factory.mktemp("titles")
    for number, title in enumerate(titles):
        add_topic(folder, Topic(f"t{number}", title, "quay"))
    shown = [" ".join(sanitise(title).split()) or f"t{number}" for number, title in enumerate(titles)]
    topics = [Topic(f"t{number}", title, "quay") for number, title in enumerate(shown)]
    assert read_settings(folder).topics == tuple(topics)
    gone = data.draw(st.sampled_from(topics))
    remove_topic(folder, gone.id)
    assert read_settings(folder).topics == tuple(topic for topic in topics if topic != gone)


def test_what_a_terminal_would_obey_is_taken_out_of_names_and_titles(folder):
    name, title, query = r"Fer\u001b]52;c;eA==\u0007ries\u202e [/]", r"[bold]A\u001b[31m\nB", r"fare\u202e\n OR price"
    text = f'[library]\nname = "{name}"\n[[topics]]\nid = "a"\ntitle = "{title}"\nquery = "{query}"\n'
    settings = read_settings(written(folder, text))
    assert settings.name == "Fer]52;c;eA==ries [/]"
    assert settings.topics == (Topic("a", "[bold]A[31m B", "fare OR price"),)


def test_the_name_of_a_folder_is_shown_without_what_a_terminal_would_obey(tmp_path):
    folder = tmp_path / "Fer\x1b[31mries\n\u202enorth"
    folder.mkdir()
    assert read_settings(folder).name == "Fer[31mries north"


def test_what_is_nested_too_deeply_is_refused(folder):
    with pytest.raises(InvalidSettings, match="nested too deeply"):
        read_settings(written(folder, f"a = {'[' * 50_000}"))


def test_a_pipe_is_no_file_of_settings(folder):
    os.mkfifo(folder / FILE)
    with pytest.raises(InvalidSettings, match="is no regular file"):
        read_settings(folder)


def test_a_read_only_file_is_not_replaced(folder, monkeypatch):
    written(folder, FULL)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK or path.name != FILE)
    with pytest.raises(LibraryError, match="it is read-only"):
        add_topic(folder, Topic("crew", "Who sails", "crew"))
    assert (folder / FILE).read_text() == FULL


@pytest.mark.parametrize("topic", [Topic("two words", "T", "fare"), Topic("a", "A", " "), Topic("a", " ", "fare")])
def test_a_topic_that_cannot_be_one_is_no_fault_of_the_file(folder, topic):
    with pytest.raises(InvalidSettings) as caught:
        add_topic(written(folder, FULL), topic)
    assert caught.value.line == 0
