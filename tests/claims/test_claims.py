"""The pages tell one story: what they claim, parsed out of their text, does not deny itself, and none of it is empty.

The grammar knows each kind of claim by its wording, and nothing of the tables and words that wrote it.
"""

from pathlib import Path

import pytest
from claims.grammar import CONFIDENTIAL, MEMBERS
from claims.page import pieces
from claims.rendered import Pages, random_study, rendered
from claims.rules import denials, empty_talk
from fake_study import fake_study

from capacity.intake.cluster import read_cluster
from capacity.model.results.study import study

FAST, MANY = 1, 60
SAMPLES = Path(__file__).parents[2] / "data"
TOLD = {
    *("verdict", "condition", "chance asked", "expected below", "light", "joining", "asked", "needed", "most of"),
    *("chance of heads", "months below", "months below of", "npv", "npv net", "chance it pays", "chance of net"),
    *("never", "payback", "funding", "funded by", "covered", "cover in a year", "gains", "may lose", "lose"),
    *("chance to lose", "nobody loses", "loses most", "stops", "one stops", "whole stops", "losses", "first step"),
    *("package", "in package", "lift", "step told", "value added", "rows", "rows used"),
}
"""kinds of claims that the pages of the study made by hand make: a changed wording must be taught to the grammar"""
OFTEN = "in these months too little comes, today or at least every second time in coming years, and the plant stands"
PLANTED = (
    (CONFIDENTIAL, "Go, if", "Go"),
    (CONFIDENTIAL, "The plant does not stand too often (Dairy plant) <span class=\"state\">not met",
     "The plant does not stand too often (Dairy plant) <span class=\"state\">met"),
    (CONFIDENTIAL, 'Base" class="number">14.2 million KGS (5.2', 'Base" class="number">15.9 million KGS (5.2'),
    (CONFIDENTIAL, "it stands in 5 months; the worst is February 2027.", "it does not stand at all."),
    (CONFIDENTIAL, "It stands 5.4 months a year on average", "It stands 1.4 months a year on average"),
    (CONFIDENTIAL, "11 million KGS by loans", "17.5 million KGS by loans"),
    (CONFIDENTIAL, "(41%); Retail chains: price (24%)", "(3%); Retail chains: price (3%)"),
    (CONFIDENTIAL, "The chain stops if one of these leaves: A-001.", "No single loss stops the chain."),
    (CONFIDENTIAL, "if C-006 leaves: 7.3 million", "if C-006 leaves: 9.3 million"),
    (CONFIDENTIAL, "9 of 10 futures: Households", "9 of 10 futures: Commercial farms, Households"),
    (CONFIDENTIAL, "as a whole loses in 99% of the futures", "as a whole loses in 4% of the futures"),
    (CONFIDENTIAL, "covers the debt service 1.2 times", "covers the debt service 1.9 times"),
    (CONFIDENTIAL, "Two-tonne cooling tank. It brings 4.1 million", "Winter feed. It brings 4.1 million"),
    (CONFIDENTIAL, "package: Two-tonne cooling tank; Winter feed.", "package: m; a; r; k; e; r."),
    (CONFIDENTIAL, "of which 3 million KGS for the members", "of which 5 million KGS for the members"),
    (CONFIDENTIAL, "84 used", "80 used"),
    (CONFIDENTIAL, "4.1 (2.9 to never); never in 17%", "4.1 (2.9 to never); never in 77%"),
    (CONFIDENTIAL, "14.2 million KGS (5.2 to 25.2)", "34.2 million KGS (5.2 to 25.2)"),
    (MEMBERS, "about 60 are expected to join", "about 75 are expected to join"),
    (MEMBERS, '<li class="bad">', '<li class="good">'),
    (MEMBERS, f"{OFTEN}: November – March.", "enough comes in every month."),
    (MEMBERS, "nobody else sees them.", "ask the facilitator for your own sheet."),
    (MEMBERS, "How much one of us weighs, the initiative group knows.", "The cluster goes on."),
    (MEMBERS, "Source: Member survey", "Withheld: . Source: Member survey"),
)  # fmt: skip


def told(pages: Pages) -> list[str]:
    """Every contradiction and every empty sentence of both pages."""
    empty = [f"{page}: {what}" for page, found in pages.pieces.items() for what in empty_talk(found)]
    return [*denials(pages.facts), *empty]


@pytest.fixture(scope="module")
def made_by_hand() -> Pages:
    return rendered(fake_study())


def test_the_pages_made_by_hand_tell_one_story(made_by_hand):
    assert told(made_by_hand) == []
    assert {fact.what for fact in made_by_hand.facts} >= TOLD


@pytest.mark.parametrize("number", [pytest.param(n, marks=pytest.mark.long if n >= FAST else ()) for n in range(MANY)])
def test_pages_of_a_random_cluster_tell_one_story(tmp_path, number):
    assert told(rendered(random_study(tmp_path, number))) == []


@pytest.mark.long
@pytest.mark.parametrize("sample", ["talas-beans", "bishkek-sewing", "chui-dairy"])
def test_pages_of_a_sample_tell_one_story(sample):
    assert told(rendered(study(read_cluster(SAMPLES / sample), draws=512))) == []


@pytest.mark.parametrize("planted", PLANTED, ids=[new[:40] for _, _, new in PLANTED])
def test_a_planted_contradiction_is_found(made_by_hand, planted):
    assert told(made_by_hand.edited(*planted))


def test_a_red_light_that_members_do_not_see_is_open_to_them(made_by_hand):
    """Where the page shows neither a red light nor months of standing, it has to say that something is open."""
    quiet = made_by_hand.edited(MEMBERS, '<li class="bad">', '<li class="none">')
    assert any("does not say that something is open" in one for one in told(quiet))
    said = quiet.edited(MEMBERS, "</ul>", "</ul><p>One condition is not met yet, of which this page says nothing.</p>")
    assert not any("does not say that something is open" in one for one in told(said))


def test_a_page_is_read_as_it_is_seen():
    html = (
        '<section id="a"><p>One\n <b>two</b>.</p><svg><text>7</text></svg><ul><li class="bad">✕<p>No</p></li></ul>'
        "<table><caption>Of</caption><tr><th>x</th><td></td></tr></table></section>"
    )
    found = [(piece.section, piece.kind, piece.cells, piece.state, piece.under) for piece in pieces(html)]
    assert found == [
        ("a", "text", ("One two.",), "", ""),
        ("a", "item", ("✕", "No"), "bad", ""),
        ("a", "text", ("Of",), "", ""),
        ("a", "row", ("x", ""), "", "Of"),
    ]
