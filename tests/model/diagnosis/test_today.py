"""Whether the chain holds together today, and the four lights of critical mass."""

import csv
from pathlib import Path

import numpy as np
import pytest
from one_plant import FARMS, PLANT, plain
from small_clusters import SEASON, dairy, dairy_members, make_cluster, make_members

from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.critical_mass import critical_mass
from capacity.model.diagnosis.today import cover_table, effective_suppliers, link_table, missing_links, run_today
from capacity.model.future.case import make_case
from capacity.model.future.monthly import monthly_paths
from capacity.model.uncertainty.drawing import sample_draws

KNOWN = Path(__file__).parents[2] / "known_answers" / "concentration.csv"
MONTHLY = np.array(SEASON) * 12 / sum(SEASON)


VET = {"member": "v", "cls": "vet", "joins": "yes"}


def today(data: dict, rows: list[dict]):
    cluster = make_cluster(data, make_members(rows))
    return cluster, run_today(cluster)


def offers() -> list[dict[str, str]]:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", offers())
def test_effective_suppliers(row):
    """The inverse Herfindahl number: 3.846 for 30 30 20 20."""
    found = effective_suppliers(np.array([float(word) for word in row["offers"].split()]))
    assert found == pytest.approx(float(row["effective_number"]))


def test_a_weight_counts_heads_not_size():
    """One answer that stands for three equal suppliers is three suppliers."""
    assert effective_suppliers(np.array([10.0]), np.array([3.0])) == pytest.approx(3)
    assert effective_suppliers(np.array([10.0, 10.0]), np.array([3.0, 1.0])) == pytest.approx(4)


def test_cover_is_supply_over_capacity():
    """500 kg a month by season against 1600 free: below 600 with 400 busy in no month, cover of 0.44 in July."""
    _, run = today(plain(), [*FARMS, PLANT])
    cover = cover_table(run).sort_values("month")
    assert cover["supply"].to_numpy() == pytest.approx(500 * MONTHLY)
    assert cover["cover"].to_numpy() == pytest.approx(500 * MONTHLY / 1600)
    assert cover["below"].tolist() == [False] * 12
    assert cover["month"].tolist() == list(range(1, 13))


def test_below_the_minimum_load_is_counted_by_calendar_month():
    """With a minimum of 800 and 400 busy: short in the months with less than 400 of supply."""
    data = plain()
    data["links"]["drying"]["minimum_load"] = [800, "kg/month"]
    _, run = today(data, [*FARMS, PLANT])
    cover = cover_table(run).sort_values("month")
    assert cover["below"].tolist() == (500 * MONTHLY < 400).tolist()
    assert cover["activity"].to_numpy() == pytest.approx(np.where(500 * MONTHLY < 400, 0, 500 * MONTHLY))


def test_links_show_capacity_and_use():
    """2000 kg a month of which 700 are used; the part that joins counts as expected."""
    cluster, run = today(plain(), [*FARMS, PLANT])
    link = link_table(cluster, run).iloc[0]
    assert (link["capacity"], link["current"], link["utilisation"]) == (2000, 700, 0.35)
    assert (link["capacity_expected"], link["busy"], link["minimum_load"]) == (2000, 400, 600)
    assert (link["members"], link["owners"]) == (1, 1)


def test_what_a_farm_makes_is_not_what_runs_through_its_tank():
    """A farm that also cools says how much it milks; that is no throughput of cooling."""
    data = dairy(finance=None)
    data["classes"]["big"] = {"runs": ["keeping", "cooling"]}
    rows = [{"member": "b", "cls": "big", "place": "up", "current": 5000.0, "capacity": 1000.0, "joins": "yes"}]
    cluster, run = today(data, rows)
    cooling = link_table(cluster, run).set_index("node").loc["cooling@up"]
    assert cooling["capacity"] == pytest.approx(900)
    assert np.isnan(cooling["utilisation"])


def test_a_link_without_anybody_is_missing():
    """No plant: the link is missing, and named."""
    assert missing_links(today(plain(), [*FARMS, PLANT])[1]) == []
    assert missing_links(today(plain(), FARMS)[1]) == ["drying"]
    rows = [{"member": "h", "cls": "home", "place": "up", "current": 500.0, "joins": "yes"}]
    assert missing_links(today(dairy(finance=None), rows)[1])[:1] == ["cooling@up"]


def lights(data: dict, rows: list[dict], draws: int = 512):
    cluster = make_cluster(data, make_members(rows))
    drawn, run = sample_draws(cluster, draws, 1), run_today(cluster)
    paths = monthly_paths(make_case(cluster.spec, cluster.survey.members), drawn)
    fared = continuity_table(cluster, "base", paths, cover_table(run), drawn)
    return critical_mass(cluster, run, fared, drawn).set_index("light")


def test_heads_are_expected_and_likely():
    """One sure, one for two at a half, the plant: 3 of 3 needed with a chance of a half; the vet does not count."""
    data = plain()
    data["joining"] = {"needed": [3, "member"]}
    heads = lights(data, [*FARMS, PLANT, VET]).loc["heads"]
    assert (heads["value"], heads["needed"]) == (3, 3)
    assert heads["probability"] == pytest.approx(0.5, abs=0.09)
    assert not heads["green"]


def test_volume_is_a_year_against_the_minimum_load():
    """300 surely and 400 or not, + 400 busy, against 600 and 800: the middle future, and in how many it is 1."""
    other = FARMS[1] | {"current": 400.0, "weight": 1.0}
    surely, drawn = [FARMS[0], FARMS[2], PLANT], [FARMS[0], other, FARMS[2], PLANT]
    worked = np.where(300 * MONTHLY + 400 < 600, 0, 300 * MONTHLY)
    assert lights(plain(), surely).loc["volume", "value"] == pytest.approx((worked.mean() + 400) / 600)
    assert lights(plain(), drawn).loc["volume", "probability"] == 1
    data = plain()
    data["links"]["drying"]["minimum_load"] = [800, "kg/month"]
    volume = lights(data, drawn).loc["volume"]
    assert volume["probability"] == pytest.approx(0.5, abs=0.09)
    assert (volume["value"] >= 1) == (volume["probability"] > 0.5)
    data = plain()
    del data["links"]["drying"]["minimum_load"]
    assert lights(data, [*FARMS, PLANT]).loc["volume", "note"] == "no minimum load"


def test_suppliers_are_effective_ones():
    """300 surely and twice 100 expected: 500 squared over 300 squared + 2 x 100 squared."""
    suppliers = lights(plain(), [*FARMS, PLANT]).loc["suppliers"]
    assert suppliers["value"] == pytest.approx(500**2 / (300**2 + 2 * 100**2))
    assert not suppliers["green"]


def test_missing_links_are_red():
    """Without a plant the light is red and says what is missing."""
    links = lights(plain(), FARMS).loc["links"]
    assert (links["value"], links["note"], bool(links["green"])) == (1, "drying", False)
    assert bool(lights(plain(), [*FARMS, PLANT]).loc["links", "green"])


def test_today_looks_at_the_second_year():
    """Two like years are run; goods that keep start the second one with what the first has left."""
    _, run = today(dairy(), dairy_members().to_dict("records"))
    assert run.inputs.sizes["month"] == 24
    assert run.spec.ramps == {}
