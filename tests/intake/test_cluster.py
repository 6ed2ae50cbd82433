"""A cluster file is read strictly: the short form works as it stands, and every mistake has its place and a remedy."""

import re

import pytest

from capacity.intake.cluster import read_cluster
from capacity.intake.facts.cluster import quantities
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs

SHORT_FORM = """\
cluster: chui-dairy                       # illustrative
currency: KGS
start: 2027-01
horizon: [10, year]
source: estimate                          # for every number below, unless a nearer `source` or a last item names another
sources:
  estimate: {title: Working group, by: facilitator, date: 2026-11}
  survey:   {title: Member survey, by: members, date: 2026-10}
  press:    {title: Milk prices by district (24.kg 359506), date: 2026-01}
seasons:                                  # shares of a year's output
  pasture: {unit: percent, by_month: [4.8, 5.0, 6.2, 7.4, 9.9, 11.5, 13.8, 11.6, 8.6, 8.4, 7.6, 5.2]}
products:
  raw_milk:    {unit: kg, measures: {l: [1.03, kg]}, keeps: [0, month]}
  cheese:      {unit: kg, keeps: [6, month]}
  whey:        {unit: kg, keeps: [0, month], surplus: {cost: [0.3, KGS/kg]}}
links:
  production: {rated: raw_milk, makes: {raw_milk: [1, kg]}}
  cooling:    {rated: raw_milk, per: place, takes: {raw_milk: [1, kg]}, makes: {cooled_milk: [0.96, 0.985, 0.995, kg]}, cost: [2, 3, 5, KGS/kg]}
  cheese_making:
    rated: cooled_milk
    takes: {cooled_milk: [1, kg]}
    makes: {cheese: [0.09, 0.10, 0.11, kg], whey: [0.85, kg]}
    cost: [6, 8, 10, KGS/kg]
    minimum_load: [4, t/day]
classes:
  household:  {runs: [production], season: pasture, own_use: [120, l/month]}
  anchor:     {runs: [cheese_making], busy: [0.25, share], waiver: 2026-10-12}
survey:                                   # model's name: the survey's own column(s); several multiply
  source: survey
  member:   {columns: [Код]}
  place:    {columns: [Айыл]}
  class:    {columns: [Вид], values: {ЛПХ: household, Завод: anchor}}
  current:  {columns: [Дойных коров, Удой], unit: l/day}
  capacity: {columns: [Мощность], unit: t/day}
  joins:    {columns: [Вступите], values: {да: [0.80, 0.90, 0.97, share], возможно: [0.3, 0.5, 0.7, share], нет: [0, share]}}
joining: {common_error: [-0.15, 0, 0.05, share], half_by: [9, month], needed: [30, member]}
markets:
  retail:    {buys: cheese, price: [480, 550, 620, KGS/kg], demand: [8, 12, 15, t/month]}
  collector: {buys: raw_milk, today: true, price: [32, 36, 42, KGS/l, press]}
events: {border: {chance: [0.1, 1/year], lasts: [3, month], times: {markets.retail.demand: [0.4, share]}}}
finance:
  discount_rate: [0.12, 1/year]
  items: [{buy: 2 t cooling tank, owner: cooler, cost: [600, 800, 1000, kKGS], month: 4, life: [10, year], adds: {cooling@upper: [2, t/day]}}]
  loans: [{borrower: cooler, share: [0.6, share], rate: [0.03, 1/year], term: [60, month], grace: [12, month], pays: annuity}]
scenarios: {cautious: {reason: Slow joining, set: {joining.half_by: [18, month]}}}
"""  # noqa: E501 (the contract's own text)
DAYS = 365 / 12
KNOWN = {
    "horizon": (120, "month"),
    "products.whey.surplus.cost": (0.3, "KGS/kg"),
    "links.cooling.makes.cooled_milk": (0.985, "kg"),
    "links.cooling.cost": (3, "KGS/kg"),
    "links.cheese_making.minimum_load": (4000 * DAYS, "kg/month"),
    "classes.household.own_use": (123.6, "kg/month"),
    "classes.anchor.busy": (0.25, "share"),
    "joining.half_by": (9, "month"),
    "joining.needed": (30, "member"),
    "markets.retail.demand": (12000, "kg/month"),
    "markets.collector.price": (36 / 1.03, "KGS/kg"),
    "events.border.chance": (0.1, "1/year"),
    "finance.items.0.cost": (800_000, "KGS"),
    "finance.items.0.life": (120, "month"),
    "finance.items.0.adds.cooling@upper": (2000 * DAYS, "kg/month"),
    "finance.loans.0.term": (60, "month"),
}


def specs(path, text=SHORT_FORM):
    path.mkdir(exist_ok=True)
    (path / "cluster.yml").write_text(text, encoding="utf-8")
    return read_specs(path)


