"""What is set before the explorer is imported, and that a user's own choice stands."""

import gc
import os
import subprocess
import sys

from explorer.tuning import FRAMES, tune

CODE = "from explorer.tuning import tune; tune(); import textual.constants; print(textual.constants.MAX_FPS)"


def frames(environment):
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_frame_need_not_wait_for_the_one_before_unless_the_user_wants_it_so():
    environment = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"}
    assert frames(environment) == FRAMES
    assert frames({**environment, "TEXTUAL_FPS": "30"}) == "30"


def test_garbage_is_looked_for_less_often(monkeypatch):
    monkeypatch.setenv("TEXTUAL_FPS", "60")
    before, pace = gc.get_threshold(), sys.getswitchinterval()
    try:
        tune()
        assert gc.get_threshold()[0] > before[0]
        assert sys.getswitchinterval() < pace
    finally:
        gc.set_threshold(*before)
        sys.setswitchinterval(pace)
