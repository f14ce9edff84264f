"""Text in other languages: told apart, searched like any other, and shown as not analysed."""

import json

import pytest
from piloting import exploring, press, shown

from explorer import cli
from index.library import Library
from index.models import Blank

ENGLISH = """A Ferry for the Sound

Norway will pay for the new ferry if the harbour is finished in spring, officials said in Oslo on Monday.

Sweden rejected the plan for the ferry. At least 27 ships from Norway use the harbour every day, the office said.
"""
FRENCH = """Un ferry pour le détroit

La Norvège paiera le nouveau ferry si le port est achevé au printemps, ont déclaré lundi des responsables à Oslo.

La Suède a rejeté le projet de ferry. Au moins 35 navires utilisent le port chaque jour, selon la capitainerie.
"""
GERMAN = """Eine Fähre über den Sund

Norwegen wird die neue Fähre bezahlen, wenn der Hafen im Frühling fertig ist, sagten Beamte am Montag in Oslo.

Schweden lehnte den Plan für die Fähre ab. Mindestens 35 Schiffe nutzen jeden Tag den Hafen, sagte die Behörde.
"""
RUSSIAN = """Паром через пролив

Норвегия заплатит за новый паром, если гавань будет готова весной, заявили чиновники в Осло в понедельник.

Швеция отвергла план парома. Не менее 35 судов пользуются гаванью каждый день, сообщили в управлении порта.
"""
TEXTS = {"en.txt": ENGLISH, "fr.txt": FRENCH, "de.txt": GERMAN, "ru.txt": RUSSIAN}
FOREIGN = ("de.txt", "fr.txt", "ru.txt")
LANGUAGES = ("de", "en", "fr", "ru")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A library of one story in four languages, synced and analysed; shared, so only to be read."""
    made = tmp_path_factory.mktemp("languages") / "sound"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text, encoding="utf-8")
    with Library.open(made) as library:
        report = library.sync()
    assert (report.read, report.analysed, report.pending, report.reason, report.refused) == (4, 1, 0, "", ())
    return made


@pytest.fixture
def library(folder):
    with Library.open(folder) as opened:
        yield opened


def test_each_language_is_told(library):
    assert {article.file: article.language for article in library.articles()} == {f"{x}.txt": x for x in LANGUAGES}
    assert library.info().languages == dict.fromkeys(LANGUAGES, 1)


@pytest.mark.parametrize(
    ("query", "file", "words"),
    [
        ("détroit", "fr.txt", "détroit"),
        ("DÉTROIT", "fr.txt", "détroit"),
        ('"nouveau ferry"', "fr.txt", "nouveau ferry"),
        ("Fähre hafen", "de.txt", "Fähre"),
        ("fähr*", "de.txt", "Fähre"),
        ("паром гавань", "ru.txt", "паром"),
        ('"новый паром"', "ru.txt", "новый паром"),
        ("ПАРОМ весной", "ru.txt", "паром"),
        ("title:пролив", "ru.txt", "пролив"),
        ("ferry lang:fr", "fr.txt", "ferry"),
    ],
)
def test_every_language_is_searched_and_highlighted(library, query, file, words):
    hits = library.search(query).hits
    assert {hit.file for hit in hits} == {file}
    assert any(span.of(hit.text) == words for hit in hits for span in hit.highlights)


def test_nothing_but_what_is_analysed_states_or_claims_anything(library):
    assert {row.file for row in library.stances()} == {"en.txt"}
    assert {(row.country, row.position.value) for row in library.stances()} >= {("NO", "commits"), ("SE", "opposes")}
    assert {item.file for row in library.claims() for item in row.evidence} == {"en.txt"}


def test_an_english_quote_in_another_language_disputes_nothing(tmp_path):
    count = (
        "Leaders of {} countries came to Oslo for the talks on the new ferry across the sound, the harbour office said."
    )
    english = [
        "Talks on the Ferry",
        count.format(27),
        "The ferry will cross the sound in spring, if the harbour is finished by then.",
    ]
    french = [
        "Discussions sur le ferry",
        "Les dirigeants se sont réunis lundi pour parler du nouveau ferry qui doit traverser le détroit au printemps.",
        f"Le communiqué en anglais dit ceci : « {count.format(35)} »",
        "Le port doit être achevé au printemps, ont déclaré des responsables de la capitainerie, qui l'attendent tous.",
    ]
    (tmp_path / "en.txt").write_text("\n\n".join(english), encoding="utf-8")
    (tmp_path / "fr.txt").write_text("\n\n".join(french), encoding="utf-8")
    with Library.open(tmp_path) as library:
        library.sync()
        assert library.article("fr.txt").language == "fr"
        assert {item.file for row in library.claims() for item in row.evidence} <= {"en.txt"}


def test_the_table_shows_a_language_that_is_not_analysed(library):
    table = library.search("").table
    columns = {column.key: place for place, column in enumerate(table.columns)}
    for row in table.rows:
        for file in FOREIGN:
            cell = row.cells[columns[library.article(file).id]]
            assert (cell.blank, cell.positions) == (Blank.FOREIGN, ())
        assert row.cells[columns[library.article("en.txt").id]].positions


async def test_the_explorer_draws_a_slash_where_nothing_was_analysed(folder):
    async with exploring(folder, (120, 40), query="ferry") as pilot:
        await press(pilot, "2", "z")
        (row,) = (line for line in shown(pilot) if line.strip("┃│ ").startswith("Norway"))
    assert row.split().count("/") == len(FOREIGN)


def test_the_commands_show_the_language_and_no_stance_of_it(folder, capsys):
    assert cli.main(["show", "ru.txt", "-L", str(folder), "--format", "json"]) == 0
    shown_article = json.loads(capsys.readouterr().out)
    assert (shown_article["language"], shown_article["title"]) == ("ru", "Паром через пролив")
    assert cli.main(["stances", "lang:ru", "-L", str(folder)]) == 1
    assert cli.main(["search", "гавань", "-L", str(folder)]) == 0
