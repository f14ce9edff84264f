import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import floors as floor
from benchmarks import quality, tables
from benchmarks.finding import find
from benchmarks.floors import Floors, FloorsHeld
from benchmarks.gold import InvalidGold, Label, Negative, Prediction, read_labels, read_negatives
from benchmarks.scoring import fired, same_condition, score, shared_run

ROOT = Path(__file__).resolve().parent.parent
BRIDGE = "Norland will pay for the bridge across the sound"
TUNNEL = "Sudmark rejected the plan of a tunnel on Monday"
FERRY = "Norland might yet keep the old ferry in summer"


@pytest.fixture(scope="module")
def measured():
    """The seeds, read by the rules alone, beside their labels."""
    return score(read_labels(quality.GOLD), find(quality.SEEDS).predictions)


@pytest.fixture
def fjord(tmp_path):
    """A folder of one article, and settings that would place its speaker."""
    folder = tmp_path / "fjord"
    folder.mkdir()
    text = (
        "A Bridge at Last\n\nNorway will pay for the bridge if the harbour is finished, officials in Oslo said.\n\n"
        "Ode Brask rejected the tunnel on Sunday and said that the price of it was much too high for anybody.\n"
    )
    (folder / "fjord.txt").write_text(text)
    (folder / "whosays.toml").write_text('[people]\n"Ode Brask" = "DK"\n')
    return folder


def label(quote, *positions, country="NO", **fields):
    return Label("fjord.txt", country, positions or ("commits",), quote, **fields)


def found(quote, position="commits", country="NO", **fields):
    return Prediction("fjord.txt", country, position, quote, **fields)


def rates(one):
    return (one.precision, one.recall)


# --- the floors ---


def test_no_figure_of_the_seeds_sinks_below_its_floor(measured):
    floors = floor.read_floors(quality.FLOORS)
    assert floor.breaches(floors, floor.figures_of(measured), floor.digest_of(quality.GOLD)) == []


def test_no_floor_was_lowered_by_hand():
    committed = [floor.parse_floors(text) for text in committed_texts(quality.FLOORS)]
    assert floor.lowered_by_hand(floor.read_floors(quality.FLOORS), committed) == []


def committed_texts(path):
    """Return a file's text in every commit that changed it."""
    name = path.relative_to(ROOT).as_posix()
    try:
        return [git("show", f"{commit}:{name}") for commit in git("log", "--format=%H", "--", name).split()]
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the project's files are not in a git repository")


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_a_figure_below_its_floor_is_told():
    floors = Floors("labels", {"f1": 0.9, "recall": 0.8})
    assert floor.breaches(floors, {"f1": 0.9, "recall": 0.8}, "labels") == []
    assert floor.breaches(floors, {"f1": 0.95, "recall": 0.799}, "labels") == ["recall 0.799 is below 0.800"]
    assert floor.breaches(floors, {"f1": 0.95, "recall": 0.9}, "others") == [
        "the labels are others than those that the floors were measured by"
    ]


def test_floors_rise_freely_and_sink_only_when_told_to():
    before = Floors("labels", {"f1": 0.9, "recall": 0.8})
    assert floor.moved(before, {"f1": 0.92, "recall": 0.8}, "labels") == Floors("labels", {"f1": 0.92, "recall": 0.8})
    with pytest.raises(FloorsHeld, match=r"recall 0\.700 is below 0\.800"):
        floor.moved(before, {"f1": 0.95, "recall": 0.7}, "labels")
    after = floor.moved(before, {"f1": 0.95, "recall": 0.7}, "labels", lower=True)
    assert after == Floors("labels", {"f1": 0.95, "recall": 0.7}, {"recall": 1})


def test_a_floor_that_sinks_without_being_counted_is_noticed_against_every_commit():
    first = Floors("labels", {"f1": 0.9})
    told = floor.moved(first, {"f1": 0.8}, "labels", lower=True)
    assert floor.lowered_by_hand(told, [first]) == []
    by_hand = replace(told, figures={"f1": 0.7})
    assert floor.lowered_by_hand(by_hand, [first, told]) == ["f1 0.700 is below 0.800"]
    assert floor.lowered_by_hand(replace(first, figures={}), [first]) == ["f1 0.000 is below 0.900"]


def test_floors_are_written_as_they_are_read(tmp_path):
    floors = Floors("labels", {"f1": 0.9, "recall": 0.8}, {"recall": 2})
    floor.write_floors(tmp_path / "floors.json", floors)
    assert floor.read_floors(tmp_path / "floors.json") == floors


def test_every_label_of_the_seeds_stands_in_its_article():
    for item in read_labels(quality.GOLD):
        assert shared_run(item.quote, (quality.SEEDS / item.file).read_text(encoding="utf-8")), item


# --- the arithmetic ---


