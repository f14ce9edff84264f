from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.keyphrases import Written, keyphrases

QUAY = (
    "The harbour dues were debated on the quay. Nobody likes the harbour dues, and the harbour dues will not go away. "
)
HERRING = "A herring quota is what the herring boats fear. In the end the herring quota stood as it was. "


def written(*texts, source=None):
    return [Written(f"a{number}", source or f"paper {number}", text) for number, text in enumerate(texts)]


def titles(passages, targets=()):
    return [phrase.title for phrase in keyphrases(passages, targets)]


def test_a_phrase_of_several_articles_comes_before_its_words():
    found = titles(written(QUAY, QUAY, "The weather was fine."))
    assert found[0] == "Harbour dues"
    assert "Weather" not in found


def test_more_sources_weigh_more_than_one_that_repeats_itself():
    several, one = (keyphrases(written(QUAY, QUAY, source=source), ())[0] for source in (None, "one paper"))
    assert (several.title, several.sources, one.title, one.sources) == ("Harbour dues", 2, "Harbour dues", 1)
    assert several.score > one.score


def test_what_stances_are_about_weighs_more():
    passages = written(QUAY + HERRING, QUAY + HERRING)
    assert titles(passages)[0] == "Harbour dues"
    assert titles(passages, ["the herring quota", "a new quota for herring", "herring quotas"])[0] == "Herring quota"
    (quota,) = (phrase for phrase in keyphrases(passages, ["the herring quota"]) if phrase.title == "Herring quota")
    assert (quota.targets, quota.articles, quota.sources) == (1, 2, 2)


def test_countries_persons_and_verbs_are_no_topics():
    text = (
        "Norway wants to dredge the fjord. Minister Ode Brask said Norway would dredge the fjord. "
        "Brask said the fjord was too shallow, and Norwegian sailors want to dredge it. "
    )
    found = titles(written(text, text, text))
    assert "Fjord" in found
    assert not {"Norway", "Norwegian", "Brask", "Ode Brask", "Ode", "Dredge"} & set(found)


def test_a_name_with_the_article_is_a_topic_in_its_own_letters():
    text = "The talks led to the Lighthouse Treaty. Everyone has read the Lighthouse Treaty. "
    assert titles(written(text, text))[0] == "Lighthouse Treaty"


def test_all_the_ways_to_write_a_phrase_are_looked_for():
    one = "The lighthouse keeper wants a raise. Every lighthouse keeper does, and so does the harbour keeper. "
    many = "All lighthouse keepers agree. The lighthouse-keepers have a club, as the harbour keepers do. "
    (keeper,) = (p for p in keyphrases(written(one, many, one), ()) if p.stems == ("lighthous", "keeper"))
    assert keeper.ways == ("lighthouse keeper", "lighthouse keepers")


def test_a_last_word_that_hardly_stands_alone_is_looked_for_by_itself():
    found = {phrase.title: phrase.ways for phrase in keyphrases(written(HERRING, HERRING), ())}
    assert found["Herring quota"] == ("quota",)


def test_articles_that_share_nothing_have_no_topics():
    assert keyphrases([], ()) == []
    assert titles(written("The quay is long.", "A herring swims.")) == []


def test_the_order_of_articles_decides_nothing():
    passages = written(QUAY, HERRING, QUAY + HERRING)
    first = keyphrases(passages, ["harbour dues"])
    assert all(keyphrases(list(order), ["harbour dues"]) == first for order in permutations(passages))


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_gives_phrases_of_words_that_stand_in_it(texts):
    for phrase in keyphrases(written(*texts, *texts), texts):
        assert phrase.ways
        words = phrase.ways[0].split()
        assert any(all(word in text.lower() for word in words) for text in texts)
