from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.countries import MentionKind, country_code, country_name, find_mentions

GENERATOR = Path(__file__).parent.parent / "tools" / "generate_countries.py"


def found(text):
    return [(m.span.of(text), m.code) for m in find_mentions(text)]


def codes(text):
    return [m.code for m in find_mentions(text)]


def kinds(text):
    return [m.kind for m in find_mentions(text)]


def test_table_is_what_its_generator_gives():
    pytest.importorskip("countryinfo")
    pytest.importorskip("babel")
    run = subprocess.run([sys.executable, str(GENERATOR), "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_finding_countries_needs_neither_of_the_generators_packages():
    script = (
        "import sys; from index.analysis.countries import find_mentions; assert find_mentions('Peru agreed.');"
        "sys.exit(bool({'babel', 'countryinfo'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("germany", "DE"),
        ("DE", "DE"),
        ("german", "DE"),
        ("Germans", "DE"),
        ("deu", "DE"),
        ("UK", "GB"),
        ("u.k.", "GB"),
        ("Britain", "GB"),
        ("Scottish", "GB"),
        ("u.s.", "US"),
        ("america", "US"),
        ("holland", "NL"),
        ("the netherlands", "NL"),
        ("Ivory Coast", "CI"),
        ("cote d’ivoire", "CI"),
        ("burma", "MM"),
        ("swaziland", "SZ"),
        ("Turkiye", "TR"),
        ("Soviet Union", "RU"),
        ("west germany", "DE"),
        ("east germany", "X-GDR"),
        ("Czechoslovakia", "X-CZECHOSLOVAKIA"),
        ("European Union", "EU"),
        ("un", "UN"),
        ("nato", "NATO"),
        ("opec", "X-OPEC"),
        ("x-opec", "X-OPEC"),
        ("X-SOMEBLOC", "X-SOMEBLOC"),
        ("Jersey", "JE"),
        ("kosovo", "XK"),
        ("guinea bissau", "GW"),
        ("EC", "EC"),
    ],
)
def test_country_is_known_by_name_code_and_demonym_in_any_case(name, code):
    assert country_code(name) == code


@pytest.mark.parametrize("name", ["", "Atlantis", "Europe", "Moscow", "x-", "the"])
def test_what_is_no_country_has_no_code(name):
    assert country_code(name) is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("GB", "United Kingdom"),
        ("CZ", "Czech Republic"),
        ("BA", "Bosnia and Herzegovina"),
        ("X-OPEC", "OPEC"),
        ("X-NEW", "NEW"),
    ],
)
def test_country_is_shown_by_its_usual_name(code, name):
    assert country_name(code) == name


def test_every_shown_name_leads_back_to_its_code():
    listed = [
        "AE",
        "CD",
        "CG",
        "CI",
        "FM",
        "GB",
        "HK",
        "KP",
        "KR",
        "LA",
        "MK",
        "NATO",
        "PS",
        "TL",
        "UN",
        "VA",
        "X-GDR",
        "XK",
    ]
    assert [country_code(country_name(code)) for code in listed] == listed


def test_mention_spans_the_name_without_article_or_possessive():
    assert found("The Netherlands’ envoy met Peru's.") == [("Netherlands", "NL"), ("Peru", "PE")]


def test_start_is_added_to_every_offset():
    (mention,) = find_mentions("In Peru", 100)
    assert (mention.span.start, mention.span.end) == (103, 107)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Norway", MentionKind.NAME),
        ("Norwegian", MentionKind.DEMONYM),
        ("Oslo", MentionKind.CAPITAL),
        ("Downing Street", MentionKind.SEAT),
        ("the Kremlin", MentionKind.SEAT),
        ("Brussels", MentionKind.SEAT),
        ("ASEAN", MentionKind.BLOC),
        ("the European Commission", MentionKind.BLOC),
    ],
)
def test_mention_says_what_named_the_country(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("South Sudan and Sudan", ["SS", "SD"]),
        ("Papua New Guinea, Equatorial Guinea, Guinea-Bissau, Guinea", ["PG", "GQ", "GW", "GN"]),
        ("Niger and Nigeria, Nigeriens and Nigerians", ["NE", "NG", "NE", "NG"]),
        ("Dominica and the Dominican Republic", ["DM", "DO"]),
        ("North Korea, South Korea and the South Koreans", ["KP", "KR", "KR"]),
        ("Republic of Congo, DR Congo, Democratic Republic of the Congo", ["CG", "CD", "CD"]),
        ("Northern Ireland and Ireland", ["GB", "IE"]),
        ("Commonwealth of Independent States", ["X-CIS"]),
        ("American Samoa", ["AS"]),
    ],
)
def test_longest_name_wins(text, expected):
    assert codes(text) == expected


def test_congo_is_the_one_whose_capital_is_named():
    assert codes("Congo agreed, officials in Brazzaville said.") == ["CG", "CG"]
    assert codes("Congo agreed.") == ["CD"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He told us that US troops left.", ["US"]),
        ("The U.S. and U.S.-led forces, the USA", ["US", "US", "US"]),
        ("US WILL NOT SIGN", ["US"]),
        ("THEY TOLD US", []),
        ("A DEAL FOR US ALL", []),
        ("A DEAL FOR US TROOPS", ["US"]),
    ],
)
def test_country_us_is_not_the_pronoun(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Michael Jordan scored.",
        "Chad Bloggs scored twice.",
        "The singer Kenya Bloggs and the painter Israel Bloggs met.",
        "Mr. Holland and Dr Wales disagreed.",
        "George Washington slept here.",
        "Paris Hilton laughed.",
        "Tom F. Ireland paid.",
        "Finn Bloggs laughed.",
    ],
)
def test_persons_are_no_countries(text):
    assert codes(text) == []


