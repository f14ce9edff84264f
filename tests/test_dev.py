import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("ROOT", "VENV", "BIN", "PYTHON", "LIBRARIES", "STAMP", "LOCK")


@pytest.fixture
def dev(tmp_path, monkeypatch):
    """dev.py over a project of its own whose environment stands: one interpreter, one distribution, one stamp."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    move(module, tmp_path, monkeypatch)
    (module.LIBRARIES / "ferry-1.0.dist-info").mkdir(parents=True)
    module.BIN.mkdir(parents=True)
    module.PYTHON.symlink_to(sys.executable)
    module.LOCK.write_text("ferry==1.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    module.STAMP.write_text(module.wanted())
    return module


def move(module, folder, monkeypatch):
    places = {name: getattr(module, name).relative_to(module.ROOT) for name in PLACES}
    for name, place in places.items():
        monkeypatch.setattr(module, name, folder / place)


def test_an_environment_that_stands_is_taken_as_it_is(dev):
    assert dev.is_set_up()


def test_an_interrupted_set_up_is_done_again(dev):
    dev.STAMP.unlink()
    assert not dev.is_set_up()


def test_another_lock_asks_for_another_environment(dev):
    dev.LOCK.write_text("ferry==2.0\n")
    assert not dev.is_set_up()


def test_a_lost_package_is_noticed(dev):
    (dev.LIBRARIES / "ferry-1.0.dist-info").rmdir()
    assert not dev.is_set_up()


def test_a_lost_interpreter_is_noticed(dev):
    dev.PYTHON.unlink()
    dev.PYTHON.symlink_to(dev.ROOT / "gone")
    assert not dev.is_set_up()


def test_a_moved_folder_is_noticed(dev, monkeypatch):
    moved = dev.ROOT.with_name("moved")
    dev.ROOT.rename(moved)
    move(dev, moved, monkeypatch)
    assert not dev.is_set_up()


def test_another_python_is_noticed(dev, monkeypatch):
    monkeypatch.setattr(dev.sys, "version", "3.99.0 (other)")
    assert not dev.is_set_up()


def test_the_help_has_an_example_of_every_command():
    text = subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    for command in ("run", "test", "lock", "bench", "quality"):
        assert f"dev.py {command} " in text


def test_the_readme_shows_pictures_and_a_recording_that_are_there_and_take_nothing_from_elsewhere():
    shown = re.findall(r"\]\((docs/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(shown) >= 4
    for name in shown:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
        if name.endswith(".cast"):
            header, *events = map(json.loads, text.splitlines())
            assert header["version"] == 2
            assert [event[0] for event in events] == sorted(event[0] for event in events)
            assert all(kind == "o" and drawn for _, kind, drawn in events)
