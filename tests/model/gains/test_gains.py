"""Who gains: a chain of three worked by hand, and questions that members ask."""

from dataclasses import replace

import numpy as np
import pytest
from money_clusters import ROWS, books, both_books, one_chain
from small_clusters import dairy, dairy_members, make_cluster, make_members, make_spec

from capacity.intake.cluster import read_cluster
from capacity.model.calendar.timeline import course
from capacity.model.future.case import make_case
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.gains import gains
from capacity.model.gains.tables import COLUMNS, gains_summary, gains_tables
from capacity.model.potential.staircase import staircases
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

PAYS = {"price": [35, "KGS/kg"]}


def declared(pays: dict = PAYS, **changes: object) -> dict:
    """The chain of three in which the cluster declares the price of milk."""
    data = one_chain(**changes)
    data["products"]["milk"]["pays"] = dict(pays)
    return data


def row(tables: dict, name: str, **equal: object) -> dict:
    """The one row of a table with these values."""
    found = tables[name]
    for column, value in equal.items():
        found = found[found[column] == value]
    (only,) = found.to_dict("records")
    return only


def tables_of(data: dict, size: int = 64, members=None) -> dict:
    return gains_tables(make_spec(data), both_books(data, size, members))


def of(found, party: str) -> int:
    return found.names.index(party)


def test_the_farm_gains_what_it_is_paid_more():
    """1,000 kg a month at 35 instead of 30: 60,000 a year more than the 216,000 that it has anyway."""
    found = gains(books(declared()))
    farm, plant = of(found, "farm"), of(found, "plant")
    assert found.without_cluster[farm, :, 0] == pytest.approx([216_000, 216_000])
    assert found.gain[farm, :, 0] == pytest.approx([60_000, 60_000])
    assert found.net[farm] == pytest.approx([120_000])
    assert found.gain[plant, 0, 0] == pytest.approx(12 * (13_800 - 5_000))
    assert found.net[of(found, "point")] == 0


def test_what_if_i_sell_only_half():
    """A farm of half the size gains half."""
    half = make_members([ROWS[0] | {"current": 500.0}, *ROWS[1:]])
    found = gains(books(declared(), half))
    assert found.gain[of(found, "farm"), 0, 0] == pytest.approx(30_000)


def test_the_collector_pays_three_more_in_winter_why_stay():
    """In January the collector pays 38 against 35, over the year 30: January loses 3,000, the year gains 60,000."""
    season = [38 / 30, *[1.0] * 5, 22 / 30, *[1.0] * 5]
    data = declared(seasons={**one_chain()["seasons"], "scarce": {"unit": "index", "by_month": season}})
    data["markets"]["collector"]["price_season"] = "scarce"
    tables = tables_of(data)
    assert row(tables, "income", party="farm", month=1)["gain_central"] == pytest.approx(-3_000)
    assert row(tables, "income", party="farm", month=7)["gain_central"] == pytest.approx(13_000)
    assert row(tables, "gains", party="farm")["gain_normal"] == pytest.approx(60_000)


def test_a_class_loses_in_the_draws_in_which_todays_price_is_higher():
    """The contract pays 35; today's price lies evenly between 30 and 40: the chance to lose is one half."""
    data = declared()
    data["markets"]["collector"]["price"] = {"uniform": [30, 40], "unit": "KGS/kg"}
    found = row(tables_of(data, 512), "gains", party="farm")
    assert found["probability_loses"] == pytest.approx(0.5, abs=0.01)
    assert found["net_p10"] == pytest.approx(12_000 * (35 - 39), rel=0.02)
    assert found["net_p90"] == pytest.approx(12_000 * (35 - 31), rel=0.02)
    assert (found["with_normal"], found["without_normal"]) == pytest.approx((276_000, 276_000))


def test_own_investments_count_less_grants_and_what_is_left_of_them():
    """120,000 with a life of ten years, a quarter given: after two years 96,000 are left, -6,000 were spent."""
    item = {"buy": "vat", "owner": "plant", "cost": [120, "kKGS"], "month": 0, "life": [10, "year"]}
    grants = [{"to": "plant", "share": [0.25, "share"]}]
    finance = {"discount_rate": [0.1, "1/year"], "items": [item], "grants": grants}
    found = gains(books(declared(finance=finance)))
    assert found.invested[of(found, "plant"), 0] == pytest.approx(120_000 - 96_000 - 30_000)
    assert found.net[of(found, "plant"), 0] == pytest.approx(24 * 8_800 + 6_000)


