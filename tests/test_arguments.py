import re
import shlex
import shutil
import subprocess

import pytest

from explorer.arguments import EXPLORE, Call, InvalidCall, command_parser, completion, parse
from explorer.offers import COMMANDS
from explorer.options import SHELLS


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_shows_an_example_in_its_help(command):
    text = command_parser(command.name).format_help()
    assert command.examples
    for example in command.examples:
        assert example in text


@pytest.mark.parametrize("example", [example for command in COMMANDS for example in command.examples])
def test_the_examples_of_the_help_are_valid_calls_of_their_command(example):
    program, name, *rest = shlex.split(example)
    assert program == "whosays"
    assert parse([name, *rest]).command == name


def test_the_help_without_a_command_lists_every_command():
    text = command_parser(EXPLORE).format_help()
    for command in COMMANDS:
        assert f"  {command.name} " in text


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ([], Call(EXPLORE)),
        (["~/texts"], Call(EXPLORE, ("~/texts",))),
        (["./search"], Call(EXPLORE, ("./search",))),
        (["--", "search"], Call(EXPLORE, ("search",))),
        (["-L", "search"], Call(EXPLORE, library="search")),
        (["-L", "texts", "search", "ferry"], Call("search", ("ferry",), library="texts")),
        (["search", "ferry", "--limit", "3", "fares"], Call("search", ("ferry", "fares"), limit=3)),
        (["search", "--", "-ferry", "fares"], Call("search", ("-ferry", "fares"))),
        (["search", "ferry", "--", "--limit"], Call("search", ("ferry", "--limit"))),
        (["sync", "--no-analysis", "texts"], Call("sync", ("texts",), analysis=False)),
        (["stances", "--explain"], Call("stances", explain=True)),
        (
            ["topics", "add", "boats", "ferry", "--title", "Boats"],
            Call("topics", ("add", "boats", "ferry"), title="Boats"),
        ),
        (["check", "--repair"], Call("check", repair=True)),
    ],
)
def test_a_command_line_says_one_thing(arguments, call):
    assert parse(arguments) == call


def test_several_words_are_one_query():
    assert parse(["search", "ferry", '"new fares"', "OR", "boat*"]).query == 'ferry "new fares" OR boat*'


@pytest.mark.parametrize(
    ("arguments", "command", "said"),
    [
        (["search"], "search", "QUERY"),
        (["search", "ferry", "--format", "xml"], "search", "xml"),
        (["search", "ferry", "--limit", "0"], "search", "0"),
        (["search", "ferry", "--limit", "many"], "search", "many"),
        (["show"], "show", "ARTICLE"),
        (["show", "one.txt", "two.txt"], "show", "2 words"),
        (["sync", "a", "b"], "sync", "FOLDER"),
        (["sync", "--format", "json"], "sync", "--format"),
        (["stances", "--expl"], "stances", "--expl"),
        (["a", "b"], EXPLORE, "folder"),
    ],
)
def test_a_wrong_command_line_names_what_is_wrong(arguments, command, said):
    with pytest.raises(InvalidCall) as caught:
        parse(arguments)
    assert caught.value.command == command
    assert said in str(caught.value)


def test_a_query_that_looks_like_an_option_is_explained():
    with pytest.raises(InvalidCall) as caught:
        parse(["search", "-ferry"])
    assert "after --" in caught.value.hint


def test_a_misspelt_command_is_guessed():
    with pytest.raises(InvalidCall) as caught:
        parse(["serach", "ferry"])
    assert "search" in caught.value.hint


@pytest.mark.parametrize("shell", SHELLS)
def test_completions_name_every_command(shell):
    script = completion(shell)
    for command in COMMANDS:
        assert command.name in script


BASH = """
source {script}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
{function}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("whosays sta", {"stances"}),
        ("whosays search --form", {"--format"}),
        ("whosays claims --format js", {"json", "jsonl"}),
        ("whosays topics re", {"remove"}),
        ("whosays review a", {"add", "agreement"}),
        ("whosays show one", {"one.txt"}),
        ("whosays sync sub", {"sub"}),
        ("whosays export -o one", {"one.txt"}),
        ("whosays serve --ho", {"--host"}),
    ],
)
def test_bash_completes_commands_options_values_and_files(tmp_path, typed, offered):
    (tmp_path / "one.txt").write_text("")
    (tmp_path / "sub").mkdir()
    script = tmp_path / "completion"
    script.write_text(completion("bash"))
    function = re.search(r"complete .*-F (\S+) whosays", completion("bash"))[1]
    words = " ".join(shlex.quote(word) for word in typed.split())
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH.format(script=script, words=words, function=function)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert offered == set(done.stdout.split()), done.stderr


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_can_read_their_completions(tmp_path, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "completion"
    script.write_text(completion(shell))
    subprocess.run([shell, "-n", str(script)], check=True, timeout=60)


@pytest.mark.parametrize(
    "arguments",
    [["search", "ferry\udcff"], ["show", "\udcff"], ["topics", "add", "a", "b", "--title", "\udcff"]],
)
def test_bytes_that_are_no_text_are_refused(arguments):
    with pytest.raises(InvalidCall, match=r"\\udcff.* is not text"):
        parse(arguments)


def test_a_folder_may_have_any_name():
    assert parse(["sync", "a\udcff"]).words == ("a\udcff",)
