"""What stands under a claim in its pane: a line for each source."""

from piloting import exploring, press, shown

from explorer.widgets.claims import SOURCE_LINES, Claims, said_by_source
from index.library import Library
from index.models import Claim, ClaimRow, ClaimStatus, Evidence, EvidenceRow, Span
from index.storage import Records


def evidence(source, says="supports", value=None):
    return EvidenceRow(source.lower(), f"{source}.md", source, None, 1, 0, 5, "Quote", says, value)


def claim(*rows):
    return ClaimRow("c", "Boats lie in the harbour.", ClaimStatus.DISPUTED, "quantity", (), rows)


def test_a_source_says_each_of_its_values_once_and_on_which_side():
    rows = [
        evidence("Lantern", value="30"),
        evidence("Beacon", "contradicts", "27"),
        evidence("Lantern", value="30"),
        evidence("Lantern", "contradicts"),
        evidence("Herald"),
    ]
    said = {"Lantern": "30; contradicts", "Beacon": "contradicts 27", "Herald": "supports"}
    assert said_by_source(claim(*rows)) == said


async def test_every_source_has_a_line_below_its_claim(synced_seeds):
    async with exploring(synced_seeds, (200, 60), query="paris") as pilot:
        await press(pilot, "3", "z")
        pane = pilot.app.screen.claims
        text = "\n".join(shown(pilot))
        for source, said in said_by_source(pane.claims[0]).items():
            assert any(source[:20] in line and said[:20] in line for line in text.splitlines())
        many = claim(*(evidence(f"Paper{number}") for number in range(SOURCE_LINES + 3)))
        pane.show((many,), 1)
        await pilot.pause()
        assert f"Paper{SOURCE_LINES - 1}  supports" in "\n".join(shown(pilot))
        assert "and 3 more" in "\n".join(shown(pilot))


async def test_going_down_brings_more_claims_than_the_first_page(tmp_path):
    (tmp_path / "ferry.txt").write_text("The ferry of Norvia sails from the harbour on Monday.\n")
    with Library.open(tmp_path) as library:
        library.sync(analysis=False)
        (article,) = library.articles()
        said = Evidence(article.id, article.passages[0].number, Span(0, 9), True, None)
        many = [Claim(f"{number:03}", "It sails.", ClaimStatus.SINGLE, "stance", (), (said,)) for number in range(130)]
        with Records.open(library.records_folder / "records.sqlite") as records, records.writing() as writer:
            writer.replace_claims(many)
    async with exploring(tmp_path, query="ferry") as pilot:
        screen = pilot.app.screen
        assert len(screen.claims.claims) < screen.answer.claimed == 130
        await press(pilot, "3", "G", "G", "G")
        assert [claim.id for claim in screen.claims.claims] == [claim.id for claim in many]
        await press(pilot, "enter", "backspace")
        assert len(screen.claims.claims) == 130


async def test_a_claims_lines_fit_any_width(synced_seeds):
    async with exploring(synced_seeds, (60, 20)) as pilot:
        pane: Claims = pilot.app.screen.claims
        pane.claims = (claim(evidence("The Long and Winding Lantern of 漢字" * 3, "contradicts", "27 " * 40)),)
        for width in range(10, 120, 5):
            assert all(sum(part.cell_length for part in line) <= width for line in pane.build(0, width))
