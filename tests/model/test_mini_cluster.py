"""The oracle: one whole cluster worked by hand in known_answers/mini_cluster/worked.xlsx, asked for cell by cell."""

from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from capacity.intake.cluster import read_cluster
from capacity.model.calendar.timeline import course
from capacity.model.chain.variables import grid
from capacity.model.future.case import make_case
from capacity.model.future.measures import measures, yearly_cash
from capacity.model.future.projection import project, run_case
from capacity.model.potential.aggregate import potential
from capacity.model.potential.staircase import producer_groups, staircases
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

FOLDER = Path(__file__).parents[1] / "known_answers" / "mini_cluster"


@pytest.fixture(scope="module")
def worked():
    """The months' columns by name, twelve numbers each, and the year's cells by name."""
    book = load_workbook(FOLDER / "worked.xlsx", data_only=True)
    header, *rows = book["months"].iter_rows(values_only=True)
    months = {name: np.array(column) for name, column in zip(header, zip(*rows, strict=True), strict=True)}
    return months, {name: value for _, value, name in list(book["year"].iter_rows(values_only=True))[1:]}


@pytest.fixture(scope="module")
def cluster():
    return read_cluster(FOLDER)


@pytest.fixture(scope="module")
def outcome(cluster):
    return project(cluster, draws=64)["base"]


@pytest.fixture(scope="module")
def stairs(cluster):
    way = course(cluster.spec, central_draws(cluster.slug), 12)
    return {group.cls: steps for group, steps in staircases(producer_groups(cluster.spec, cluster.survey.members), way)}


def test_worked_cells_are_formulas():
    """Every worked cell is a formula a person can follow, and carries the value it gives."""
    formulas, values = (load_workbook(FOLDER / "worked.xlsx", data_only=flag) for flag in (False, True))
    for sheet in ("months", "year"):
        for row, results in zip(formulas[sheet].iter_rows(min_row=2), values[sheet].iter_rows(min_row=2), strict=True):
            worked = [(cell.value, result.value) for cell, result in zip(row, results, strict=True)]
            live = [(text, value) for text, value in worked if isinstance(text, str) and text.startswith("=")]
            assert len(live) == (len(row) - 3 if sheet == "months" else 1)
            assert all(isinstance(value, (int, float)) for _, value in live)


@pytest.mark.parametrize("cls", ["household", "farm"])
@pytest.mark.parametrize("step", ["produced", "kept", "bazaar", "elsewhere", "offered", "side_sold", "delivered"])
def test_staircase(worked, stairs, cls, step):
    """Each step of each class by month; the household falls below its 480 litres in winter and keeps all it has."""
    expected = worked[0].get(f"{cls} {step.replace('_', ' ')}")
    if expected is None:
        expected = worked[0]["household offered"] if step == "delivered" else np.zeros(12)
    found = np.broadcast_to(stairs[cls][step], (12, 1))[:, 0]
    np.testing.assert_allclose(found, expected.astype(float), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(
    ("name", "column", "row"),
    [
        ("activity", "milk the plant takes", 0),
        ("stands", "stands", 0),
        ("made", "made", 1),
        ("opening", "opening", 1),
        ("lost", "lost", 1),
        ("closing", "closing", 1),
        ("sold", "sold", 0),
        ("sold", "milk left to the collector", 1),
    ],
)
def test_chain(worked, outcome, name, column, row):
    """Intake, stock, sales and what is left, month by month."""
    found = grid(outcome.central, name, 12, 1)[row, :, 0].astype(float)
    np.testing.assert_allclose(found, worked[0][column].astype(float), rtol=1e-12, atol=1e-9)


def test_conditions(worked, outcome):
    """Supply and capacity by month; the plant's capacity binds in July only."""
    for name, row in (("supply", 0), ("capacity", 0)):
        found = grid(outcome.central_inputs, name, 12, 1)[row, :, 0]
        np.testing.assert_allclose(found, worked[0][name].astype(float), rtol=1e-12)
    binds = grid(outcome.central, "binds", 12, 1)[0, :, 0]
    assert np.flatnonzero(binds).tolist() == [6]


@pytest.mark.parametrize(
    "name", ["with_cluster", "without_cluster", "investment", "residual", "grant", "loan", "debt_service"]
)
def test_cash(worked, outcome, name):
    """Money with and without the cluster, and its financing, month by month."""
    found = outcome.central[name].values[:, 0]
    np.testing.assert_allclose(found, worked[0][name.replace("_", " ")].astype(float), rtol=1e-12, atol=1e-9)


def test_year(worked, cluster, outcome):
    """The year's cash, net present value under two conventions, and the cover of the debt."""
    year = worked[1]
    cash = yearly_cash(outcome.central)
    for line in ("with_cluster", "without_cluster", "increment", "investment", "residual", "project", "after_finance"):
        assert cash[line].item() == pytest.approx(year[line], rel=1e-12), line
    found = measures(cluster.spec, outcome.central, np.array([0.25]))
    assert found["npv"].item() == pytest.approx(year["npv"], rel=1e-12)
    assert found["npv_after_grants"].item() == pytest.approx(year["npv_after_grants"], rel=1e-12)
    assert found["dscr_min"].item() == pytest.approx(year["dscr"], rel=1e-12)
    start = cluster.spec.finance.model_copy(update={"convention": "start-year"})
    early = measures(cluster.spec.model_copy(update={"finance": start}), outcome.central, np.array([0.25]))
    assert early["npv"].item() == pytest.approx(year["npv_start"], rel=1e-12)
    for name in ("made", "lost"):
        assert float(outcome.central[name].sum()) == pytest.approx(year[name], rel=1e-12)


def test_potential(worked, cluster):
    """Produced by everybody, offered by those expected to join, delivered; half of the farm's offer is uncertain."""
    year = worked[1]
    row = potential(cluster).totals.iloc[0]
    assert row["produced"] == pytest.approx(year["produced"])
    assert row["expected"] == pytest.approx(year["expected"])
    assert row["delivered"] == pytest.approx(year["delivered"])
    assert row["se"] == 0
    farm_offers = 640 * 1.25 * 12 * 0.75
    assert row["se_joining"] == pytest.approx(farm_offers * 0.5)


def test_draws_are_the_two_futures(cluster):
    """Everything but the farm's yes or no is certain: a draw is the household alone or both, and half of them are."""
    flows, _ = run_case(make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 64, 1), keep=())
    supply = flows["supplied"].values[0]
    alone = np.array([0, 0, 0, 400, 400, 900, 1400, 900, 400, 400, 400, 0.0])
    both = alone + 432 * np.array([0.5, 0.5, 0.5, 1, 1, 1.5, 2, 1.5, 1, 1, 1, 0.5])
    kinds = np.array([np.allclose(future, alone) - np.allclose(future, both) for future in supply.T.astype(float)])
    assert set(kinds) <= {-1, 1}
