"""Child processes leave Ctrl-C to their parent."""

import os
import signal

from index import children


def settled():
    children.settle()


def test_ctrl_c_does_not_end_a_child_that_has_only_begun_to_start():
    child = children.context().Process(target=settled)
    child.start()
    os.kill(child.pid, signal.SIGINT)
    child.join()
    assert child.exitcode == 0