def refused(path, text):
    with pytest.raises(InputError) as caught:
        specs(path, text)
    return caught.value.issues


def test_the_short_form_is_valid_as_it_stands(tmp_path):
    read = specs(tmp_path)
    assert list(read) == ["base", "cautious"]
    numbers = {quantity.name: (quantity.mode, quantity.unit) for quantity in quantities(read["base"])}
    assert {name: numbers[name] for name in KNOWN} == {
        name: (pytest.approx(v), unit) for name, (v, unit) in KNOWN.items()
    }


def test_every_number_carries_the_nearest_source(tmp_path):
    sources = {quantity.name: quantity.source for quantity in quantities(specs(tmp_path)["base"])}
    assert sources["markets.collector.price"] == "press"
    assert sources["survey.joins.values.да"] == "survey"
    assert sources["links.cooling.cost"] == "estimate"


def test_a_product_that_only_passes_from_link_to_link_need_not_be_declared(tmp_path):
    assert specs(tmp_path)["base"].products["cooled_milk"].unit == "kg"


def test_a_scenario_changes_what_it_sets_and_nothing_else(tmp_path):
    read = specs(tmp_path)
    assert (read["base"].joining.half_by.mode, read["cautious"].joining.half_by.mode) == (9, 18)
    assert read["cautious"].markets == read["base"].markets


def test_a_scenario_of_its_own_file_is_read_too(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "drought.yml").write_text("set: {links.cooling.cost: [9, KGS/kg]}\n", encoding="utf-8")
    assert specs(tmp_path)["drought"].links["cooling"].cost.mode == 9


MISTAKES = {
    "unknown key": ("currency: KGS", "currancy: KGS", "did you mean currency?"),
    "unknown key inside": ("keeps: [6, month]", "keep: [6, month]", "did you mean keeps?"),
    "missing key": ("start: 2027-01\n", "", "add it"),
    "doubled key": ("currency: KGS", "currency: KGS\ncurrency: USD", "keep one of the two"),
    "anchor and alias": ("[10, year]", "&x [10, year]", "write the value out"),
    "python tag": ("[10, year]", "!!python/object/apply:os.system [ls]", "remove it"),
    "no YAML": ("source: estimate ", "source: @estimate ", "into quotes"),
    "bad indentation": ("  collector: {buys", " collector: {buys", "check the blanks"),
    "number without unit": ("horizon: [10, year]", "horizon: 10", "write [value, unit]"),
    "range out of order": ("[8, 12, 15, t/month]", "[12, 8, 15, t/month]", "write low, mode, high"),
    "two numbers": ("[8, 12, 15, t/month]", "[8, 15, t/month]", "write one value, or low, mode and high"),
    "not finite": ("[8, 12, 15, t/month]", "[1e400, t/month]", "check the digits"),
    "digits without end": ("[10, year]", f"[{'9' * 5000}, year]", "check the digits"),
    "unknown unit": ("[480, 550, 620, KGS/kg]", "[480, 550, 620, KGS/kgg]", "did you mean kg?"),
    "wrong unit": ("[480, 550, 620, KGS/kg]", "[480, 550, 620, KGS/month]", "write the number in KGS/kg"),
    "litres of a product without litres": ("[480, 550, 620, KGS/kg]", "[480, KGS/l]", "write the number in KGS/kg"),
    "unknown unit of a product": ("cheese:      {unit: kg,", "cheese:      {unit: kgg,", "did you mean kg?"),
    "unknown unit of a measure": ("l: [1.03, kg]", "l: [1.03, kgg]", "did you mean kg?"),
    "measure of itself": ("l: [1.03, kg]", "l: [1.03, l]", "in another unit"),
    "unknown product": ("buys: cheese", "buys: chese", "did you mean cheese?"),
    "unknown link": ("runs: [production]", "runs: [prodction]", "did you mean production?"),
    "unknown class": ("ЛПХ: household", "ЛПХ: housold", "did you mean household?"),
    "unknown season": ("season: pasture", "season: pastures", "did you mean pasture?"),
    "unknown source": ("KGS/l, press]", "KGS/l, pres]", "did you mean press?"),
    "unknown borrower": ("borrower: cooler", "borrower: coler", "did you mean cooler?"),
    "unknown link of an investment": ("cooling@upper", "coolin@upper", "did you mean cooling?"),
    "unknown word": ("pays: annuity", "pays: anuity", "correct the value"),
    "percent as a rate": ("[0.12, 1/year]", "[12, 1/year]", "did you mean 0.12?"),
    "share above all": ("[0.25, share]", "[25, share]", "[12, percent]"),
    "negative price": ("[480, 550, 620, KGS/kg]", "[-1, KGS/kg]", "without its sign"),
    "season that does not add up": ("[4.8, 5.0", "[40.8, 5.0", "twelve numbers"),
    "eleven months": ("by_month: [4.8, 5.0", "by_month: [4.8", "correct the value"),
    "mass out of nothing": ("whey: [0.85, kg]", "whey: [1.85, kg]", "check the yields"),
    "nobody buys": ("buys: cheese", "buys: whey", "add a market"),
    "circle": (
        "makes: {cheese: [0.09, 0.10, 0.11, kg], ",
        "makes: {cheese: [0.1, kg], raw_milk: [0.01, kg], ",
        "new product",
    ),
    "name of a cluster": ("cluster: chui-dairy", "cluster: Chui dairy", "correct the value"),
    "name that Windows keeps": ("cluster: chui-dairy", "cluster: nul", "correct the value"),
    "month that is none": ("start: 2027-01", "start: 2027-13", "correct the value"),
    "scenario of a path that is not there": ("joining.half_by: [18", "joinin.half_by: [18", "did you mean joining?"),
    "scenario below a word": ("joining.half_by: [18", "currency.x: [18", "end the path"),
    "scenario beyond a list": ("joining.half_by: [18", "finance.items.9.cost: [18", "use one of: 0"),
    "scenario at the end of a list": ("joining.half_by: [18", "finance.items.9: [18", "use one of: 0"),
    "own use of a class without a product": ("{runs: [production], season: pasture,", "{service: true,", "runs"),
    "rates of a class without a product": ("{runs: [cheese_making], busy", "{rates: {x: [1, t/ha]}, busy", "runs"),
    "hours that are not known": ("minimum_load: [4, t/day]", "capacity: [4, t/h]", "add hours"),
}


