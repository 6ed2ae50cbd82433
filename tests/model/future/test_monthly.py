"""Month by month over the draws: ranges and shares, whatever the batches they are worked in."""

import numpy as np
import pytest
import xarray as xr
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.chain.loads import LOADS, loaded_nodes
from capacity.model.chain.variables import grid
from capacity.model.future.case import make_case
from capacity.model.future.monthly import loads_over, monthly_paths, outputs
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.ranges import quantiles

SIZE = 24


@pytest.fixture(scope="module")
def cluster():
    return make_cluster(dairy(), dairy_members())


@pytest.fixture(scope="module")
def case(cluster):
    return make_case(cluster.spec, cluster.survey.members)


@pytest.fixture(scope="module")
def draws(cluster):
    return sample_draws(cluster, SIZE, 5)


def test_a_path_is_the_range_of_the_months(case, draws):
    """Quantiles, shares and the sums of the loaded nodes are those of the flows of every month and draw."""
    paths, (flows, x) = monthly_paths(case, draws), run_case(case, draws)
    np.testing.assert_allclose(paths["activity"], quantiles(flows["activity"].values).transpose(1, 0, 2), rtol=1e-12)
    np.testing.assert_allclose(paths["supply"][0], quantiles(flows["supplied"].values[0]), rtol=1e-12)
    for product, markets in outputs(case.network).items():
        sold = flows["sold"].values[markets].sum(axis=0)
        np.testing.assert_allclose(paths["output"].sel(sold=product), quantiles(sold), rtol=1e-12)
    for name in ("stands", "binds"):
        np.testing.assert_allclose(paths[name], flows[name].values.mean(axis=-1), rtol=1e-12)
    (index,), shape = loaded_nodes(case.spec, case.network), flows["stands"].shape[1:]
    least = grid(x.dataset(), "minimum_load", *shape)
    assert paths["loaded"].values.tolist() == [case.network.nodes[index].name]
    np.testing.assert_array_equal(paths["stood"][0], flows["stands"].values[index].sum(axis=0))
    np.testing.assert_allclose(paths["own_load"][0], flows["activity"].values[index].sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(paths["least"][0], least[index].sum(axis=0), rtol=1e-12)
    xr.testing.assert_allclose(loads_over(case, draws), paths[list(LOADS)].reset_coords(drop=True))


@pytest.mark.parametrize(("part", "room"), [(SIZE, 1), (7, 8 * 24 * SIZE * 3)])
def test_room_and_parts_play_no_part(case, draws, part, room):
    """One series at a time or three, all draws at once or seven at a time: the same to the last digit."""
    xr.testing.assert_identical(monthly_paths(case, draws, part, room), monthly_paths(case, draws))


def test_what_today_already_buys_of_members_is_no_output(case):
    """Today's outlets of what members make are left out; every other market counts."""
    sold = {case.network.markets[i].name for markets in outputs(case.network).values() for i in markets}
    left = {market.name for market in case.network.markets} - sold
    assert left == {m.name for m in case.network.markets if m.today and m.product in case.network.sources}
