"""What hangs on whether today's purchases go on beside the cluster, by hand on the chain of one farm and one plant."""

import pytest
from asked_chain import DATA
from money_clusters import ROWS
from small_clusters import make_cluster, make_members

from capacity.intake.survey.todays_answers import FROM_SURVEY
from capacity.model.results.conclusions import DISPLACEMENT as COLUMNS
from capacity.model.results.conclusions import displaced_table
from capacity.model.results.study import study

UNIT = 0.1 * 500 - 5 - 0.01 * 20 - 31
"""what the plant keeps of a kilogram of cooled milk today"""


def found(beside=None, current=700.0):
    """The study's table of a plant that works today."""
    data = {**DATA, "classes": {**DATA["classes"], "plant": {**DATA["classes"]["plant"]}}}
    if beside is not None:
        data["classes"]["plant"]["beside"] = [beside, "share"]
    rows = [*ROWS[:2], ROWS[2] | {"current": current}]
    return study(make_cluster(data, make_members(rows)), draws=4)


def test_if_all_goes_on_the_plants_work_of_today_is_not_lost():
    """Where it goes on it earns in neither: the increment is greater by today's margin on what was displaced."""
    table = found().tables["displaced"]
    assert tuple(table.columns) == COLUMNS
    (row,) = table.itertuples(index=False)
    at_once = 12 * 700 * UNIT
    assert row.npv_beside - row.npv == pytest.approx(at_once / 1.1 + at_once / 1.1**2, rel=1e-6)
    assert row.npv == pytest.approx(
        found().tables["measures"].set_index(["scenario", "measure"]).loc[("base", "npv"), "central"]
    )


def test_it_is_the_value_of_the_file_that_says_so():
    all_beside = found(1.0).tables
    assert found().tables["displaced"]["npv_beside"].iloc[0] == pytest.approx(
        all_beside["measures"].set_index(["scenario", "measure"]).loc[("base", "npv"), "central"]
    )
    assert all_beside["displaced"].empty, "the file has said it"


def test_nothing_hangs_on_it_where_nobody_works_today():
    assert found(current=float("nan")).tables["displaced"].empty


def test_without_money_there_is_no_value():
    made = found()
    bare = made.cluster.spec.model_copy(update={"finance": None})
    tables = made.tables
    assert set(tables["without"]["source"]) >= {FROM_SURVEY}
    assert displaced_table(bare, made.cluster.survey.members, tables["without"], tables["measures"]).empty
