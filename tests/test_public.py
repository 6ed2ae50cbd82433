"""The public names: what `import capacity as cap` gives, and the examples in their docstrings."""

import doctest
import inspect
import sys
from pathlib import Path

import pytest

import capacity as cap
from capacity.intake.cluster_book.found import cluster_document

ROOT = Path(__file__).parents[1]
FUNCTIONS = [name for name in cap.__all__ if inspect.isfunction(getattr(cap, name))]


def test_the_names_are_these_and_are_shown():
    given = {"read_cluster", "read_evidence", "InputError", "scenario"}
    asked = {"potential", "project", "study", "best_plan", "goal_seek", "seek", "describe", "diagnose"}
    assert set(cap.__all__) == given | asked | {"show", "figures", "save", "earlier"}
    assert set(cap.__all__) <= set(dir(cap))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_public_function_runs(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    function = getattr(cap, name)
    found = doctest.DocTestFinder(recurse=False).find(function, name, globs=dict(function.__globals__))
    runner = doctest.DocTestRunner()
    assert [runner.run(one).failed for one in found] == [0]
    assert runner.tries > 1


@pytest.mark.parametrize("name", ["potential", "study", "best_plan", "goal_seek"])
def test_an_unknown_scenario_is_refused_with_the_nearest(name):
    beans = cap.read_cluster(ROOT / "data" / "talas-beans")
    more = ("markets.exporters.price", "npv >= 0") if name == "goal_seek" else ()
    with pytest.raises(cap.InputError, match=r"there is no scenario .basse.*did you mean base"):
        getattr(cap, name)(beans, *more, scenario="basse")


@pytest.mark.parametrize("name", ["potential", "project", "study", "best_plan", "goal_seek", "seek"])
def test_what_the_model_refuses_is_said_of_the_line_of_the_description(name, monkeypatch):
    beans = cap.read_cluster(ROOT / "data" / "talas-beans")

    def refuse(cluster):
        raise cap.InputError(f"{cluster.slug} cannot be", file="cluster.yml", column="links")

    monkeypatch.setattr(sys.modules[getattr(cap, name).__module__], name, refuse)
    with pytest.raises(cap.InputError, match="talas-beans cannot be") as caught:
        getattr(cap, name)(cluster=beans)
    (issue,) = caught.value.issues
    assert (issue.file, issue.column) == (cluster_document(beans.folder).where(("links",)), "")
