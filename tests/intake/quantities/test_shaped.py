"""Distributions in cluster.yml: short forms that read well, and an exact answer to every mistake."""

import math
import re
from dataclasses import replace
from importlib.resources import files

import pytest
from scipy import stats

from capacity.intake.facts.cluster import quantities
from capacity.intake.findings.issues import InputError
from capacity.intake.quantities.shaped import FORMS
from capacity.intake.quantities.written import is_quantity, read_quantity
from capacity.intake.specs import read_specs

TEXT = files("capacity.run").joinpath("template/cluster.yml").read_text("utf-8").replace("SLUG", "example")
PRICE, SOLD_PAST = "price: [480, 550, 620, KGS/kg]", "side_selling: [0.05, 0.10, 0.20, share]"

FORMS_READ = {
    "{pert: [480, 550, 620], unit: KGS/kg}": (480, 550, 620, "pert", "480 – 550 – 620 KGS/kg"),
    "{triangular: [480, 550, 620], unit: KGS/kg}": (480, 550, 620, "triangular", "triangular 480 – 550 – 620 KGS/kg"),
    "{uniform: [480, 620], unit: KGS/kg}": (480, 550, 620, "uniform", "uniform 480 – 620 KGS/kg"),
    "{normal: {mean: 550, sd: 30}, unit: KGS/kg}": (310, 550, 790, "normal", "normal 550 ± 30 KGS/kg"),
    "{normal: {mean: 550, sd: 300}, unit: KGS/kg}": (0, 550, 2950, "normal", "normal 550 ± 300 KGS/kg"),
    "{estimate: 550, se: 10, unit: KGS/kg}": (470, 550, 630, "normal", "estimate 550 ± 10 KGS/kg"),
    "{discrete: {values: [450, 550], chances: [0.3, 0.7]}, unit: KGS/kg}": (
        *(450, 550, 550, "discrete"),
        "discrete 450 (30%) – 550 (70%) KGS/kg",
    ),
}


def specs(path, *changes):
    text = TEXT
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong, 1)
    path.joinpath("cluster.yml").write_text(text, encoding="utf-8")
    return read_specs(path)


def price(path, written):
    return specs(path, (PRICE, f"price: {written}"))["base"].markets["retail"].price


@pytest.mark.parametrize("written", FORMS_READ)
def test_every_form_is_read_and_kept_as_it_was_stated(tmp_path, written):
    """Low and high are the ends: of tails, 8 standard deviations, or where the amount would be negative."""
    read = price(tmp_path, written)
    low, mode, high, kind, stated = FORMS_READ[written]
    assert (read.low, read.mode, read.high) == pytest.approx((low, mode, high))
    assert (read.shape.kind, read.stated, read.unit, read.source) == (kind, stated, "KGS/kg", "estimate")
    assert read.name == "markets.retail.price"


def test_a_source_of_its_own(tmp_path):
    assert price(tmp_path, "{uniform: [480, 620], unit: KGS/kg, source: survey}").source == "survey"


@pytest.mark.parametrize("kind", ["normal", "lognormal"])
def test_two_percentiles_or_mean_and_deviation_say_the_same(kind):
    """p10 and p90 of what {mean, sd} describes are read back as the same distribution."""
    stated = read_quantity({kind: {"mean": 50, "sd": 8}, "unit": "kg"})
    squared = math.log1p((8 / 50) ** 2)
    peer = (
        stats.norm(50, 8) if kind == "normal" else stats.lognorm(math.sqrt(squared), scale=50 * math.exp(-squared / 2))
    )
    low, middle, high = peer.ppf([0.1, 0.5, 0.9])
    for pair in ({"p10": low, "p90": high}, {"median": middle, "p90": high}, {"p50": middle, "p10": low}):
        again = read_quantity({kind: pair, "unit": "kg"})
        assert (again.low, again.mode, again.high) == pytest.approx((stated.low, stated.mode, stated.high))
        assert again.shape.spread == pytest.approx(stated.shape.spread)
    assert (stated.mean, stated.variance) == (pytest.approx(50), pytest.approx(64))


