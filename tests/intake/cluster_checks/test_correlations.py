"""Correlations are stated by path; what is unknown is refused, what cannot hold is changed least and said."""

from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_checks.correlations import joint, nearest_correlation
from capacity.intake.facts.cluster import ranged_names
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs

TEMPLATE = files("capacity.run").joinpath("template")
TEXT = TEMPLATE.joinpath("cluster.yml").read_text("utf-8").replace("SLUG", "example")
RETAIL, COLLECTOR, COST = "markets.retail.price", "markets.collector.price", "links.plant.cost"


TEXT = TEXT.replace("half_by: [9, month] ", "place_error: [-0.1, 0, 0.1, share]\n  half_by: [9, month] ")


def written(path, *entries, more=""):
    lines = ["correlations:"] + [f"  - {entry}" for entry in entries]
    path.joinpath("cluster.yml").write_text(TEXT + "\n".join(lines) + "\n" + more, encoding="utf-8")
    return path


def entry(one, other, rank):
    return f"{{between: [{one}, {other}], is: {rank}}}"


def test_stated_ranks_become_correlations_of_scores(tmp_path):
    """The score correlation is 2 sin(pi rank / 6), in the order of the paths; what nobody states is 0."""
    folder = written(tmp_path, entry(RETAIL, COLLECTOR, 0.6), entry(COST, RETAIL, -0.5))
    specs = read_specs(folder)
    found = joint(specs["base"], ranged_names(specs.values()))
    assert found.names == (COST, COLLECTOR, RETAIL)
    strong, against = 2 * np.sin(np.pi * 0.1), -2 * np.sin(np.pi / 12)
    np.testing.assert_allclose(found.matrix, [[1, 0, against], [0, 1, strong], [against, strong, 1]], atol=1e-15)
    assert found.changes == {}


MISTAKES = {
    entry(RETAIL, "markets.colector.price", 0.6): "did you mean markets.collector.price?",
    entry(RETAIL, RETAIL, 0.6): "is correlated with itself",
    entry(RETAIL, COLLECTOR, 1.2): "less than or equal to 1",
    entry(RETAIL, COLLECTOR, "true"): "should be a valid number",
    entry(RETAIL, "joining.needed", 0.2): "joining.needed is certain in every scenario",
    entry(RETAIL, "joining.place_error", 0.2): "is another number at each place",
    "{between: [markets.retail.price], is: 0.2}": "is missing",
    "{between: [markets.retail.price, markets.collector.price]}": "is missing",
    "{betwen: [markets.retail.price, markets.collector.price], is: 0.3}": "did you mean between?",
    "{between: [markets.retail.price, markets.collector.price], is: 0.3, source: pres}": "not among the sources",
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_its_line(tmp_path, mistake):
    with pytest.raises(InputError) as caught:
        read_specs(written(tmp_path, mistake))
    line = TEXT.count("\n") + 2
    found = [str(issue) for issue in caught.value.issues if MISTAKES[mistake] in f"{issue.problem}. {issue.fix}"]
    assert len(found) == 1, caught.value.issues
    assert found[0].startswith(f"cluster.yml:{line}:")


def test_a_pair_cannot_be_stated_twice(tmp_path):
    with pytest.raises(InputError, match="a second time"):
        read_specs(written(tmp_path, entry(RETAIL, COLLECTOR, 0.6), entry(COLLECTOR, RETAIL, 0.3)))


def test_a_scenario_cannot_change_what_all_scenarios_share(tmp_path):
    folder = written(tmp_path, entry(RETAIL, COLLECTOR, 0.6))
    text = (folder / "cluster.yml").read_text("utf-8")
    (folder / "cluster.yml").write_text(text.replace("joining.half_by: [18, month]", "correlations.0.is: 0.9"), "utf-8")
    with pytest.raises(InputError, match="a scenario cannot change correlations"):
        read_specs(folder)


def test_what_cannot_all_hold_is_said_with_the_largest_change(tmp_path):
    folder = written(tmp_path, entry(RETAIL, COLLECTOR, 0.9), entry(COST, RETAIL, 0.9))
    (folder / "members.csv").write_bytes(TEMPLATE.joinpath("members.csv").read_bytes())
    (issue,) = [issue for issue in read_cluster(folder).survey.issues if issue.code == "Y13"]
    assert issue.severity == "warning"
    assert issue.file.startswith("cluster.yml:")
    assert "links.plant.cost and markets.retail.price have 0.73 instead of 0.90" in issue.problem
    assert "count as 0" in issue.fix


def test_the_nearest_correlation_matrix_of_the_literature():
    """Higham 2002, section 4: off-diagonal 0.7607 and 0.1573, at a distance of 0.5278."""
    stated = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
    found = nearest_correlation(stated)
    expected = [[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]
    np.testing.assert_allclose(found, expected, atol=5e-5)
    assert np.linalg.norm(found - stated) == pytest.approx(0.5278, abs=5e-5)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.integers(0, 2**31))
def test_the_nearest_is_valid_and_a_valid_matrix_is_left_alone(size, seed):
    """Unit diagonal, no negative eigenvalue, no further than any valid matrix that is tried."""
    chance = np.random.default_rng(seed)
    stated = np.clip(chance.uniform(-1.3, 1.3, (size, size)), -1, 1)
    stated = np.tril(stated, -1) + np.tril(stated, -1).T + np.eye(size)
    found = nearest_correlation(stated)
    np.testing.assert_allclose(np.diag(found), 1, atol=1e-12)
    assert np.linalg.eigvalsh(found).min() >= -1e-8
    factor = chance.standard_normal((size, size + 1))
    other = np.corrcoef(factor)
    assert np.linalg.norm(found - stated) <= np.linalg.norm(other - stated) + 1e-6
    np.testing.assert_array_equal(nearest_correlation(other), other)