def test_a_stance_is_right_when_place_holder_and_an_accepted_position_are():
    labels = [label(BRIDGE, "commits", "supports"), label(TUNNEL, "opposes", country="SE")]
    good = [found(f"{BRIDGE}.", "supports"), found(f"“{TUNNEL},” it said", "opposes", "SE")]
    assert rates(score(labels, good).accepted) == (1, 1)
    assert rates(score(labels, good).strict) == (0.5, 0.5)
    for wrong in (replace(good[0], country="SE"), replace(good[0], file="x.txt"), replace(good[0], position="opposes")):
        assert rates(score(labels, [wrong, good[1]]).accepted) == (0.5, 0.5)


def test_any_position_will_do_for_the_holder_alone():
    measured = score([label(BRIDGE)], [found(BRIDGE, "opposes")])
    assert rates(measured.accepted) == (0, 0)
    assert rates(measured.holder) == (1, 1)


def test_labels_and_stances_are_paired_one_to_one():
    labels = [label(BRIDGE, "commits"), label(BRIDGE, "commits", "supports")]
    assert rates(score(labels, [found(BRIDGE)]).accepted) == (1, 0.5)
    assert rates(score(labels, [found(BRIDGE), found(BRIDGE, "supports")]).accepted) == (1, 1)
    # The second one finds its label taken, which is no mistake.
    third = found(f"{BRIDGE} and the sea")
    assert rates(score(labels[:1], [found(BRIDGE), third]).accepted) == (1, 1)
    assert score(labels[:1], [found(BRIDGE), third]).matching.neutral == [1]


def test_an_optional_label_counts_neither_way():
    labels = [label(BRIDGE), label(FERRY, "unclear", optional=True)]
    both = [found(BRIDGE), found(FERRY, "unclear")]
    assert rates(score(labels, both).accepted) == rates(score(labels, both[:1]).accepted) == (1, 1)
    assert rates(score(labels, [found(BRIDGE), found(FERRY, "opposes")]).accepted) == (0.5, 1)


def test_a_repeated_stance_counts_once():
    again = [found(TUNNEL), found(TUNNEL.upper()), found(f"{TUNNEL}!")]
    assert rates(score([label(BRIDGE)], [found(BRIDGE), *again]).accepted) == (0.5, 1)


def test_a_quote_that_is_longer_than_a_sentence_points_at_nothing():
    long = f"{BRIDGE} {'and so on ' * 30}"
    assert rates(score([label(BRIDGE)], [found(long)]).accepted) == (0, 0)


def test_nothing_found_and_nothing_to_find_are_no_division_by_zero():
    assert rates(score([label(BRIDGE)], []).accepted) == (0, 0)
    assert rates(score([], []).accepted) == (0, 0)


@pytest.mark.parametrize(
    ("one", "other", "run"),
    [
        (BRIDGE, "pay for the bridge", 4),
        (BRIDGE, "a bridge across the sound", 4),
        (BRIDGE, "the bridge was never built at all", 0),
        ("U.S. pays for it", "the US pays for it all", 4),
        ("two words", "Two words.", 2),
        ("two words", "two words more", 0),
        ("", "two words", 0),
    ],
)
def test_quotes_meet_in_words_in_a_row(one, other, run):
    assert shared_run(one, other) == shared_run(other, one) == run


@pytest.mark.parametrize(
    ("gold", "given", "same"),
    [
        ("if the harbour is finished", "the harbour is finished", True),
        ("if the harbour is finished", "if so", False),
        ("once it ends", f"once it ends {'and much more ' * 3}", False),
        ("", "if so", False),
    ],
)
def test_a_condition_is_the_same_when_it_shares_enough_words(gold, given, same):
    assert same_condition(gold, given) is same


def test_conditions_are_counted_over_the_labels_that_were_found():
    labels = [
        label(BRIDGE, condition="across the sound"),
        label(TUNNEL, "opposes"),
        label(FERRY, condition="in summer"),
    ]
    given = [found(BRIDGE, condition="across the sound"), found(TUNNEL, "opposes", condition="on Monday")]
    measured = score(labels, given)
    assert (measured.condition_recall, measured.condition_precision) == (1, 0.5)
    assert score(labels[1:2], []).condition_recall is None


def test_a_sentence_without_a_stance_fires_when_one_is_found_in_it():
    negatives = [Negative("fjord.txt", "NO", BRIDGE), Negative("fjord.txt", "SE", BRIDGE)]
    assert fired(negatives, [found(TUNNEL), found(BRIDGE)]) == [(negatives[0], found(BRIDGE))]


QUOTES = st.sampled_from([BRIDGE, TUNNEL, FERRY])
POSITIONS = st.sampled_from(["commits", "supports", "opposes"])
LABELS = st.lists(st.builds(label, QUOTES, POSITIONS, country=st.sampled_from(["NO", "SE"])), max_size=6)
FOUND = st.lists(st.builds(found, QUOTES, POSITIONS, st.sampled_from(["NO", "SE"])), max_size=6)


