"""The samples under data/ read, exactly the rows made bad are set aside, and their sums are the published ones."""

import csv
from pathlib import Path

import numpy as np
import pytest

from capacity.intake.cluster import read_cluster
from capacity.intake.facts.cluster import Cluster, quantities
from capacity.intake.quantities.units import DAYS_PER_MONTH

DATA = Path(__file__).parent.parent / "data"
SAMPLES = ("bishkek-sewing", "chui-dairy", "talas-beans")
LARGEST = 60_000
"""bytes of one file of a sample"""

ROWS = {
    "bishkek-sewing": {"read": 55, "used": 50, "quarantined": 1, "blank": 1, "excluded": 3, "corrected": 2},
    "chui-dairy": {"read": 94, "used": 85, "quarantined": 4, "blank": 2, "excluded": 3, "corrected": 2},
    "talas-beans": {"read": 102, "used": 94, "quarantined": 3, "blank": 1, "excluded": 4, "corrected": 2},
}
QUARANTINED = {
    "bishkek-sewing": {(41, "S47")},
    "chui-dairy": {(55, "Л-41"), (71, "Ф-26"), (76, "Л-41"), (97, "")},
    "talas-beans": {(50, "Ч-81"), (57, "Ч-82"), (83, "Ч-81")},
}
HEADS = {
    "bishkek-sewing": {"micro": 30, "medium": 12, "large": 3, "anchor": 1, "cutting_room": 1, "partner": 3},
    "chui-dairy": {
        "household": 40,
        "farm": 25,
        "commercial": 6,
        "collector": 5,
        "cooling_point": 4,
        "anchor": 1,
        "cheese_shop": 1,
        "partner": 3,
    },
    "talas-beans": {"grower": 80, "big_grower": 6, "exporter": 1, "warehouse": 1, "combine": 3, "partner": 3},
}


