"""The functional scheme: who does what, what flows along, who stands around; drawn so that nothing is lost."""

import re

import pytest
from fake_study import empty_study, fake_study, without

from capacity.present.charts.of_scheme import scheme
from capacity.present.charts.scheme import FULL, RUNS, STANDS, Box, Group, Scheme, Stream
from capacity.present.charts.svg import draw
from capacity.present.words.words import NBSP, Words

EN = Words("en")
STUDY = fake_study()


def boxes(found):
    return {box.title: box for group in found.groups for row in group.rows for box in row}


def lines(found, title):
    return [line.replace(NBSP, " ") for line in boxes(found)[title].lines]


def test_links_stand_in_the_order_of_the_flow_with_what_comes_into_them():
    found = scheme(STUDY, EN)
    rows = [[box.title for box in row] for row in found.groups[0].rows]
    assert rows == [["Milk production"], ["Cooling"], ["Dairy plant", "Cheese shop"]]
    plant = boxes(found)["Dairy plant"]
    assert plant.inputs == (Stream("Cooled milk", f"1,590{NBSP}t", 1590 / 2000),)
    assert plant.kind == "anchor"
    assert boxes(found)["Cheese shop"].kind == "link"


def test_members_markets_and_partners_have_their_boxes():
    found = scheme(STUDY, EN)
    assert "they bring: Raw milk: 2,000 t" in lines(found, "Milk production")
    assert any(line.startswith("Households: ") for line in lines(found, "Milk production"))
    assert lines(found, "Village shops") == ["Drinking milk: 1,542 t"]
    assert lines(found, "Today's collector") == ["Raw milk: 100 t", "outside, as today"]
    assert lines(found, "Key partners") == ["Milk collectors"]


def test_a_month_stands_where_it_stands_in_most_futures():
    found = scheme(STUDY, EN)
    standing = STUDY.tables["standing"]
    likely = {int(month[5:7]) for month in standing.loc[standing["probability"] >= 0.5, "month"]}
    months = boxes(found)["Dairy plant"].months
    assert {month for month, state in enumerate(months, 1) if state == STANDS} == likely


def test_without_flows_there_is_no_scheme():
    assert scheme(empty_study(), EN) is None
    assert scheme(without(STUDY, "flows"), EN) is None


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_it_is_drawn_in_every_language(language):
    found = draw(scheme(STUDY, Words(language)), Words(language))
    assert found.startswith("<svg ")
    assert found.count("<svg") == found.count("</svg>")


def test_every_word_of_it_is_drawn():
    found = scheme(STUDY, EN)
    drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", draw(found, EN)))
    for box in boxes(found).values():
        for words in (box.title, *box.lines):
            for word in words.replace("'", "&#x27;").split():
                assert word in drawn


def test_text_never_becomes_markup():
    bad = "<script>alert(1)</script>"
    group = Group(bad, ((Box(bad, "link", (bad,), (Stream(bad, bad, 1.0),)),),))
    found = draw(Scheme(bad, (group,), tuple("JFMAMJJASOND"), ((FULL, bad),)), EN)
    assert "<script" not in found


def test_a_full_month_is_filled_and_a_standing_one_crossed_out():
    def drawn(state):
        box = Box("Plant", "link", months=(state, *[RUNS] * 11))
        return draw(Scheme("", (Group("", ((box,),)),), tuple("JFMAMJJASOND"), ()), EN)

    assert drawn(FULL).count('fill-opacity="0.85"') == 1
    assert drawn(STANDS).count("<line") == 2
    assert drawn(RUNS).count("<line") == 0
