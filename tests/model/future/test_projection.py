"""The whole run of a cluster: draws, members, chain and cash together."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from small_clusters import dairy, dairy_members, make_cluster

from capacity.intake.facts.cluster import Cluster
from capacity.model.future.case import make_case
from capacity.model.future.measures import yearly
from capacity.model.future.projection import Outcome, project, run_case
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

SIZE = 16


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return make_cluster(dairy(), dairy_members())


@pytest.fixture(scope="module")
def futures(cluster) -> dict[str, Outcome]:
    return dict(project(cluster, SIZE, seed=5))


def central(cluster: Cluster) -> xr.Dataset:
    """The central run of the base scenario."""
    return run_case(make_case(cluster.spec, cluster.survey.members), central_draws(cluster.slug))[0]


def assert_alike(left: xr.Dataset, right: xr.Dataset, tolerance: float) -> None:
    """Equal in every variable by label, to a tolerance relative to the variable's largest value."""
    assert set(left.data_vars) == set(right.data_vars)
    for name in left.data_vars:
        one, two = xr.align(left[name].astype(float), right[name].astype(float), join="outer", exclude=("draw",))
        sizes = np.abs(two.values)
        size = tolerance * (1 + float(sizes.max(initial=0, where=np.isfinite(sizes))))
        np.testing.assert_allclose(one.transpose(*two.dims), two, rtol=tolerance, atol=size, err_msg=name)


def turned(part: object, *, deep: int = 3) -> object:
    """Plain data with the keys of every mapping in the opposite order."""
    if isinstance(part, dict) and deep:
        return {key: turned(part[key], deep=deep - 1) for key in reversed(part)}
    return part


def test_results_do_not_depend_on_the_part(cluster, futures):
    """Whether the draws are worked on all at once or five at a time, the figures are the same."""
    for name, outcome in project(cluster, SIZE, seed=5, part=5).items():
        assert_alike(outcome.draws, futures[name].draws, 1e-12)


def test_same_seed_same_figures(cluster, futures):
    """Again with the same seed: identical arrays; with another seed: others."""
    again, other = project(cluster, SIZE, seed=5)["base"], project(cluster, SIZE, seed=6)["base"]
    xr.testing.assert_identical(again.draws, futures["base"].draws)
    assert not np.allclose(other.draws["with_cluster"], again.draws["with_cluster"])
    xr.testing.assert_identical(other.central, again.central)


def test_scenarios_share_their_draws(cluster, futures):
    """A scenario that changes nothing is the base to the last digit; one of slow joining is behind in every draw.

    Month by month where what is kept at home is a share: a fixed amount is kept as far as the class's mean has it.
    """
    xr.testing.assert_identical(futures["same"].draws, futures["base"].draws)
    slow, base = futures["slow"].draws, futures["base"].draws
    assert float(slow["supplied"].sum()) < float(base["supplied"].sum())
    data, members = dairy(), dairy_members().assign(own_use=np.nan)
    data["classes"]["home"]["own_use"] = [0.2, "share"]
    shares = make_cluster(data, members)
    draws = sample_draws(shares, SIZE, 5)
    cases = [make_case(shares.specs[name], members) for name in ("slow", "base")]
    late, usual = (run_case(case, draws, keep=())[0]["supplied"] for case in cases)
    assert (late <= usual).all()


def test_a_draw_is_a_deterministic_run(cluster, futures):
    """Draw i of many is the run with that draw alone, in goods and in money, to 1e-12."""
    case, draws = make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, SIZE, 5)
    for index in (0, 7, SIZE - 1):
        alone, _ = run_case(case, draws.part(index, index + 1), keep=("sold",), by_year=True)
        assert_alike(alone.isel(draw=0), futures["base"].draws.isel(draw=index), 1e-12)


def test_years_are_the_sums_of_their_months(cluster, futures):
    """Goods and money by year are those by month, summed."""
    case, draws = make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, SIZE, 5)
    months, _ = run_case(case, draws, keep=("sold",))
    for name, found in futures["base"].draws.items():
        np.testing.assert_allclose(found.values, yearly(months, str(name)), rtol=1e-12, atol=1e-9, err_msg=str(name))


def test_order_of_members_plays_no_part(cluster, futures):
    """Members in another order of rows: the same figures, central and in every draw."""
    members = cluster.survey.members.sample(frac=1, random_state=3).reset_index(drop=True)
    moved = replace(cluster, survey=replace(cluster.survey, members=members))
    outcome = project(moved, SIZE, seed=5)["base"]
    assert_alike(outcome.draws, futures["base"].draws, 1e-9)
    assert_alike(outcome.central, futures["base"].central, 1e-9)


