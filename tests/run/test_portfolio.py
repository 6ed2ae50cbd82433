"""The portfolio ranks what it can, names what it cannot, and gives the same bytes every time."""

import json

import pandas as pd
import pytest

from capacity.intake.findings.issues import InputError
from capacity.run.manifest import Request
from capacity.run.outputs import hold
from capacity.run.portfolio import CONTENTS, ranking, read_portfolio, save_portfolio, write_portfolio

HOSTILE = "<script>alert(1)</script> =1+1 {x}"


def write_summary(reports, name, chance, npv, investment, answer="go"):
    """Write what a portfolio reads of one report; `npv` None stands for a cluster without finance."""
    place = reports / name / "confidential"
    (place / "tables").mkdir(parents=True)
    spread = {"p10": npv and npv - 5, "p50": npv, "p90": npv and npv + 5}
    summary = {
        "cluster": name,
        "scenario": "base",
        "currency": "KGS",
        "members": {"surveyed": 40, "expected_to_join": 31.5},
        "critical_mass": {"needed": 30, "probability_heads": 0.6, "probability_volume": None},
        "continuity": {
            "months_below_minimum_load": 2,
            "expected_months_below": 2.4,
            "allowed": 2.0,
            "probability_more_than_allowed": 0.6,
        },
        "scenarios": {
            "base": {
                "npv": {end: value and 2 * value for end, value in spread.items()},
                "npv_net": spread,
                "irr": {},
                "payback_years": {},
                "probability_npv_positive": 1.0,
                "probability_npv_net_positive": chance,
            }
        },
    }
    (place / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    rows = [("base", 1, investment), ("base", 2, 0), ("dry", 1, 999)] if npv is not None else []
    pd.DataFrame(rows, columns=["scenario", "year", "investment_p50"]).to_csv(
        place / "tables" / "cash.csv", index=False
    )
    pd.DataFrame({"answer": [answer]}).to_csv(place / "tables" / "verdict.csv", index=False)
    pd.DataFrame({"doubt": ["irr", "income"][: answer == "go_if"]}).to_csv(place / "tables" / "doubts.csv", index=False)
    displaced = [(-14.6, 14.7, "KGS")] if answer == "go_if" else []
    pd.DataFrame(displaced, columns=["npv", "npv_beside", "currency"]).to_csv(
        place / "tables" / "displaced.csv", index=False
    )


@pytest.fixture
def reports(tmp_path):
    """Reports of five clusters, of which one has no finance, one no investment."""
    folder = tmp_path / "reports"
    write_summary(folder, "sure", 0.9, 100.0, 400.0)
    write_summary(folder, "sure-and-cheap", 0.9, 100.0, 200.0)
    write_summary(folder, "doubtful", 0.4, 900.0, 100.0, answer="go_if")
    write_summary(folder, "free", 0.9, 100.0, 0.0)
    write_summary(folder, "unknown", None, None, None, answer="not_yet")
    return folder


def runs_of(*names, failed=()):
    """What a batch tells of its clusters."""
    good = [{"folder": name, "slug": name, "good": True, "reason": ""} for name in names]
    return [*good, *({"folder": name, "slug": name, "good": False, "reason": HOSTILE} for name in failed)]


def test_clusters_are_ranked_by_chance_then_by_worth_for_each_unit_invested(reports):
    ranked = read_portfolio(reports).clusters
    assert list(ranked["cluster"]) == ["sure-and-cheap", "sure", "free", "doubtful", "unknown"]
    assert list(ranked["rank"]) == [1, 2, 3, 4, 5]
    assert list(ranked["npv_net_per_investment"][:2]) == [0.5, 0.25]
    assert ranked["npv_net_per_investment"].isna().tolist() == [False, False, True, False, True]
    assert list(ranked["investment_p50"][:2]) == [200.0, 400.0]


def test_what_is_too_good_to_be_true_and_what_nobody_said_stand_beside_a_rank(reports):
    found = read_portfolio(reports).clusters.set_index("cluster")
    assert found.loc["doubtful", ["doubts", "npv_central", "npv_central_if_purchases_go_on"]].tolist() == [
        1,
        -14.6,
        14.7,
    ]
    assert found.loc["sure", "doubts"] == 0
    assert found.loc["sure", ["npv_central", "npv_central_if_purchases_go_on"]].isna().all()


def test_the_weak_points_are_the_weakest_of_targets_borrowers_and_classes(reports):
    path = reports / "sure" / "confidential" / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    summary["targets"] = [
        {"scenario": scenario, "probability": chance}
        for scenario, chance in (("base", 0.7), ("base", 0.4), ("dry", 0.1))
    ]
    summary["borrowers"] = [{"probability_covenant": chance} for chance in (0.9, None, 0.3)]
    summary["funding"] = [{"least_grant": 2.0}, {"least_grant": None}, {"least_grant": 3.0}]
    summary["gains"] = [
        {"members": heads, "probability_loses": chance} for heads, chance in ((9, 0.0), (2, 0.25), (0, 1.0))
    ]
    summary["contingency"] = {"largest_member_share": 0.2, "single_losses_that_stop": 1}
    summary["first_steps"] = [{"step": "tank", "npv_lift": 7.0}, {"step": "feed", "npv_lift": 9.0}]
    path.write_text(json.dumps(summary), encoding="utf-8")
    rows = read_portfolio(reports).clusters.set_index("cluster")
    weak = rows.loc["sure", "probability_target":"first_step_lift"]
    assert weak.tolist()[:6] == [0.4, 0.3, 5.0, 0.25, 0.2, 1.0]
    assert weak.tolist()[7:] == ["tank", 7.0]
    assert rows.loc["free", "probability_target":"coordination_gain"].isna().all()


def test_only_the_clusters_of_the_batch_are_ranked_and_the_failed_come_last(reports, tmp_path):
    runs = tmp_path / "runs.json"
    runs.write_text(json.dumps(runs_of("sure", "doubtful", failed=["broken"])), encoding="utf-8")
    save_portfolio(read_portfolio(reports, str(runs)), tmp_path)
    table = pd.read_csv(tmp_path / "portfolio.csv", dtype="str", keep_default_na=False)
    assert list(table["folder"]) == ["sure", "doubtful", "broken"]
    assert list(table["rank"]) == ["1", "2", ""]
    assert list(table["reason"]) == ["", "", HOSTILE]
    kept = pd.read_parquet(tmp_path / "portfolio.parquet")
    assert list(kept["npv_net_p50"])[:2] == [100.0, 900.0]
    assert list(kept.columns) == list(table.columns)


@pytest.mark.parametrize("names", [(), ("unknown",)])
def test_a_portfolio_without_numbers_is_still_a_portfolio(reports, tmp_path, names):
    runs = tmp_path / "runs.json"
    runs.write_text(json.dumps(runs_of(*names)), encoding="utf-8")
    save_portfolio(read_portfolio(reports, str(runs)), tmp_path)
    assert len(pd.read_parquet(tmp_path / "portfolio.parquet")) == len(names)


@pytest.mark.parametrize("languages", [("en",), ("ky", "ru")])
def test_the_page_is_written_by_the_notebook_whole_and_the_same_again(reports, languages):
    made = []
    for _ in range(2):
        with hold(reports, "portfolio", CONTENTS) as desk:
            write_portfolio(reports, runs_of("sure", "unknown", failed=["broken"]), Request(languages=languages), desk)
        made.append({path.name: path.read_bytes() for path in sorted((reports / "portfolio").iterdir())})
    assert made[0] == made[1]
    assert sorted(made[0]) == sorted(CONTENTS)
    page = made[0]["index.html"].decode()
    assert f'lang="{languages[0]}"' in page
    assert all(word in page for word in ("sure", "unknown", "broken", "&lt;script&gt;alert(1)&lt;/script&gt;"))
    assert HOSTILE not in page
    assert str(reports) not in page + made[0]["portfolio.ipynb"].decode()


RULES = """criteria:
  - {measure: probability_npv_net_positive, weight: 1, worst: 0, best: 1}
  - {measure: investment_p50, weight: 3, worst: 400, best: 100}
budgets: {2027: 300, total: 300}
"""


def with_rules(reports, text=RULES):
    """A fund's file beside the reports."""
    path = reports / "portfolio.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_fund_ranks_by_its_own_criteria_and_takes_the_best_set(reports):
    for name in ("sure", "sure-and-cheap", "doubtful", "free", "unknown"):
        change(reports, name, start="2027-01")
    found = read_portfolio(reports, fund=with_rules(reports))
    rows = found.clusters.set_index("cluster")
    assert list(rows.index) == ["doubtful", "sure-and-cheap", "free", "sure", "unknown"]
    assert rows.loc["doubtful", "points"] == pytest.approx((0.4 + 3) / 4)
    assert rows.index[rows["taken"] == 1].tolist() == ["doubtful", "sure-and-cheap", "free"]
    assert found.budgets[["spent", "worth"]].values.tolist() == [[300, 1100], [300, 1100]]
    assert found.chances.set_index("cluster").sum().tolist() == pytest.approx([1] * 5)


def test_what_idles_or_fails_its_bank_says_so_where_it_stands_first(reports):
    change(reports, "sure-and-cheap", borrowers=[{"probability_covenant": 0.3}])
    found = read_portfolio(reports)
    assert found.clusters["warning"].tolist() == ["idle,bank", "idle", "idle", "idle", "idle"]
    for language, words in (("en", "stands first, but the plant"), ("ru", "стоит первым"), ("ky", "биринчи турат")):
        assert words in ranking(found.clusters, language).fragments[language]["html"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("criteria: [{measure: npv_nett_p50}]", "npv_nett_p50"),
        ("budgets: {soon: 3}", "soon"),
        ("criteria: [{measure: npv_net_p50, worst: 1, best: 1}]", "the same"),
        ("places: {sure: [95, 70]}", "95"),
    ],
)
def test_a_slip_in_the_rules_is_named_with_its_line(reports, text, words):
    with pytest.raises(InputError, match=words) as refused:
        read_portfolio(reports, fund=with_rules(reports, text))
    assert "portfolio.yml:1" in str(refused.value)


def change(reports, name, **parts):
    """Add to the summary of a report."""
    path = reports / name / "confidential" / "summary.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | parts), encoding="utf-8")