LINES = {"missing key": 1, "doubled key": 3, "bad indentation": 39, "nobody buys": 22, "circle": 16}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_its_place_and_a_remedy(tmp_path, mistake):
    right, wrong, remedy = MISTAKES[mistake]
    assert right in SHORT_FORM
    text = SHORT_FORM.replace(right, wrong, 1)
    line = LINES.get(mistake) or text[: text.index(wrong)].count("\n") + 1
    found = refused(tmp_path, text)
    places = [re.fullmatch(r"cluster\.yml:(\d+):(\d+)", issue.file) for issue in found]
    shown = [str(issue) for issue in found]
    assert all(places), shown
    assert any(int(place[1]) == line and remedy in issue.fix for place, issue in zip(places, found, strict=True)), shown


def test_all_mistakes_of_a_kind_are_named_at_once(tmp_path):
    text = SHORT_FORM.replace("buys: cheese", "buys: chese").replace("season: pasture", "season: pastur")
    assert len(refused(tmp_path, text)) == 2


def test_a_scenario_cannot_be_called_base(tmp_path):
    (issue,) = refused(tmp_path, SHORT_FORM.replace("scenarios: {cautious:", "scenarios: {base:"))
    assert issue.file.startswith("cluster.yml:45:")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("set: {joinin.x: [1, month]}\n", "hot.yml:1:"),
        ("sett: {}\n", "hot.yml:1:"),
        ("set: [\n", "hot.yml:2:"),
        ("", "hot.yml"),
    ],
)
def test_a_mistake_in_a_scenario_file_names_that_file(tmp_path, text, place):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "hot.yml").write_text(text, encoding="utf-8")
    assert refused(tmp_path, SHORT_FORM)[0].file.startswith(place)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        read_cluster(tmp_path / "nothing")


def test_a_cluster_is_its_specs_and_its_survey(tmp_path):
    specs(tmp_path)
    rows = "Код;Айыл;Вид;Дойных коров;Удой;Мощность;Вступите\nK1;Кара-Суу;ЛПХ;3;12,5;;да\nZ;;Завод;;;15;нет\n"
    (tmp_path / "members.csv").write_text(rows, encoding="utf-8")
    cluster = read_cluster(tmp_path)
    assert (cluster.slug, list(cluster.specs), cluster.survey.rows.used) == ("chui-dairy", ["base", "cautious"], 2)
    assert cluster.survey.members["current"][0] == pytest.approx(37.5 * 1.03 * DAYS)
    assert cluster.survey.members["capacity"][1] == pytest.approx(15000 * DAYS)


def test_fewer_scenarios_can_be_asked_for_by_name(tmp_path):
    specs(tmp_path)
    (tmp_path / "members.csv").write_text(
        "Код;Айыл;Вид;Дойных коров;Удой;Мощность;Вступите\nK1;Кара-Суу;ЛПХ;3;12,5;;да\n", encoding="utf-8"
    )
    cluster = read_cluster(tmp_path)
    assert list(cluster.only("cautious").specs) == ["cautious"]
    with pytest.raises(InputError, match="did you mean cautious"):
        cluster.only("cautios")