@pytest.fixture(scope="module")
def samples() -> dict[str, Cluster]:
    return {name: read_cluster(DATA / name) for name in SAMPLES}


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, str], tuple[float, float]]:
    """Return value and tolerance of every worked answer, by cluster and what it is."""
    with (Path(__file__).parent / "known_answers" / "samples.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["cluster"], row["what"]): (float(row["value"]), float(row["tolerance"])) for row in rows}


@pytest.mark.parametrize("name", SAMPLES)
def test_row_counts(samples, name):
    """Every row of the survey is accounted for, and exactly the intended number is set aside."""
    rows = samples[name].survey.rows
    assert {field: getattr(rows, field) for field in ROWS[name]} == ROWS[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_quarantined_rows_are_the_intended_ones(samples, name):
    """The rows that were made bad on purpose are quarantined, and no others."""
    found = {(i.row, i.member) for i in samples[name].survey.issues if i.severity == "quarantine"}
    assert found == QUARANTINED[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_members_by_class(samples, name):
    """The clean survey holds the members that the sample is described with."""
    assert samples[name].survey.members["cls"].value_counts().to_dict() == HEADS[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_scenario_reads_and_every_number_has_a_source(samples, name):
    """Base, cautious and ambitious are there; no number in any scenario is without a declared source."""
    specs = samples[name].specs
    assert {"base", "cautious", "ambitious"} <= set(specs)
    for spec in specs.values():
        assert {q.source for q in quantities(spec)} <= set(spec.sources)


@pytest.mark.parametrize("name", SAMPLES)
def test_titles_stand_in_three_languages(samples, name):
    """Whatever a page names has a title in English, Russian and Kyrgyz, and the note says that all is invented."""
    spec = samples[name].spec
    named = [spec.title, spec.note, *spec.places.values()]
    parts = (
        spec.products,
        spec.links,
        spec.classes,
        spec.markets,
        spec.purchases,
        spec.seasons,
        spec.events,
        spec.risks,
    )
    named += [item.title for part in (*parts, spec.ramps, spec.scenarios) for item in part.values()]
    named += [item.title for item in (*spec.finance.items, *spec.finance.running)]
    known = spec.happenings.values()
    named += [one.mitigation.title for one in known if one.mitigation] + [one.answers for one in known if one.answers]
    assert [title for title in named if not isinstance(title, dict) or set(title) != {"en", "ru", "ky"}] == []
    assert "invented" in spec.note["en"]


def test_who_has_agreed_to_be_shown(samples):
    """The anchors of dairy and sewing have dated waivers; the owner of the beans' cleaning line has none."""
    assert samples["chui-dairy"].spec.classes["anchor"].waiver == "2026-10-12"
    assert samples["bishkek-sewing"].spec.classes["cutting_room"].waiver == "2026-10-20"
    assert samples["talas-beans"].spec.classes["exporter"].waiver is None


@pytest.mark.parametrize("name", SAMPLES)
def test_files_are_small(name):
    """No file of a sample is larger than 60 kB."""
    assert [path.name for path in (DATA / name).rglob("*") if path.is_file() and path.stat().st_size > LARGEST] == []


def monthly_milk(cluster: Cluster, cls: str, place: str | None = None) -> np.ndarray:
    """Return the milk of a class by calendar month, kg, straight from good and bad season along the class's season."""
    members = cluster.survey.members
    here = members[(members["cls"] == cls) & ((members["place"] == place) if place else True)]
    season = np.array(cluster.spec.seasons[cluster.spec.classes[cls].season].factors)
    along = (season - season.min()) / np.ptp(season)
    return here["bad"].sum() + (here["good"] - here["bad"]).sum() * along


def offered_share(cluster: Cluster, cls: str) -> float:
    kind = cluster.spec.classes[cls]
    return 1 - kind.own_use.mode - kind.bazaar.mode


@pytest.mark.parametrize(
    ("cls", "litres"), [("household", 40 * 3 * 2100), ("farm", 25 * 12 * 2900), ("commercial", 360 * 4500)]
)
def test_dairy_classes_give_their_published_milk(samples, cls, litres):
    """Each class gives heads x cows x litres a year within 2 %; one silent household is counted as an average one."""
    members = samples["chui-dairy"].survey.members
    of_class = members[members["cls"] == cls]
    answered = of_class["good"].notna() & of_class["bad"].notna()
    total = monthly_milk(samples["chui-dairy"], cls).sum() * len(of_class) / answered.sum()
    assert total == pytest.approx(litres * 1.03, rel=0.02)


def test_dairy_year_and_months(samples, known):
    """Milk produced, offered, and offered month by month are the worked answers."""
    cluster = samples["chui-dairy"]
    kinds = ("household", "farm", "commercial")
    produced = {cls: monthly_milk(cluster, cls) for cls in kinds}
    offered = sum(produced[cls] * offered_share(cluster, cls) for cls in kinds) / 1000
    value, tolerance = known["chui-dairy", "milk produced a year"]
    assert sum(produced.values()).sum() / 1000 == pytest.approx(value, abs=tolerance)
    value, tolerance = known["chui-dairy", "milk offered a year"]
    assert offered.sum() == pytest.approx(value, abs=tolerance)
    for month in range(12):
        value, tolerance = known["chui-dairy", f"milk offered, month {month + 1}"]
        assert offered[month] / DAYS_PER_MONTH == pytest.approx(value, abs=tolerance), month + 1


def test_dairy_months_below_minimum_load(samples, known):
    """With own use as a share, January, February, March and December bring less than 6 t/day."""
    cluster = samples["chui-dairy"]
    kinds = ("household", "farm", "commercial")
    offered = sum(monthly_milk(cluster, cls) * offered_share(cluster, cls) for cls in kinds) / 1000 / DAYS_PER_MONTH
    assert [month + 1 for month in range(12) if offered[month] < 6] == [1, 2, 3, 12]
    assert known["chui-dairy", "months with less than 6 t/day offered, own use as a share"][0] == 4


def test_dairy_upper_villages(samples, known):
    """35 % of the milk of households and farms is offered above, where one tank of 1 t at 0.9 stands."""
    cluster = samples["chui-dairy"]
    kinds = ("household", "farm")
    upper, all_ = (
        sum(monthly_milk(cluster, cls, place) * offered_share(cluster, cls) for cls in kinds) / 1000
        for place in ("upper", None)
    )
    assert upper.sum() / all_.sum() == pytest.approx(0.35, abs=0.01)
    members = cluster.survey.members
    tank = members.loc[(members["cls"] == "cooling_point") & (members["place"] == "upper"), "capacity"].sum() / 1000
    assert tank / DAYS_PER_MONTH == pytest.approx(1.0)
    lacking = np.clip(upper - tank * cluster.spec.links["cooling"].usable.mode, 0, None)
    value, tolerance = known["chui-dairy", "milk the upper tank cannot take, everybody joined"]
    assert lacking.sum() == pytest.approx(value, abs=tolerance)
    assert np.flatnonzero(lacking).tolist() == [4, 5, 6, 7]


def test_dairy_capacities(samples):
    """Tanks, tankers and plants stand in t/day as described: 1 and 3 x 2, 0.8 to 2.5, 15 and 2."""
    members = samples["chui-dairy"].survey.members.set_index("member")["capacity"] / 1000 / DAYS_PER_MONTH
    assert members.loc[["П-1", "П-2", "П-3", "П-4"]].tolist() == pytest.approx([1, 2, 2, 2])
    assert members.loc[["С-1", "С-2", "С-3", "С-4", "С-5"]].tolist() == pytest.approx([0.8, 1, 1.5, 2, 2.5])
    assert members.loc[["З-1", "Ц-1"]].tolist() == pytest.approx([15, 2])


def test_sewing_operators_and_dresses(samples, known):
    """996 operators at 45 % efficiency sew 275 thousand dresses a month; the room cuts 225 thousand."""
    cluster = samples["bishkek-sewing"]
    members = cluster.survey.members
    shops = members[members["cls"].isin(["micro", "medium", "large", "anchor"])]
    operators = shops["current"].sum() * len(shops) / shops["current"].notna().sum()
    value, _ = known["bishkek-sewing", "operators"]
    assert operators == pytest.approx(value, rel=0.02)
    rate = np.prod([quantity.mode for quantity in cluster.spec.classes["micro"].rates.values()])
    value, _ = known["bishkek-sewing", "dresses the operators can sew a month"]
    minutes = cluster.spec.links["sewing"].takes["sewing_minutes"].mode
    assert operators * rate / minutes == pytest.approx(value, rel=0.02)
    room = members.loc[members["cls"] == "cutting_room", "capacity"].item()
    assert room == pytest.approx(known["bishkek-sewing", "dresses the cutting room can cut a month"][0])


def test_sewing_orders_and_lost_dresses(samples, known):
    """Orders pass the cutting room in October and November only: 15,500 dresses a year."""
    spec = samples["bishkek-sewing"].spec
    firm = [market for market in spec.markets.values() if market.buys == "dress"]
    orders = sum(market.demand.mode for market in firm) * np.array(spec.seasons["orders"].factors)
    for month in range(12):
        assert orders[month] == pytest.approx(known["bishkek-sewing", f"orders, month {month + 1}"][0])
    lost = np.clip(orders - 225_000, 0, None)
    assert np.flatnonzero(lost > 1).tolist() == [9, 10]
    assert lost.sum() == pytest.approx(known["bishkek-sewing", "dresses lost a year"][0], abs=1)


def test_two_shops_of_one_owner_are_known(samples):
    """S07 and S19 belong to one family, the cutting room to the anchor: they count as one for secrecy."""
    owner = samples["bishkek-sewing"].survey.members.set_index("member")["owner"]
    assert owner["S19"] == owner["S07"] == "S07"
    assert owner["C01"] == owner["S46"]


def test_beans_area_and_crop(samples, known):
    """80 growers and 6 large ones have 270 ha and 418.5 t: less than nine days of work for the line."""
    cluster = samples["talas-beans"]
    members = cluster.survey.members
    growers = members[members["cls"].isin(["grower", "big_grower"])]
    silent = members[(members["cls"] == "grower") & members["current"].isna()]
    area = growers["current"].sum() + 1.5 * len(silent)
    value, tolerance = known["talas-beans", "area"]
    assert area == pytest.approx(value, abs=tolerance)
    crop = area * cluster.spec.classes["grower"].rates["yield"].mode * 12 / 1000
    value, tolerance = known["talas-beans", "crop a year"]
    assert crop == pytest.approx(value, abs=tolerance)
    line = members.loc[members["cls"] == "exporter", "capacity"].item() / 1000
    assert line == pytest.approx(known["talas-beans", "capacity of the cleaning line"][0])
    value, tolerance = known["talas-beans", "days of work the crop is for the line"]
    assert crop / (line / 22) == pytest.approx(value, abs=tolerance)


def test_beans_areas_in_sotka_and_hectares_agree(samples):
    """No grower has less than 0.5 or more than 3 ha, whatever unit was written; large ones have 18 to 35."""
    members = samples["talas-beans"].survey.members
    small = members.loc[members["cls"] == "grower", "current"].dropna()
    assert small.between(0.5, 3.0).all()
    assert members.loc[members["cls"] == "big_grower", "current"].between(18, 35).all()
