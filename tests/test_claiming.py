"""What a sync makes of what all articles tell: claims and copies, whatever led to the same files."""

from contextlib import closing

import pytest

from index.library import Library
from index.library.claiming import bring_claims
from index.library.intake import take_in
from index.models import ClaimStatus
from index.settings import Settings
from index.storage import CLAIMED, Records

WIRE = (
    "Delegations from 31 countries attended the Valdoria summit on Monday, where ministers spoke of anchovy quotas, "
    "of trawlers that fish by night off the northern reef, and of the patrols that are to keep them away. No details "
    "were provided on the number of patrols. The harbour pilots of Valdoria had asked for patrols since the winter."
)
OTHER = (
    "The Valdoria summit drew ministers from two dozen nations, who settled a quarrel over anchovy and trawlers. "
    "They want patrols off the northern reef by night, and Chile said that at least 40 patrols would sail from May on. "
    "Pilots in the harbour had long called for them."
)
FILES = {
    "b-bugle.txt": f"Quotas in Valdoria\n\nPublished: 2031-03-02\n\n{WIRE}\n",
    "c-clarion.txt": f"Quotas in Valdoria\n\nPublished: 2031-03-01\n\n{WIRE}\n",
    "d-daily.txt": f"Reef patrols\n\nPublished: 2031-03-02\n\n{WIRE}\n\nThe fishermen were not asked.\n",
    "e-echo.txt": f"Ministers settle anchovy quarrel\n\nPublished: 2031-03-02\n\n{OTHER}\n",
}


@pytest.fixture
def records(tmp_path):
    with closing(Records.open(tmp_path / "records.sqlite")) as opened:
        yield opened


def brought(folder, records, files, steps=None):
    """Write files, bring the records up to them and return claims and copies, by file."""
    folder.mkdir(exist_ok=True)
    told = []
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    with records.alone():
        take_in(folder, Settings("test"), records, lambda _: None)
        bring_claims(records, "test", lambda step: told.append(step.step))
    if steps is not None:
        steps.extend(told)
    return state(records)


def state(records):
    with records.reading() as view:
        files = {article.id: article.file for article in view.articles()}
        return view.claims(), {files[copy]: files[original] for copy, original in view.originals().items()}


def test_copies_count_as_one_source_and_name_the_earliest_published(tmp_path, records):
    claims, copies = brought(tmp_path / "library", records, FILES)
    assert copies == {"b-bugle.txt": "c-clarion.txt", "d-daily.txt": "c-clarion.txt"}
    (attendance,) = (claim for claim in claims if claim.kind == "attendance")
    assert attendance.status is ClaimStatus.DISPUTED
    assert "e-echo.txt" in {item.file for item in attendance.evidence}


def test_two_copies_corroborate_nothing(tmp_path, records):
    claims, copies = brought(tmp_path / "library", records, {name: FILES[name] for name in list(FILES)[:3]})
    assert copies
    assert claims == ()


def test_same_files_give_the_same_rows_in_any_order_of_syncs(tmp_path, records):
    once = brought(tmp_path / "library", records, FILES)
    folder = tmp_path / "other"
    with closing(Records.open(tmp_path / "other.sqlite")) as others:
        for name in reversed(FILES):
            stepwise = brought(folder, others, {name: FILES[name]})
        assert stepwise == once
        (folder / "c-clarion.txt").unlink()
        fewer = brought(folder, others, {})
        assert fewer[1] == {"d-daily.txt": "b-bugle.txt"}
        assert brought(folder, others, FILES) == once


def test_nothing_is_done_where_nothing_changed(tmp_path, records):
    steps = []
    brought(tmp_path / "library", records, FILES, steps)
    assert set(steps) == {"extracting", "comparing"}
    steps.clear()
    brought(tmp_path / "library", records, FILES, steps)
    assert steps == []


def test_only_what_is_new_is_extracted(tmp_path, records):
    files = dict(FILES)
    last = {"e-echo.txt": files.pop("e-echo.txt")}
    brought(tmp_path / "library", records, files)
    with records.reading() as view:
        before = view.counts()["extracts"]
    brought(tmp_path / "library", records, last)
    with records.reading() as view:
        assert view.counts()["extracts"] == before + 1


def test_claims_that_a_removed_article_was_in_are_made_anew(tmp_path, records):
    folder = tmp_path / "library"
    once = brought(folder, records, FILES)
    (folder / "e-echo.txt").unlink()
    with records.alone():
        take_in(folder, Settings("test"), records, lambda _: None)
    with records.reading() as view:
        assert view.recall(CLAIMED) is None
    assert brought(folder, records, {"e-echo.txt": FILES["e-echo.txt"]}) == once


def test_interrupted_it_goes_on_where_it_was(tmp_path, records):
    folder = tmp_path / "library"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")

    def stop(step):
        if step.step == "comparing":
            raise KeyboardInterrupt

    with records.alone():
        take_in(folder, Settings("test"), records, lambda _: None)
        with pytest.raises(KeyboardInterrupt):
            bring_claims(records, "test", stop)
    steps = []
    brought(folder, records, {}, steps)
    assert set(steps) == {"comparing"}
    assert state(records)[0]


def test_languages_that_are_not_analysed_have_copies_and_no_claims(tmp_path, records):
    text = (
        "Les délégations de trente et un pays ont assisté au sommet de Valdoria lundi, où les ministres ont parlé des "
        "quotas d'anchois, des chalutiers qui pêchent la nuit au large du récif et des patrouilles qui doivent les "
        "éloigner de la côte avant le retour de l'hiver.\n"
    )
    claims, copies = brought(tmp_path / "library", records, {"f.txt": text, "g.txt": text})
    assert copies == {"g.txt": "f.txt"}
    assert claims == ()


def test_library_tells_copies_in_its_answers(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(folder) as library:
        library.sync(analysis=False)
        assert library.copies("b-bugle.txt").others == ()
        with Records.open(library.records_folder / "records.sqlite") as records, records.alone():
            bring_claims(records, "test", lambda _: None)
        ids = {article.file: article.id for article in library.articles()}
        first, copy = library.copies("c-clarion.txt"), library.copies("d-daily.txt")
        assert (first.copy_of, first.others) == (None, (ids["b-bugle.txt"], ids["d-daily.txt"]))
        assert (copy.copy_of, copy.others) == (ids["c-clarion.txt"], (ids["b-bugle.txt"], ids["c-clarion.txt"]))
        assert library.info().near_duplicates == 2
        assert {hit.file: hit.copy_of for hit in library.search("harbour pilots").hits} == {
            "b-bugle.txt": ids["c-clarion.txt"],
            "c-clarion.txt": None,
            "d-daily.txt": ids["c-clarion.txt"],
            "e-echo.txt": None,
        }
