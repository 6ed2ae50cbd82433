"""What the report says of risks: the numbers of the tables, in words; and a register that nobody wrote says so."""

from dataclasses import replace

import pytest
from fake_study import fake_study, without

from capacity.present.charts.charts import Calendar, Steps
from capacity.present.charts.of_risks import bridge, heat_map, loss_edges
from capacity.present.order import build_section
from capacity.present.words.words import JOINER, NBSP, Words

STUDY = fake_study()


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(JOINER, "")


def lead(study=STUDY, language="en"):
    return [plain(sentence) for sentence in build_section(study, "risks", language).lead]


def exhibit(key, study=STUDY):
    return next(one for one in build_section(study, "risks").exhibits if one.key == key)


def test_it_says_what_is_taken_and_by_what():
    assert lead()[:3] == [
        (
            "Without any of the 3 risks the net present value would be 12.4 million KGS on average; "
            "with all of them it is 11.4 million KGS."
        ),
        "Most is taken by: Drought (900,000 KGS); The border closes (60,000 KGS); strike (10,000 KGS).",
        "Too little to tell from chance in so few futures: strike.",
    ]


def test_it_says_what_is_worth_doing_and_against_what_nobody_has_a_cure():
    assert lead()[3:5] == [
        "Worth doing: A reserve of hay. Against: Drought. It saves 490,000 KGS and costs 340,000 KGS.",
        "Nobody has said what could be done against: strike.",
    ]


def test_it_says_the_worst_blow_and_all_at_once():
    assert lead()[5:] == [
        (
            "Worst single blow, if it came for sure: Drought, from May 2028 on. "
            "The net present value would fall from 14 million KGS to 13.1 million KGS."
        ),
        "If all began at once, in June 2027, year 1 would lose 45% of what the cluster brings its members.",
    ]


@pytest.mark.parametrize(("gain", "said"), [(150e3, "yes"), (-150e3, "no"), (15e3, "not sure")])
def test_a_gain_within_its_error_is_not_sure(gain, said):
    rows = STUDY.tables["risks"].assign(net_worth=[gain, -70e3, float("nan")])
    study = replace(STUDY, tables={**STUDY.tables, "risks": rows})
    body = exhibit("risks-mitigations", study).table.rows
    assert next(row for row in body if row[0] == "A reserve of hay")[-1] == said


def test_what_is_decided_is_called_so():
    rows = STUDY.tables["risks"].assign(taken=[True, False, False])
    study = replace(STUDY, tables={**STUDY.tables, "risks": rows})
    assert "Decided already, and part of the plan: A reserve of hay." in lead(study)
    assert exhibit("risks-mitigations", study).table.rows[0][-1] == "decided"


def test_money_stands_in_thousands_with_its_error_and_the_unit_once():
    table = exhibit("risks-register").table
    assert table.caption == "The register of risks, in thousand KGS"
    assert table.rows[0] == ("1. Drought", "Agronomist", "15%", "6", "900 ± 40", "600", "500 ± 90")


def test_the_heat_map_has_each_risk_once_where_it_belongs():
    """Likely to the right, dear at the top; what it takes each time, by classes of 1, 3, 10 ..."""
    chart = heat_map(STUDY, Words())
    assert isinstance(chart, Calendar)
    found = {field.text: (down, across) for down, row in enumerate(chart.fields) for across, field in enumerate(row)}
    assert loss_edges(600e3) == (300e3, 100e3, 30e3)
    assert (found["1"], found["2"], found["3"]) == ((0, 2), (1, 0), (3, 3))
    assert chart.fields[0][2].meaning == "Drought"
    assert exhibit("risks-register").note.endswith("1. Drought; 2. The border closes; 3. strike.")


def test_the_bridge_goes_from_bar_to_bar():
    """Each step begins where the one before ends; the totals stand on 0."""
    chart = bridge(STUDY, Words())
    assert isinstance(chart, Steps)
    assert [step.start for step in chart.steps[:3]] == [0, 12.4e6, 11.5e6]
    assert chart.steps[5].start == 0
    assert chart.steps[5].end == pytest.approx(chart.steps[4].end)
    assert (chart.least, chart.most) == (0, 12.4e6)


def test_a_bridge_below_zero_has_room_there():
    rows = STUDY.tables["risk_bridge"].assign(amount=lambda frame: frame["amount"] - 12e6 * (frame["se"] == 0.9e6))
    chart = bridge(replace(STUDY, tables={**STUDY.tables, "risk_bridge": rows}), Words())
    assert chart.least < 0 < chart.most
    assert chart.across(0.0) == pytest.approx(-chart.least / (chart.most - chart.least))


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_no_register_is_no_comfort(language):
    said = build_section(without(STUDY, "risks"), "risks", language)
    assert len(said.lead) == 1
    assert said.exhibits == ()
