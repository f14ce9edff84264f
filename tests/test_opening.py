"""Opening an article's file in an editor, and its address in a browser."""

from __future__ import annotations

from explorer.opening import address_of, editor_command


def test_an_editor_that_takes_a_line_starts_where_the_passage_does(tmp_path):
    path = tmp_path / "one.txt"
    path.write_text("Title\n\nThe first paragraph.\n\nThe second one.\n", encoding="utf-8")
    assert editor_command({"EDITOR": "/usr/bin/vim -n"}, path, "The second one.") == [
        "/usr/bin/vim",
        "-n",
        "+5",
        str(path),
    ]
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "vi"}, path, "The second one.") == [
        "code",
        "--wait",
        str(path),
    ]


def test_a_passage_that_is_not_in_the_file_as_it_stands_names_no_line(tmp_path):
    path = tmp_path / "one.txt"
    path.write_text("Something else\n", encoding="utf-8")
    assert editor_command({"EDITOR": "vi"}, path, "The second one.") == ["vi", str(path)]
    assert editor_command({"EDITOR": "vi"}, tmp_path / "gone.txt", "x") == ["vi", str(tmp_path / "gone.txt")]


def test_only_addresses_of_the_web_are_opened_as_such(tmp_path):
    path = tmp_path / "one.txt"
    assert address_of("https://example.org/a", path) == "https://example.org/a"
    assert address_of("javascript:alert(1)", path) == path.as_uri()
    assert address_of(None, path) == path.as_uri()
