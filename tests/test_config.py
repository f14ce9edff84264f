import os

import pytest

from explorer.config import (
    MOST_JOBS,
    UserSettings,
    analysis_jobs,
    find_library,
    read_user_settings,
    settings_file,
    state_folder,
)
from index.errors import InvalidSettings, LibraryNotFound


def folder(path, *marks):
    path.mkdir(parents=True)
    for mark in marks:
        (path / mark).touch()
    return path


def test_a_named_folder_is_the_library_before_all_else(tmp_path):
    named, other = folder(tmp_path / "named"), folder(tmp_path / "other", "whosays.toml")
    assert find_library(str(named), {"WHOSAYS_LIBRARY": str(other)}, other) == named


def test_the_variable_comes_before_the_current_folder(tmp_path):
    named, other = folder(tmp_path / "named"), folder(tmp_path / "other", "whosays.toml")
    assert find_library(None, {"WHOSAYS_LIBRARY": str(named)}, other) == named
    assert find_library(None, {"WHOSAYS_LIBRARY": ""}, other) == other


@pytest.mark.parametrize("mark", ["whosays.toml", ".whosays"])
def test_the_nearest_library_at_or_above_is_found(tmp_path, mark):
    folder(tmp_path / "outer", "whosays.toml")
    inner = folder(tmp_path / "outer" / "inner", mark)
    below = folder(inner / "deep" / "deeper")
    assert find_library(None, {}, below) == inner
    assert find_library(None, {}, inner) == inner


def test_without_any_library_it_says_how_to_name_one(tmp_path):
    with pytest.raises(LibraryNotFound, match="WHOSAYS_LIBRARY"):
        find_library(None, {}, tmp_path)


def test_a_folder_that_is_not_there_and_a_file_are_told_apart(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LibraryNotFound, match="no such folder"):
        find_library(str(tmp_path / "missing"), {}, tmp_path)
    with pytest.raises(LibraryNotFound, match="not a folder"):
        find_library(str(tmp_path / "file"), {}, tmp_path)


def test_a_user_without_settings_has_the_defaults(tmp_path):
    assert read_user_settings(tmp_path / "none.toml") == UserSettings()


def test_a_user_can_change_keys(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[keys]\n"pane.results" = "f1,1"\n')
    assert read_user_settings(path).keys == {"pane.results": "f1,1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keys\n", "config.toml:1:"),
        ("[colours]\n", "colours"),
        ("keys = 3\n", "table"),
        ("[keys]\nhit = 3\n", "hit"),
        ('[keys]\nhit = " "\n', "hit"),
    ],
)
def test_broken_user_settings_name_what_is_wrong(tmp_path, text, said):
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(InvalidSettings, match=said):
        read_user_settings(path)


def test_user_settings_that_are_not_utf_8_are_refused(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(b"[keys]\nhit = '\xe9'\n")
    with pytest.raises(InvalidSettings, match="UTF-8"):
        read_user_settings(path)


def test_the_users_own_files_lie_in_his_home(empty_home):
    assert settings_file().is_relative_to(empty_home)
    assert state_folder().is_relative_to(empty_home)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system cannot bind a process to cores")
def test_processes_that_analyse_are_as_many_as_the_cores_that_may_be_used():
    before = os.sched_getaffinity(0)
    assert analysis_jobs() == min(MOST_JOBS, len(before))
    try:
        os.sched_setaffinity(0, {min(before)})
        assert analysis_jobs() == 1
    finally:
        os.sched_setaffinity(0, before)
