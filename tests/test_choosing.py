"""Changing over from one search engine to another, and being told when it would be worth it."""

import pytest

from index.engines import ENGINES
from index.errors import EngineUnavailable, LibraryError
from index.library import Library
from index.library.choosing import FASTER, advice, engine_rows

SETTINGS = """# ours
[library]
name = "Harbour"  # kept
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "whosays.toml").write_text(SETTINGS)
    for number in range(3):
        text = f"Harbour {number}\n\nNorvania will send {number + 2} ferries to the harbour of Port Elsin."
        (tmp_path / f"{number}.txt").write_text(text)
    with Library.open(tmp_path) as library:
        library.sync(analysis=False)
    return tmp_path


@pytest.mark.parametrize("name", ENGINES)
def test_another_engine_gives_the_same_answer_without_reading_an_article(folder, name):
    pytest.importorskip(name)
    with Library.open(folder) as library:
        before = library.search("ferries", hits_only=True)
        for file in folder.glob("*.txt"):
            file.unlink()
        library.change_engine(name)
        assert library.settings.engine == name
        assert [row.engine for row in library.engines() if row.used] == [name]
        assert library.search("ferries", hits_only=True) == before
    assert (folder / "whosays.toml").read_text() == SETTINGS + f'engine = "{name}"\n'
    with Library.open(folder) as library:
        assert library.search("ferries", hits_only=True) == before


def test_what_is_interrupted_leaves_the_engine_in_use(folder):
    pytest.importorskip("tantivy")

    def stop(_):
        raise KeyboardInterrupt

    with Library.open(folder) as library:
        with pytest.raises(KeyboardInterrupt):
            library.change_engine("tantivy", stop)
        assert library.settings.engine == "whoosh"
        assert library.search("ferries", hits_only=True).total == 3
        library.change_engine("tantivy")
        assert library.search("ferries", hits_only=True).total == 3
    with Library.open(folder) as library:
        assert library.settings.engine == "tantivy"


def test_an_engine_that_cannot_be_leaves_the_settings_alone(folder, monkeypatch):
    with Library.open(folder) as library:
        with pytest.raises(EngineUnavailable, match="steam"):
            library.change_engine("steam")
        (folder / "whosays.toml").chmod(0o444)
        monkeypatch.setattr("os.access", lambda *_: False)
        with pytest.raises(LibraryError, match="cannot be written"):
            library.change_engine("whoosh")
    assert (folder / "whosays.toml").read_text() == SETTINGS


def test_large_libraries_are_told_what_they_would_gain():
    least, times = FASTER["tantivy"][-1]
    assert advice("whoosh", least - 1) == ""
    assert f"about {times:.2g} times as fast" in advice("whoosh", least)
    assert advice("whoosh", least).endswith("whosays engine tantivy")
    assert advice("tantivy", least) == ""
    assert {row.engine: row.faster for row in engine_rows("whoosh", least)} == {"whoosh": 1.0, "tantivy": times}


def test_advice_says_how_to_install_what_is_missing(monkeypatch):
    monkeypatch.setattr("index.library.choosing.find_spec", lambda _: None)
    assert 'pip install "whosays[tantivy]", then whosays engine tantivy' in advice("whoosh", 10**6)
