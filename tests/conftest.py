"""What many tests start from: the seeds, synced once, and a user who has no files of his own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from index.library import Library

SEEDS = Path(__file__).resolve().parent.parent / "seeds"

# How fast an example runs says more of the machine than of the code, and one commit must give one answer.
settings.register_profile("whosays", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("whosays")


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory, monkeypatch):
    """A home without settings, state or cache, and no variable that changes what is printed."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "STATE", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("WHOSAYS_LIBRARY", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def synced_seeds(tmp_path_factory):
    """The seeds, synced and analysed; shared, so only for tests that change nothing."""
    folder = tmp_path_factory.mktemp("synced") / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns(".whosays"))
    with Library.open(folder) as library:
        report = library.sync()
    assert not report.reason, report.reason
    return folder


@pytest.fixture
def seeds(synced_seeds, tmp_path):
    """A synced copy of the seeds of one's own."""
    return shutil.copytree(synced_seeds, tmp_path / "seeds")