def test_the_central_value_of_a_list_is_its_median():
    def central(*chances):
        return read_quantity({"discrete": {"values": [1, 2, 3], "chances": list(chances)}, "unit": "kg"}).mode

    assert (central(0.4, 0.3, 0.3), central(0.5, 0.25, 0.25), central(0.2, 0.2, 0.6)) == (2, 1, 3)


def test_tails_are_cut_at_what_a_share_can_be(tmp_path):
    for written, ends in (
        ("{normal: {mean: 25, sd: 12}, unit: percent}", (0, 1)),
        ("{lognormal: {median: 0.4, p90: 0.9}, unit: share}", (0, 1)),
        ("{estimate: 0.5, se: 0.01, unit: share}", (0.42, 0.58)),
    ):
        read = specs(tmp_path, (SOLD_PAST, f"side_selling: {written}"))["base"].classes["household"].side_selling
        assert (read.low, read.high) == pytest.approx(ends)
    growth = "today: true, price_growth: {normal: {mean: 0, sd: 0.02}, unit: 1/year}"
    read = specs(tmp_path, ("today: true,", f"{growth},"))["base"].markets["collector"].price_growth
    assert (read.low, read.mode, read.high) == pytest.approx((-0.16, 0, 0.16))


MISTAKES = {
    "{triangular: [480, 550], unit: KGS/kg}": "triangular needs 3 numbers",
    "{triangular: [480, 550, x], unit: KGS/kg}": "triangular needs 3 numbers",
    "{triangular: 480, unit: KGS/kg}": "triangular needs 3 numbers",
    "{triangular: [620, 550, 480], unit: KGS/kg}": "out of order",
    "{triangular: [5, 5, 5], unit: KGS/kg}": "out of order or equal",
    "{uniform: [480, 480], unit: KGS/kg}": "out of order or equal",
    "{uniform: [480, 1e400], unit: KGS/kg}": "not a finite number",
    "{uniform: [480, 620]}": "uniform has no unit",
    "{uniform: [480, 620], unit: KGS/kg, se: 3}": '"se" does not belong to uniform',
    "{uniform: [480, 620], unit: KGS/kg, sourc: press}": '"sourc" does not belong to uniform',
    "{uniform: [480, 620], unit: KGS/kg, source: 3}": "3 is not the name of a source",
    "{uniform: [480, 620], unit: KGS/kg, source: surve}": "not among the sources",
    "{uniform: [480, 620], normal: {mean: 5, sd: 1}, unit: KGS/kg}": "uniform and normal stand together",
    "{uniform: [-480, 620], unit: KGS/kg}": "a negative number",
    "{normal: 550, unit: KGS/kg}": "normal needs two numbers with their names",
    "{normal: {mean: 550}, unit: KGS/kg}": "normal needs two numbers",
    "{normal: {mean: 550, std: 30}, unit: KGS/kg}": '"mean" does not belong to normal',
    "{normal: {p10: 550, p90: 500}, unit: KGS/kg}": "out of order or equal",
    "{normal: {p0: 550, p90: 600}, unit: KGS/kg}": '"p0" does not belong to normal',
    "{normal: {mean: 550, sd: 0}, unit: KGS/kg}": "not above 0",
    "{normal: {mean: -550, sd: 5}, unit: KGS/kg}": "a negative number",
    "{normal: {mean: 550, sd: 500}, unit: KGS/kg}": "14% of the distribution lies where the number cannot be",
    "{lognormal: {median: 0, p90: 3}, unit: KGS/kg}": "above 0 only",
    "{lognormal: {median: 1, p51: 900}, unit: KGS/kg}": "spreads over more than can be",
    "{estimate: 12, unit: KGS/kg}": "estimate needs 2 numbers",
    "{discrete: [1, 2], unit: KGS/kg}": "discrete needs values and chances",
    "{discrete: {values: [1, 2], chances: [0.5]}, unit: KGS/kg}": "2 values and 1 chances",
    "{discrete: {values: [1, 1], chances: [0.5, 0.5]}, unit: KGS/kg}": "do not make a list",
    "{discrete: {values: 1, chances: 1}, unit: KGS/kg}": "discrete needs 0 numbers",
    "{discrete: {values: [1, 2], chances: [0.5, 0.4]}, unit: KGS/kg}": "the chances sum to 0.9",
    "{discrete: {values: [1, 2], chances: [1.5, -0.5]}, unit: KGS/kg}": "above 0 that sum to 1",
    "{estimate: 12, se: 1, unit: KGS/month}": "does not measure what",
}


