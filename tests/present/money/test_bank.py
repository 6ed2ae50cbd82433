"""What the report says to the bank: cover against the covenant, sources, rules with the reason, statements."""

import pandas as pd
from fake_study import fake_study, without

from capacity.present.charts.charts import Fan
from capacity.present.order import build_section
from capacity.present.words.words import JOINER, NBSP

STUDY = fake_study()


def plain(text):
    return text.replace(NBSP, " ").replace(JOINER, "")


def bank(study=STUDY, language="en"):
    return build_section(study, "bank", language)


def exhibit(key, study=STUDY):
    return next(one for one in bank(study).exhibits if one.key == key)


def changed(name, frame):
    return type(STUDY)(**{**vars(STUDY), "tables": {**STUDY.tables, name: frame}})


def test_a_borrower_below_its_surety_is_not_met_and_the_worst_year_is_named():
    (light,) = bank().lights
    assert (light.state, light.title) == ("bad", "cooler")
    assert plain(light.text) == (
        "In the central case the cash covers the debt service 1.2 times in the worst year, year 1; 1.2 are asked. In "
        "71% of the futures the cash is enough in every year. Net NPV, after tax and working "
        "capital: 0.8 million KGS (0.4 to 1.5)."
    )


def test_a_year_in_which_little_is_due_is_marked():
    rows = [row[0] for row in exhibit("bank-covenants").table.rows]
    assert [plain(row) for row in rows][4:] == ["cooler, Dec 2031", "cooler, Dec 2032 (little is due)"]
    assert any("Its cover says little" in note for note in bank().notes)
    covenants = STUDY.tables["covenants"]
    worst = bank(changed("covenants", covenants.assign(stub=covenants["year"] == 1))).lights[0]
    assert "In that year less than three quarters of the fullest year's debt service is due. In" in plain(worst.text)
    none = bank(changed("covenants", covenants.assign(stub=False)))
    assert not any("says little" in note for note in none.notes)


def test_who_carries_a_loan_and_what_a_bank_rate_is_without_inflation_is_said():
    finance, gains = STUDY.cluster.spec.finance, STUDY.tables["gains"]
    party = finance.loans[0].borrower
    many = changed("gains", gains.head(1).assign(party=party, members=40.0))
    notes = [plain(note) for note in bank(many).notes]
    assert any("does not say among how many members the loan is shared, so the cash of all 40" in n for n in notes)
    assert any(note.startswith("The cluster file states no inflation") for note in notes) == (finance.inflation is None)


def test_enough_surety_is_met():
    rows = STUDY.tables["borrowers"].copy()
    rows.loc[rows["measure"] == "probability_covenant", "p50"] = 0.9
    assert bank(changed("borrowers", rows)).lights[0].state == "good"


def test_without_cash_in_the_worst_year_no_ratio_is_said():
    rows = STUDY.tables["covenants"].assign(central=-0.4)
    assert bank(changed("covenants", rows)).lights[0].text.startswith("In the central case there is no cash")


def test_the_chart_shows_cash_service_and_covenant_in_money():
    chart = exhibit("bank-debt-cooler").chart
    assert isinstance(chart, Fan)
    assert [line.name for line in chart.lines] == ["Cash for the debt", "Debt service", "What the covenant asks"]
    assert chart.lines[1].values[0] == 1e5
    assert chart.lines[2].values[0] == 1.2e5


def test_a_broken_rule_is_named_with_what_was_asked():
    rules = pd.DataFrame(
        [("cooler", "finance.loans.0", "fund", "least", False, 5e5, 1.8e5, "KGS")],
        columns=STUDY.tables["eligibility"].columns,
    )
    study = changed("eligibility", rules)
    assert plain(bank(study).lead[1]) == "1 rule of a loan product is broken: see the table of rules."
    assert [plain(cell) for cell in exhibit("bank-rules", study).table.rows[0]] == [
        "cooler: 60% of the investments",
        "fund",
        "0 of 1",
        "not kept: not below the least amount of one borrower (180,000 KGS; asked: 500,000 KGS)",
    ]


def test_sources_add_up_to_the_investment():
    row = exhibit("bank-sources").table.rows[0]
    assert [plain(cell) for cell in row] == ["cooler", "800,000", "480,000", "320,000", "540,000", "30,000", "Jun 2027"]


def test_statements_stand_for_every_borrower_year_by_year():
    table = exhibit("bank-statement-cooler").table
    assert len(table.rows) == 10
    assert (
        plain(table.caption)
        == "cooler: statements, central case (percentile 45 of the futures by net NPV), in million KGS"
    )


def test_nobody_borrows():
    assert bank(without(STUDY, "borrowers")).lead == (
        "Nobody invests or borrows in the cluster file, so there is nothing for a bank to look at.",
    )


def test_several_internal_rates_are_all_named_and_none_is_the_rate():
    rows = STUDY.tables["borrowers"].copy()
    rows.loc[(rows["measure"] == "irr") & (rows["party"] == "cooler"), "note"] = "0.2764; 0.7236"
    assert plain(bank(changed("borrowers", rows)).notes[0]) == (
        "cooler: the flows of the central case have several internal rates of return, 28%, 72%; none of them is the "
        "rate."
    )
    rows.loc[(rows["measure"] == "irr") & (rows["party"] == "cooler"), "note"] = "none"
    assert "have no internal rate of return" in bank(changed("borrowers", rows)).notes[0]


def test_long_things_paid_with_short_money_are_told():
    assert plain(bank().notes[0]) == (
        "cooler: 480,000 KGS of what lasts 10 years or longer is paid for with money that must be returned sooner."
    )
