import re
import shutil
import subprocess

import pytest

from explorer.arguments import command_parser
from explorer.exit_codes import ExitCode
from explorer.manual import EXITS, manual
from explorer.offers import COMMANDS


def test_every_way_to_end_is_told():
    assert set(EXITS) == set(ExitCode)


def test_a_line_that_begins_with_a_dot_is_no_request():
    lines = manual().splitlines()
    assert {line.split()[0] for line in lines if line.startswith(".")} <= set(
        ".TH .SH .SS .PP .TP .B .br .nf .fi .RS .RE".split()
    )
    assert all(line for line in lines)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_page_shows_every_command_with_its_options_and_examples_as_they_are_typed():
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=200n"],
        input=manual(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    for command in COMMANDS:
        assert f"whosays {command.name} {command.words}" in done.stdout
        for example in command.examples:
            assert example in done.stdout
        for option in re.findall(r"--[\w-]+", command_parser(command.name).format_help()):
            assert option in done.stdout