@pytest.mark.parametrize("written", MISTAKES)
def test_a_mistake_is_refused_with_its_place_and_what_to_write(tmp_path, written):
    with pytest.raises(InputError) as caught:
        price(tmp_path, written)
    found = [issue for issue in caught.value.issues if MISTAKES[written] in f"{issue.problem} {issue.fix}"]
    line = TEXT[: TEXT.index(PRICE)].count("\n") + 1
    assert len(found) == 1, [str(issue) for issue in caught.value.issues]
    assert re.fullmatch(rf"cluster\.yml:{line}:\d+", found[0].file)
    assert found[0].fix


@pytest.mark.parametrize(
    "value",
    [
        {"uniform": {"unit": "piece", "title": "School uniform"}},
        {"uniform": [1, "piece"], "cloth": [2, "m"]},
        {"estimate": {"title": "Working group"}},
        {"normal": "household"},
        {"columns": ["x"], "unit": "kg"},
        {"normal": 1, "unit": 3},
        {},
    ],
)
def test_names_that_sound_like_distributions_are_names(value):
    assert is_quantity(value) is (value == {"normal": 1, "unit": 3})


def test_a_product_can_be_called_uniform(tmp_path):
    (tmp_path / "cluster.yml").write_text(TEXT.replace("cheese:", "uniform:").replace("buys: cheese", "buys: uniform"))
    assert "uniform" in read_specs(tmp_path)["base"].products


@pytest.mark.parametrize("kind", FORMS)
def test_the_form_that_an_error_recommends_is_read(kind):
    for form in FORMS[kind].split(" or "):
        words = re.sub(r"([A-Za-z][A-Za-z0-9/]*)", r'"\1"', form)
        assert read_quantity(eval(words)).is_range  # noqa: S307 (the package's own text)


def test_a_certain_number_has_no_shape_to_speak_of():
    certain = read_quantity([5, "kg"])
    assert (certain.mean, certain.variance, certain.cut_off, certain.place) == (5, 0, 0, 0)
    assert certain.within(0, 1) == certain


def test_cutting_keeps_the_distribution_before_the_cut():
    """Mean and deviation before the cut stay; the cut's share is told."""
    whole = read_quantity({"normal": {"mean": 3, "sd": 2}, "unit": "kg"})
    cut = whole.within(0, 5)
    assert (cut.high - cut.low) * cut.shape.spread == pytest.approx(2)
    assert cut.cut_off == pytest.approx(stats.norm.cdf(-1.5) + stats.norm.sf(1), rel=1e-12)
    assert cut.mean == pytest.approx(stats.truncnorm(-1.5, 1, 3, 2).mean())
    assert replace(whole, mode=-1).within(0, 5) == replace(whole, mode=-1)


def test_scenarios_set_distributions_too(tmp_path):
    read = specs(tmp_path, ("[18, month]", "{uniform: [12, 24], unit: month}"))
    assert (read["cautious"].joining.half_by.shape.kind, read["base"].joining.half_by.is_range) == ("uniform", False)
    assert "joining.half_by" in {q.name for q in quantities(read["cautious"])}
