"""The review command: what it takes for a stance, what it writes, and how it says what is wrong."""

import csv
import io
import json

import pytest

from explorer import cli
from explorer.config import login_name, read_user_settings, settings_file
from index.errors import InvalidSettings

ARTICLE = "001_4ac972a33c6487f9.txt"
ANE = "Ane Holm"


@pytest.fixture
def ane():
    """Let the user be somebody with a name."""
    be(ANE)


def be(name):
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(f'[person]\nname = "{name}"\n', encoding="utf-8")


@pytest.fixture
def whosays(capsys, seeds):
    """Run a command on seeds of one's own and return its exit code, its data and its notes."""

    def run(*arguments):
        code = cli.main([*map(str, arguments), "-L", str(seeds)])
        done = capsys.readouterr()
        return code, done.out, done.err

    return run


@pytest.fixture
def rows(whosays):
    def run(*arguments):
        code, out, _ = whosays(*arguments, "--format", "jsonl")
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    return run


@pytest.fixture
def alone(rows):
    """Return a stance that stands alone in its passage."""
    found = rows("stances")
    places = [(row["article"], row["passage"]) for row in found]
    return next(row for row in found if places.count((row["article"], row["passage"])) == 1)


@pytest.fixture
def beside(rows):
    """Return two stances of one sentence."""
    found = rows("stances")
    return next(
        (one, other)
        for one in found
        for other in found
        if (one["article"], one["start"], one["position"]) == (other["article"], other["start"], other["position"])
        and one["country"] < other["country"]
    )


def now(rows, stance):
    (row,) = [row for row in rows("stances") if row["id"] == stance["id"]]
    return row


def other_position(stance):
    return "declines" if stance["position"] != "declines" else "opposes"


def test_the_id_of_a_stance_is_made_of_what_its_row_says_and_is_its_own(rows):
    found = rows("stances")
    for row in found:
        assert row["id"] == f"{row['article']}:{row['start']}-{row['end']}:{row['country']}:{row['position']}"
    assert len({row["id"] for row in found}) == len(found)


@pytest.mark.usefixtures("ane")
def test_a_stance_is_confirmed_by_its_id(whosays, rows, alone):
    code, out, notes = whosays("review", "confirm", alone["id"])
    assert (code, out) == (0, "")
    assert notes.startswith(f"confirmed: {alone['country']} {alone['position']} (review ")
    seen = now(rows, alone)
    assert (seen["reviewed"], seen["verdict"], seen["reviewers"]) == (True, "confirmed", [ANE])
    assert seen["labeller"] == f"person {ANE}"
    assert seen["was"]["labeller"] == alone["labeller"]


@pytest.mark.usefixtures("ane")
def test_a_passage_names_the_stance_that_stands_there_alone(whosays, rows, alone):
    position = other_position(alone)
    code, _, _ = whosays(
        "review", "correct", f"{alone['file']}:{alone['passage']}", "--is", position, "--why", "a slip"
    )
    assert code == 0
    assert now(rows, alone)["position"] == position
    (review,) = rows("review")
    assert (review["why"], review["was"]["position"], review["is"]["position"]) == (
        "a slip",
        alone["position"],
        position,
    )
    assert (review["state"], review["subject"], review["quote"]) == ("stands", alone["id"], alone["quote"])


@pytest.mark.usefixtures("ane")
def test_several_stances_of_a_passage_are_told_apart_by_holder_and_position(whosays, rows, beside):
    one, other = beside
    place = f"{one['article']}:{one['passage']}"
    code, _, notes = whosays("review", "reject", place)
    assert code == 2
    assert one["id"] in notes
    assert other["id"] in notes
    options = ("--holder", other["name"], "--was", other["position"])
    assert whosays("review", "reject", place, *options)[0] == 0
    assert now(rows, other)["verdict"] == "rejected"
    assert now(rows, other)["near"]
    assert now(rows, one)["verdict"] is None


