"""Every column of a study is described once, in columns.toml; the tests' stand-ins have no others."""

import re
from pathlib import Path

import pytest
from fake_study import fake_study
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from small_clusters import dairy, dairy_members, make_cluster

import capacity as cap
from capacity.model.results.columns import describe, tables

DATA = Path(__file__).parents[3] / "data"


def described(column):
    """The name under which a column stands in columns.toml: one for each month of the year stands there once."""
    return re.sub(r"^month_\d+$", "month_N", column)


def columns(table):
    """The columns of a table as they are described; twelve months are one."""
    return list(dict.fromkeys(map(described, table.columns)))


@pytest.fixture(scope="module", params=["chui-dairy", "bishkek-sewing", "talas-beans", "small"])
def study(request):
    small = request.param == "small"
    cluster = make_cluster(dairy(), dairy_members()) if small else cap.read_cluster(DATA / request.param).only("base")
    return cap.study(cluster, draws=4)


def test_every_table_and_column_of_a_study_is_described_in_its_order(study):
    of_a_sample = {"sampling", "sampling_estimates", "visits"}
    of_a_study = [name for name in tables() if not name.startswith(("diagnosis_", "monitoring_"))]
    wanted = [name for name in of_a_study if name not in of_a_sample or name in study.tables]
    assert list(study.tables) == wanted
    for name, table in study.tables.items():
        assert columns(table) == list(describe(name)["column"]), name


def is_number(values):
    """Whether a column holds numbers, and not yes and no."""
    return is_numeric_dtype(values) and not is_bool_dtype(values)


def test_a_number_has_a_unit_and_a_text_has_none(study):
    found = {}
    for name, table in study.tables.items():
        units = describe(name).set_index("column")["unit"]
        for column in table:
            values, unit = table[column].dropna().infer_objects(), units[described(column)]
            if unit == "YYYY-MM":
                assert values.astype(str).str.fullmatch(r"\d{4}-\d\d").all(), (name, column)
            elif len(values) and is_number(values) != bool(unit):
                found[name, column] = unit
            elif unit == "1..12":
                assert values.between(1, 12).all(), (name, column)
    assert found == {}


def test_a_study_that_stands_in_for_one_has_the_real_columns():
    for name, table in fake_study().tables.items():
        assert name in tables()
        assert set(columns(table)) <= set(describe(name)["column"]), name


def test_every_column_has_a_meaning_and_every_table_a_sentence():
    assert all(said.endswith(".") for said in tables().values())
    assert all(describe(name)["meaning"].str.len().gt(2).all() for name in tables())


def test_an_unknown_table_is_refused_with_the_nearest():
    with pytest.raises(cap.InputError, match="did you mean potential"):
        describe("potentail")