def test_income_is_that_of_a_member_who_has_joined():
    """Two like farms of which one may join with a chance of one half: a member still has 276,000 a year."""
    data = declared()
    data["survey"]["joins"] = {"columns": ["joins"], "values": {"yes": [1, "share"], "maybe": [0.5, "share"]}}
    rows = [
        ROWS[0] | {"joins": "yes"},
        ROWS[0] | {"member": "g", "joins": "maybe"},
        *(one | {"joins": "yes"} for one in ROWS[1:]),
    ]
    found = row(tables_of(data, members=make_members(rows)), "gains", party="farm")
    assert found["members"] == pytest.approx(1.5)
    assert [found[f"with_{year}"] for year in ("bad", "normal", "good")] == pytest.approx([276_000] * 3)


def test_of_a_hundred_that_the_buyer_pays():
    """100 kg of cheese for 50,000: the farm spends 12,000 and keeps 18,000, the plant 5,000 and 13,800, salt is 200."""
    tables = tables_of(one_chain())
    shares = {(one.party, one.part): one.share_central for one in tables["price_split"].itertuples()}
    assert shares == pytest.approx(
        {
            ("farm", "costs"): 0.24,
            ("farm", "left"): 0.36,
            ("point", "costs"): 0.02,
            ("plant", "costs"): 0.1,
            ("plant", "left"): 0.276,
            ("", "costs"): 0.004,
        }
    )
    assert row(tables, "price_split", party="farm", part="left")["money_central"] == pytest.approx(180)


def test_shares_of_a_price_sum_to_one_in_every_draw():
    tables = gains_tables(make_spec(dairy()), both_books(dairy(), 64, dairy_members()))
    for _, here in tables["price_split"].groupby("product"):
        assert here["share_central"].sum() == pytest.approx(1, abs=1e-6)


def test_the_prices_at_which_nobody_loses():
    """The farm walks away below 30; the plant has 13.80 a kilogram to give: 43.80 for milk, 44.80 cooled."""
    tables = tables_of(one_chain())
    milk, cooled = (row(tables, "price_range", product=name) for name in ("milk", "cooled"))
    assert [milk[f"{end}_central"] for end in ("price", "lowest", "highest")] == pytest.approx([30, 30, 43.8])
    assert [cooled[f"{end}_central"] for end in ("price", "lowest", "highest")] == pytest.approx([31, 31, 44.8])
    assert (milk["seller"], milk["buyer"], milk["probability_exists"]) == ("farm", "plant", 1)


@pytest.mark.parametrize("end", ["lowest", "highest"])
def test_at_the_ends_of_the_range_somebody_just_does_not_gain(end):
    """Declared at its lowest or highest price, milk leaves the seller or the buyer with a gain of 0."""
    found = row(tables_of(declared()), "price_range", product="milk")
    price = found[f"{end}_central"]
    again = gains(books(declared({"price": [price, "KGS/kg"]})))
    party = found["seller"] if end == "lowest" else found["buyer"]
    assert again.net[of(again, party), 0] == pytest.approx(0, abs=1e-6)


def test_no_price_pleases_all_where_the_plant_has_costs_that_milk_cannot_pay():
    """With 20,000 a month for an accountant the plant could give 30 - 6.20 for milk, and the farm needs 30."""
    accountant = {"pay": "accountant", "owner": "plant", "cost": [20, "kKGS/month"]}
    finance = {"discount_rate": [0.1, "1/year"], "running": [accountant]}
    found = row(tables_of(one_chain(finance=finance)), "price_range", product="milk")
    assert (found["lowest_central"], found["highest_central"]) == pytest.approx((30, 23.8))
    assert (found["exists_central"], found["probability_exists"]) == (False, 0)


