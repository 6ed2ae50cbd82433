"""What is asked of the futures: does it run, what comes, does it pay, who gains, what the bank sees, what can go wrong.

Each question is a function from Run to its tables.
"""

import pandas as pd
import xarray as xr

from capacity.model.bank.net import net_values
from capacity.model.bank.tables import bank_tables
from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.critical_mass import critical_mass
from capacity.model.future.tables import (
    cash_table,
    central_worth,
    measures_table,
    monthly_table,
    plant_table,
    projection_table,
)
from capacity.model.gains.country import economic_view
from capacity.model.gains.tables import gains_table, gains_tables
from capacity.model.results.answers import Answer
from capacity.model.results.run import Run
from capacity.model.results.targets import target_table
from capacity.model.risks import risk_prices, stress_tests
from capacity.model.sensitivity import answers_table, sensitivity_table


def holding(run: Run) -> Answer:
    """Return critical_mass, continuity: whether the chain holds together, month by month."""
    return _holding(run, run.paths)


def holding_at_a_glance(run: Run) -> Answer:
    """Return the same from the loads alone, without the other monthly paths."""
    return _holding(run, run.loads)


def _holding(run: Run, loads: xr.Dataset) -> Answer:
    now, everybody = run.now, run.leading.everybody
    fared = continuity_table(now.cluster, now.scenario, loads, now.cover, now.drawn, everybody)
    lights = critical_mass(now.cluster, now.today, fared, now.drawn, now.keeper)
    return Answer({"critical_mass": lights, "continuity": fared})


def output(run: Run) -> Answer:
    """Return projection, targets, monthly, plant: what will be made and sold."""
    name = run.now.scenario
    return Answer(
        {
            "projection": projection_table(run.now.spec, run.futures),
            "targets": target_table(run.futures, run.now.drawn),
            "monthly": monthly_table(name, run.leading, run.paths),
            "plant": plant_table(name, run.leading, run.paths),
        }
    )


def output_at_a_glance(run: Run) -> Answer:
    """Return projection, targets: what will be made and sold in a year."""
    projection = projection_table(run.now.spec, run.futures)
    return Answer({"projection": projection, "targets": target_table(run.futures, run.now.drawn)})


def money(run: Run) -> Answer:
    """Return cash, measures: whether it pays, in every scenario; held: central_worth, of the one that leads."""
    nets = net_values(run.futures, run.now.scenario, run.bank)
    cash = cash_table(run.now.spec.currency, run.futures)
    tables = {"cash": cash, "measures": measures_table(run.futures, run.now.drawn, nets)}
    return Answer(tables, {"central_worth": central_worth(run.leading, run.now.cluster.slug)})


def money_at_a_glance(run: Run) -> Answer:
    """Return measures: whether it pays."""
    nets = {} if run.served is None else {run.now.scenario: run.served.net}
    return Answer({"measures": measures_table(run.futures, run.now.drawn, nets)})


def gaining(run: Run) -> Answer:
    """Return the gains_tables: who gains, and at which prices."""
    return Answer(gains_tables(run.now.spec, run.money))


def gaining_at_a_glance(run: Run) -> Answer:
    """Return gains: who gains."""
    return Answer({"gains": gains_table(run.now.spec, run.money)})


def country(run: Run) -> Answer:
    """Return economy, jobs, value_added: what it is worth to the country; empty where no economic view is stated."""
    view = economic_view(run.money.drawn)
    return Answer({"economy": view.bridge, "jobs": view.jobs, "value_added": view.value_added})


def lending(run: Run) -> Answer:
    """Return the bank_tables: what a bank asks of the borrowers."""
    return Answer(bank_tables(run.bank))


def threats(run: Run) -> Answer:
    """Return risks, risk_bridge, stress: what can go wrong; held: risk_draws, in how many futures that is priced."""
    prices = risk_prices(run.case, run.now.drawn, run.value)
    tables = {"risks": prices.risks, "risk_bridge": prices.bridge, "stress": stress_tests(run.case)}
    return Answer(tables, {"risk_draws": pd.DataFrame({"draws": [prices.draws]})})


def certainty(run: Run) -> Answer:
    """Return sensitivity, answers: which numbers and which answers move the net present value."""
    case, drawn, value = run.case, run.now.drawn, run.value
    tables = {"sensitivity": sensitivity_table(case, drawn, value), "answers": answers_table(case, drawn, value)}
    return Answer(tables)


AT_A_GLANCE = (holding_at_a_glance, output_at_a_glance, money_at_a_glance, gaining_at_a_glance)
"""what a meeting sees"""
ALL = (holding, output, money, gaining, country, lending, threats, certainty)