@given(LABELS, FOUND)
def test_right_wrong_and_neutral_are_all_there_is(labels, given_ones):
    matching = score(labels, given_ones).matching
    assert sorted([*matching.right, *matching.wrong, *matching.neutral]) == list(range(len(matching.predictions)))
    assert len(set(matching.found.values())) == len(matching.found)
    assert len(matching.right) == len(matching.required) - len(matching.missed)


@given(LABELS, FOUND)
def test_what_was_labelled_is_found_by_itself_and_more_never_finds_less(labels, more):
    distinct = list({(item.quote, item.best, item.country): item for item in labels}.values())
    echo = [found(item.quote, item.best, item.country) for item in distinct]
    assert score(distinct, echo).matching.missed == []
    assert score(distinct, [*echo, *more]).matching.missed == []


# --- labels in files ---


def test_a_row_that_is_no_label_is_named_with_its_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    good = {"file": "a.txt", "country": "NO", "positions": ["commits"], "quote": BRIDGE, "about": "a bridge"}
    for wrong, said in (
        ("{", "gold.jsonl:2: "),
        (json.dumps({**good, "positions": ["likes"]}), "gold.jsonl:2: positions"),
        (json.dumps({**good, "positions": []}), "label 2 accepts no position"),
        (json.dumps({"file": "a.txt"}), "gold.jsonl:2: country"),
    ):
        path.write_text(f"{json.dumps(good)}\n{wrong}\n")
        with pytest.raises(InvalidGold, match=said):
            read_labels(path)
    path.write_text("\n")
    with pytest.raises(InvalidGold, match="holds no rows"):
        read_negatives(path)


# --- the command ---


def test_the_command_prints_figures_confusion_and_errors_of_the_rules_alone(fjord, tmp_path, capsys):
    gold, negatives = tmp_path / "gold.jsonl", tmp_path / "negatives.jsonl"
    rows = [
        {
            "country": "NO",
            "positions": ["commits"],
            "quote": "Norway will pay for the bridge if the harbour is finished",
        },
        {"country": "DK", "positions": ["opposes"], "quote": "Ode Brask rejected the tunnel on Sunday"},
    ]
    gold.write_text("".join(json.dumps({"file": "fjord.txt", **row}) + "\n" for row in rows))
    negatives.write_text(json.dumps({"file": "fjord.txt", "country": "NO", "quote": rows[0]["quote"]}) + "\n")
    assert quality.main([str(gold), str(fjord), "--negatives", str(negatives)]) == 0
    out = capsys.readouterr().out
    assert "1 articles" in out
    assert "words/s" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["accepted", "1.000", "0.500", "0.667"] in lines
    assert ["commits", "1", "·", "·", "·", "·", "·"] in lines
    assert ["opposes", "·", "·", "·", "·", "·", "1"] in lines
    # Whom the settings place is nobody to the rules.
    assert "missed: fjord.txt DK opposes" in out
    assert "1 of 1 sentences without a stance fire (1.000)" in out
    assert not (fjord / ".whosays").exists()


def test_the_command_moves_floors_up_and_down_only_when_told_to(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(quality, "FLOORS", tmp_path / "floors.json")
    before = Floors(floor.digest_of(quality.GOLD), {"f1": 1.01, "recall": 0.1})
    floor.write_floors(quality.FLOORS, before)
    assert quality.main(["--raise", "--errors", "0"]) == 1
    assert "f1" in capsys.readouterr().err
    assert floor.read_floors(quality.FLOORS) == before
    assert quality.main(["--lower", "--errors", "0"]) == 0
    after = floor.read_floors(quality.FLOORS)
    assert after.lowered == {"f1": 1}
    assert after.figures["recall"] > before.figures["recall"]
    assert f"f1 {after.figures['f1']}" in capsys.readouterr().out


def test_labels_without_their_articles_and_moved_floors_of_others_are_wrong_calls(tmp_path, capsys):
    for call in ([str(tmp_path / "gold.jsonl")], [str(tmp_path / "gold.jsonl"), str(tmp_path), "--raise"]):
        with pytest.raises(SystemExit) as left:
            quality.main(call)
        assert left.value.code == 2
    capsys.readouterr()
    assert quality.main([str(tmp_path / "gold.jsonl"), str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_worst_error_comes_first_and_names_rule_and_cue():
    labels = [label(BRIDGE), label(TUNNEL, "opposes", country="SE")]
    given = [
        found(FERRY, "supports", rule="welcome", cue="keep"),
        found(BRIDGE, "declines", rule="refuse", cue="will"),
    ]
    lines = list(tables.errors(score(labels, given).matching, 2))
    assert lines[0] == "The worst 2 of 3 errors"
    assert lines[1] == "- wrong position, not commits: fjord.txt NO declines [rule refuse, cue “will”]"
    assert lines[3] == "- no such stance: fjord.txt NO supports [rule welcome, cue “keep”]"