@pytest.mark.usefixtures("ane")
def test_a_corrected_stance_is_still_found_by_what_it_was(whosays, rows, alone):
    place = f"{alone['article']}:{alone['passage']}"
    whosays("review", "correct", place, "--is-holder", "X-OTHERS", "--target", "")
    assert (now(rows, alone)["country"], now(rows, alone)["target"]) == ("X-OTHERS", None)
    assert whosays("review", "reject", place, "--holder", alone["country"])[0] == 0
    assert now(rows, alone)["verdict"] == "rejected"


@pytest.mark.usefixtures("ane")
def test_the_rules_alone_are_as_they_were(whosays, rows, alone):
    before = rows("stances"), rows("claims")
    whosays("review", "reject", alone["id"])
    whosays("review", "reject", before[1][0]["id"])
    assert rows("stances") != before[0]
    assert (rows("stances", "--no-reviews"), rows("claims", "--no-reviews")) == before


@pytest.mark.usefixtures("ane")
def test_a_stance_is_added_by_its_words_or_its_offsets(whosays, rows, alone):
    place = f"{alone['article']}:{alone['passage']}"
    code, out, _ = whosays(
        *("review", "add", place, "--quote", alone["quote"], "--holder", "iceland", "--is", "unclear"),
        *("--format", "jsonl"),
    )
    assert code == 0
    (review,) = map(json.loads, out.splitlines())
    (added,) = [row for row in rows("stances") if row["country"] == "IS"]
    assert (added["id"], added["labeller"], added["rule"]) == (review["subject"], f"person {ANE}", "review")
    assert (added["start"], added["end"], added["was"]) == (alone["start"], alone["end"], None)
    code, _, _ = whosays(
        "review", "add", f"{alone['article']}:{alone['start']}-{alone['end']}", "--holder", "MT", "--is", "commits"
    )
    assert code == 0
    assert [row["quote"] for row in rows("stances") if row["country"] == "MT"] == [alone["quote"]]


@pytest.mark.usefixtures("ane")
def test_a_claim_is_reviewed_by_the_start_of_its_id(whosays, rows):
    claim = rows("claims")[0]
    status = "differs" if claim["status"] != "differs" else "single"
    assert whosays("review", "correct", claim["id"][:8], "--is", status)[0] == 0
    (seen,) = [row for row in rows("claims") if row["id"] == claim["id"]]
    assert (seen["status"], seen["was"], seen["verdict"]) == (status, claim["status"], "corrected")
    (review,) = rows("review", "list")
    assert (review["about"], review["subject"]) == ("claim", claim["id"])


def test_two_people_are_compared(whosays, rows, alone):
    for name, words in (("Bo", ("confirm",)), (ANE, ("correct", "--is", other_position(alone)))):
        be(name)
        assert whosays("review", words[0], alone["id"], *words[1:])[0] == 0
    assert now(rows, alone)["disputed_by"] == ["Bo"]
    found = {row["label"]: row for row in rows("review", "agreement")}
    assert (found["position"]["agreed"], found["position"]["kappa"]) == (0, 0)
    assert (found["holder"]["agreed"], found["holder"]["kappa"]) == (1, None)
    _, text, _ = whosays("review", "agreement")
    assert "kappa 0.00" in text
    _, text, _ = whosays("stances")
    assert f"corrected by {ANE}, disputed by Bo" in text


@pytest.mark.usefixtures("ane")
def test_the_last_review_is_taken_back_without_naming_it(whosays, rows, alone):
    whosays("review", "reject", alone["id"])
    code, _, notes = whosays("review", "withdraw")
    assert code == 0
    assert notes.startswith("withdrawn")
    assert now(rows, alone) == alone
    code, _, notes = whosays("review", "withdraw")
    assert code == 2
    assert ANE in notes


