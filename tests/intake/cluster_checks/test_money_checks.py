"""Nominal rates where nobody states inflation: refused for discounting, said of loans."""

import pytest
from small_clusters import dairy, make_spec

from capacity.intake.cluster_checks.statements import doubtful_statements
from capacity.intake.documents.document import Document
from capacity.intake.findings.issues import InputError


def with_finance(**changes: object) -> dict:
    data = dairy()
    data["finance"] |= changes
    return data


def said_of_rates(data: dict) -> list:
    return [
        one for one in doubtful_statements([make_spec(data)], Document(data, {}, "cluster.yml")) if one.code == "Y23"
    ]


def test_a_nominal_discount_rate_on_todays_prices_is_refused():
    with pytest.raises(InputError, match=r"discount rate is nominal, but no inflation is stated.*inflation: \[0.07"):
        make_spec(with_finance(prices="nominal"))
    assert make_spec(with_finance(prices="nominal", inflation=[0.08, "1/year"])).finance.prices == "nominal"


def test_a_banks_rate_while_prices_stand_still_is_said_once():
    (issue,) = said_of_rates(with_finance())
    assert (issue.severity, issue.value) == ("warning", "0.1 1/year")
    assert "no inflation is stated" in issue.problem


@pytest.mark.parametrize("changes", [{"inflation": [0.08, "1/year"]}, {"loans": []}])
def test_with_inflation_or_without_loans_nothing_is_said(changes):
    assert said_of_rates(with_finance(**changes)) == []