def test_order_of_the_file_plays_no_part(futures):
    """Products, links, classes, markets, events and ramps turned round: the same figures by name."""
    data = dairy()
    makes = data["links"]["cheesing"]["makes"]
    moved = turned(data)
    moved["links"]["cheesing"]["makes"] = makes  # the first is the main product
    outcome = project(make_cluster(moved, dairy_members()), SIZE, seed=5)["base"]
    assert_alike(outcome.draws, futures["base"].draws, 1e-9)
    assert_alike(outcome.central, futures["base"].central, 1e-9)


def test_weight_two_is_two_members(cluster):
    """A member that stands for two, and two equal members: the same central run."""
    members = cluster.survey.members
    twin = members[members["member"] == "h2"].assign(member="h2-twin", weight=1.0)
    split = pd.concat([members.assign(weight=members["weight"].where(members["member"] != "h2", 1.0)), twin])
    survey = replace(cluster.survey, members=split.sort_values("member", ignore_index=True))
    assert_alike(central(replace(cluster, survey=survey)), central(cluster), 1e-12)


def test_more_of_everything_is_more_of_everything():
    """All amounts of the file and the survey times 1000: all flows and all money times 1000."""
    data, members = dairy(), dairy_members()
    amounts = members[["current", "good", "bad", "capacity"]] * 1000
    fixed = members["own_use"].where(members["own_use_is_share"], members["own_use"] * 1000)
    more = dairy()
    more["links"]["cheesing"]["minimum_load"] = [30, "t/day"]
    more["classes"]["home"]["own_use"] = [100, 150, 200, "t/month"]
    for market in ("shops", "fair", "pigs"):
        *demand, unit = more["markets"][market]["demand"]
        more["markets"][market]["demand"] = [*demand, unit.replace("kg", "t")]
    more["finance"]["items"][0] |= {"cost": [200, 300, 400, "MKGS"], "adds": {"cooling@up": [50, "t/day"]}}
    more["finance"]["running"][0]["cost"] = [5, 6, 7, "MKGS/month"]
    large = central(make_cluster(more, members.assign(**amounts, own_use=fixed)))
    small = central(make_cluster(data, members))
    for name in small.data_vars:
        factor = 1 if small[name].dtype == bool or name == "payback" else 1000
        left, right = large[name].astype(float), small[name].astype(float) * factor
        np.testing.assert_allclose(
            left,
            right,
            rtol=1e-9,
            atol=1e-9 * (1 + float(np.abs(right.values[np.isfinite(right.values)]).max(initial=0))),
            err_msg=name,
        )


def test_two_separate_chains_add():
    """Two chains that share nothing, in one file: the cash of the one plus the cash of the other."""
    data, members = dairy(events={}, finance=None), dairy_members()
    one = central(make_cluster(data, members))
    other = dairy(events={}, finance=None)
    rename = {
        kind: {name: f"{name}2" for name in data[kind]}
        for kind in ("products", "links", "classes", "markets", "purchases", "ramps")
    }
    twin = members.assign(member=members["member"] + "2", cls=members["cls"] + "2", place=members["place"] + "2")
    both = merged(other, rename)
    total = central(make_cluster(both, pd.concat([members, twin], ignore_index=True)))
    for name in ("with_cluster", "without_cluster"):
        np.testing.assert_allclose(total[name], 2 * one[name], rtol=1e-9)


def merged(data: dict, rename: dict[str, dict[str, str]]) -> dict:
    """A file with a second copy of its chain under other names."""
    words = {f".{old}.": f".{new}." for names in rename.values() for old, new in names.items()}
    flat = {old: new for names in rename.values() for old, new in names.items()}

    def renamed(part: object) -> object:
        if isinstance(part, dict):
            return {flat.get(key, key): renamed(item) for key, item in part.items()}
        if isinstance(part, list):
            return [renamed(item) if isinstance(item, str) else item for item in part]
        if isinstance(part, str):
            for old, new in words.items():
                part = part.replace(old, new)
            return flat.get(part, part)
        return part

    copies = {kind: data[kind] | renamed(data[kind]) for kind in rename}
    return data | copies


@pytest.mark.parametrize("months", [12, 24, 36])
def test_horizons(months):
    """A horizon of one, two or three years: so many months of every flow."""
    outcome = project(make_cluster(dairy(horizon=[months, "month"]), dairy_members()), 4)["base"]
    assert outcome.draws["sold"].dims == ("market", "year", "draw")
    assert outcome.draws["year"].values.tolist() == list(range(1, months // 12 + 1))
    assert outcome.central["with_cluster"].shape == (months, 1)


def test_one_draw():
    """A projection with a single draw has a draw axis of length one."""
    outcome = project(make_cluster(dairy(), dairy_members()), 1)["base"]
    assert outcome.draws.sizes["draw"] == 1
    assert outcome.draws["sold"].dims == ("market", "year", "draw")


def test_progress_is_told():
    """`tick` hears of every draw of every scenario once."""
    heard = []
    project(make_cluster(dairy(), dairy_members()), 8, part=3, tick=heard.append)
    assert sum(heard) == 3 * 8