@pytest.mark.usefixtures("ane")
def test_a_list_of_reviews_is_the_same_in_every_format(whosays, rows, alone):
    whosays("review", "reject", alone["id"], "--why", "one | two")
    (review,) = rows("review")
    _, out, _ = whosays("review", "--format", "csv")
    (record,) = csv.DictReader(io.StringIO(out))
    assert (record["id"], record["why"], record["is"]) == (review["id"], "one | two", "")
    _, out, _ = whosays("review", "--format", "md")
    assert "one \\| two" in out
    _, out, _ = whosays("review")
    assert f"{ANE} rejected a stance" in out
    assert f"¶{alone['passage']}" in out


def test_without_a_name_the_login_name_is_taken_and_said(whosays, rows, alone):
    code, _, notes = whosays("review", "confirm", alone["id"])
    assert code == 0
    assert notes.count(f"you are {login_name()}") == 1
    assert now(rows, alone)["reviewers"] == [login_name()]


@pytest.mark.usefixtures("ane")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("approve", "x"), "say: review"),
        (("confirm",), "say: review"),
        (("confirm", "nothing"), "names no stance and no claim"),
        (("confirm", "nowhere.txt:3"), "no article"),
        (("confirm", f"{ARTICLE}:0"), "no such stance"),
        (("confirm", f"{ARTICLE}:1", "--holder", "atlantis"), "no country"),
        (("confirm", f"{ARTICLE}:1", "--was", "likes"), "none of commits"),
        (("add", f"{ARTICLE}:1"), "--holder"),
        (("add", ARTICLE, "--holder", "SE", "--is", "commits"), "ARTICLE:PASSAGE"),
        (("add", f"{ARTICLE}:999", "--holder", "SE", "--is", "commits"), "no passage 999"),
        (("add", f"{ARTICLE}:1", "--holder", "SE", "--is", "commits", "--quote", "no such words"), "do not stand"),
        (("add", f"{ARTICLE}:0-9999", "--holder", "SE", "--is", "commits"), "one sentence"),
        (("withdraw", "nothing"), "names no review"),
    ],
)
def test_a_review_that_cannot_be_made_is_2_in_one_line(whosays, seeds, words, said):
    code, out, notes = whosays("review", *words)
    assert (code, out) == (2, "")
    assert said in notes
    assert len(notes.splitlines()) == 1
    assert not (seeds / "reviews").exists()


@pytest.mark.usefixtures("ane")
def test_a_broken_line_is_named_and_the_stances_still_come(whosays, seeds, alone):
    whosays("review", "confirm", alone["id"])
    path = seeds / "reviews" / f"{ANE}.jsonl"
    path.write_bytes(path.read_bytes() + b"{}\n")
    code, out, notes = whosays("stances", "--format", "jsonl")
    assert code == 0
    assert f"reviews/{ANE}.jsonl:2: about: must be stance or claim" in notes
    assert '"verdict": "confirmed"' in out
    code, out, _ = whosays("check")
    assert code == 3
    assert f"{ANE}.jsonl:2" in out


@pytest.mark.usefixtures("ane")
def test_check_names_a_review_that_has_lost_its_sentence(whosays, seeds, rows, alone):
    whosays("review", "reject", alone["id"])
    (seeds / alone["file"]).write_text("Quiet Days\n\nNothing at all has happened here since the spring of the year.\n")
    whosays("sync", "--no-analysis")
    assert [row["state"] for row in rows("review")] == ["orphan"]
    code, out, _ = whosays("check")
    assert code == 3
    assert "has lost its sentence" in out
    _, out, _ = whosays("review")
    assert "orphan" in out
    assert "no longer there" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [("person = 3\n", "table"), ("[person]\nname = 3\n", "quotes"), ("[person]\nage = 3\n", "age")],
)
def test_a_persons_settings_that_are_wrong_are_named(tmp_path, text, said):
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidSettings, match=said):
        read_user_settings(path)


def test_a_persons_name_is_one_line(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[person]\nname = " Ane\\n Holm "\n', encoding="utf-8")
    assert read_user_settings(path).name == ANE