def test_where_nothing_changes_hands_there_is_no_price():
    """Half of the time today's collector pays 50, more than cheese can pay for milk: nobody delivers."""
    data = one_chain()
    data["markets"]["collector"]["price"] = {"discrete": {"values": [30, 50], "chances": [0.5, 0.5]}, "unit": "KGS/kg"}
    found = row(tables_of(data, 512), "price_range", product="milk")
    assert found["probability_exists"] == pytest.approx(0.5, abs=0.01)
    assert [found[f"lowest_{part}"] for part in ("p10", "p90")] == pytest.approx([30, 30])


def test_a_price_is_named_in_the_unit_in_which_people_name_it():
    """By the litre: 30 KGS/kg x 1.03 kg."""
    data = declared({"price": [35, "KGS/kg"], "point": {"at": "farm_gate", "per": "l", "fat": 3.6, "vat": "none"}})
    found = row(tables_of(data), "price_range", product="milk")
    assert (found["unit"], found["price_central"]) == ("l", pytest.approx(35 * 1.03))


def test_accounts_say_what_every_node_and_party_has_each_year():
    tables = tables_of(one_chain())
    plant = row(tables, "accounts", party="plant", node="cheesing", line="left", year=1)
    assert plant["central"] == pytest.approx(12 * 13_800)
    whole = row(tables, "accounts", party="farm", node="", line="received", year=2)
    assert [whole[name] for name in ("central", "p10", "p50", "p90")] == pytest.approx([360_000] * 4)


def test_every_table_has_its_columns():
    tables = tables_of(declared())
    assert {name: tuple(frame.columns) for name, frame in tables.items()} == COLUMNS


def test_the_summary_tells_gains_split_and_range():
    found = gains_summary(tables_of(declared()))
    farm = next(one for one in found["gains"] if one["party"] == "farm")
    assert farm["gain_per_member"]["normal"] == pytest.approx(60_000)
    assert farm["net"]["p50"] == pytest.approx(60_000)
    assert found["price_range"][0]["lowest"]["central"] == pytest.approx(30)
    assert {one["product"] for one in found["price_split"]} == {"cheese"}


@pytest.mark.parametrize("month", [24, 30], ids=["January", "July"])
def test_a_household_of_the_sample_in_january_and_in_july(month):
    """What it keeps and sells past the chain at today's price, what the chain takes at the declared one, less costs.

    What it delivers and the chain does not take goes to today's collectors. It pays its fee of all that it sells.
    """
    cluster = read_cluster("data/chui-dairy")
    calm = cluster.spec.model_copy(update={"events": {}, "risks": {}})
    cluster = replace(cluster, specs={"base": calm})
    case, draws = make_case(cluster.spec, cluster.survey.members), central_draws(cluster.slug)
    ledger = keep_books(case, draws)
    way = course(cluster.spec, draws, 120)
    spec, season = cluster.spec, cluster.spec.seasons["milk_price"].factors[month % 12]
    today, declared_price = (
        median(one) for one in (spec.markets["collectors_today"].price, spec.products["raw_milk"].pays.price)
    )
    cost = median(spec.links["production"].cost)
    income = 0.0
    for group, steps in staircases(case.groups, way):
        if group.cls == "household":
            made = {name: amounts[month, 0] for name, amounts in steps.items()}
            pool = ledger.flows.isel(month=month, draw=0).sel(pool=f"raw_milk@{group.place}")
            taken = float(pool["used"] / (pool["used"] + pool["sales"]))
            past = made["kept"] + made["bazaar"] + made["elsewhere"] + made["side_sold"]
            paid = today * (past + made["delivered"] * (1 - taken)) + declared_price * made["delivered"] * taken
            fee = median(spec.finance.fees[0].share) * (paid - today * made["kept"])
            income += (paid - fee) * season - cost * made["produced"]
    found = ledger.accounts.parties["with_cluster"].sel(party="household").values[month, 0]
    assert found == pytest.approx(income)


def test_gains_of_a_part_of_the_draws_are_those_of_the_whole():
    cluster = make_cluster(dairy(), dairy_members())
    case, draws = make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 32, 3)
    whole, part = (gains(keep_books(case, some)) for some in (draws, draws.part(8, 20)))
    np.testing.assert_allclose(part.net, whole.net[:, 8:20], rtol=1e-9, atol=1e-6)