def test_first_names_that_are_countries_still_name_them():
    assert codes("Jordan and Chad refused. Chad President Ann Bloggs agreed, Jordan King Joe Bloggs said.") == [
        "JO",
        "TD",
        "TD",
        "JO",
    ]
    assert codes("Prime Minister of Israel said Kenya would vote.") == ["IL", "KE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A court in Atlanta said Georgia would vote.", []),
        ("Voters in Georgia, Alabama and Tennessee", []),
        ("Armenia, Georgia and Azerbaijan", ["AM", "GE", "AZ"]),
        ("Georgia said it had signed.", ["GE"]),
        ("Officials in Tbilisi said Georgia would vote.", ["GE", "GE"]),
        ("Athens, Georgia, is quiet.", []),
    ],
)
def test_georgia_is_told_by_its_company(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "New Mexico, New England and New South Wales",
        "the Washington Post and Washington state",
        "American Airlines, Turkish Airlines and British Airways",
        "the Bank of England and the Bank of Japan",
        "the Jordan Times, the China Daily and the Sudan Tribune",
        "the American University of Somewhere",
        "shares of the Norwegian Salmon Trading Corp fell on Tuesday",
        "French fries, a Turkish bath and Brussels sprouts",
        "Latin America, South Americans and African-Americans",
        "the London-based lender and a Swiss-born painter",
        "Paris, Texas",
        "Gulf of Mexico, Sea of Japan, Lake Chad, the Persian Gulf",
        "200 million Swiss francs, or US$220 million",
        "Air France, Radio Moscow",
        "Islamic State of Iraq",
        "the Paris Agreement and the Vienna Convention",
    ],
)
def test_names_inside_other_names_are_no_mentions(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She spoke in French.", []),
        ("He speaks Russian and wrote in German and Polish.", []),
        ("a Spanish-speaking crowd, the Dutch language", []),
        ("in French politics", ["FR"]),
        ("in Spanish, Dutch and Polish hands", ["ES", "NL", "PL"]),
    ],
)
def test_languages_are_no_mentions(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the UK-France plan", [("UK", "GB"), ("France", "FR")]),
        (
            "Franco-German and Anglo-American talks",
            [("Franco", "FR"), ("German", "DE"), ("Anglo", "GB"), ("American", "US")],
        ),
        ("a Saudi-led force", [("Saudi", "SA")]),
        ("pro-Russian and anti-American crowds", []),
        ("Indo-Pacific", []),
    ],
)
def test_compounds_name_their_parts(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Security Council voted.", ["UN"]),
        ("the National Security Council met", []),
        ("the Russian Security Council met", ["RU"]),
        ("the German Foreign Office said", ["DE"]),
        ("German NATO troops and Hungary's EU partners", ["DE", "NATO", "HU", "EU"]),
        ("the Foreign Office said", ["GB"]),
        ("Canada's House of Commons", ["CA"]),
        ("the Virginia General Assembly", []),
        ("a General Assembly resolution", ["UN"]),
        ("the Commonwealth of Virginia and the Commonwealth", ["X-COMMONWEALTH"]),
        ("Europe, the Commission and the Alliance", []),
    ],
)
def test_organs_belong_to_whom_they_are_said_to(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CAIRO, March 3 (Agency) - Peru agreed.", ["PE"]),
        ("Cairo (Agency) — Peru agreed.", ["PE"]),
        ("SEOUL, South Korea (Agency) - Peru agreed.", ["PE"]),
        ("CAIRO SAYS NO", ["EG"]),
        ("Cairo - which had agreed - refused.", ["EG"]),
    ],
)
def test_datelines_are_places(text, expected):
    assert codes(text) == expected


def test_headlines_in_capitals_are_read():
    assert codes("FRANCE AND THE SOVIET UNION AGREE ON SOUTH AFRICA") == ["FR", "RU", "ZA"]


def test_headline_words_are_no_company_names():
    assert codes("Turkey Slams Plan For Holdings Tax") == ["TR"]
    assert codes("U.S. Open To Talks") == ["US"]


@given(st.text(max_size=200), st.integers(0, 10_000))
def test_mentions_of_any_text_are_ordered_and_apart(text, start):
    end = start
    for mention in find_mentions(text + " Peru " + text, start):
        assert end <= mention.span.start < mention.span.end <= start + 2 * len(text) + 6
        end = mention.span.end


@given(
    st.lists(
        st.sampled_from(
            [
                "Peru",
                "the US",
                "Bank",
                "of",
                "in",
                "French",
                "Jordan",
                "Smith",
                "-",
                "\n",
                "Korea",
                "South",
                "’s",
                "Georgia",
            ]
        )
    )
)
def test_mention_is_the_text_at_its_span(words):
    text = " ".join(words)
    for mention in find_mentions(text):
        assert country_code(mention.span.of(text)) == mention.code
