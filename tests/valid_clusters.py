"""Valid clusters at random: every optional block on and off, one to five of everything, chains of any shape.

A number names a cluster: the same one is made wherever it is asked for. `write_valid` leaves a real folder, a
cluster.yml (JSON is YAML) with its members.csv, that the reader must take without an error.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from valid_money import economy_of, finance_of, register_of, scenarios_of
from valid_numbers import Numbers

PLACES = ("upper", "lower", "canal", "town", "farms")
UNITS = ("kg", "kg", "kg", "l", "piece")
TITLES = ("", "A title", {"en": "A title", "ru": "Название", "ky": "Аталышы"})


@dataclass
class Draft:
    """A cluster while it is being made: its data as plain JSON, and what has been decided about it."""

    rng: np.random.Generator
    numbers: Numbers
    data: dict = field(default_factory=dict)
    places: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    raw: list[str] = field(default_factory=list)
    """products that links without inputs make"""
    bought: list[str] = field(default_factory=list)
    """products that are only bought"""

    def on(self, chance: float = 0.5) -> bool:
        """Whether something happens."""
        return bool(self.rng.random() < chance)

    def one(self, options: Sequence) -> object:
        """One of the options."""
        return options[int(self.rng.integers(len(options)))]

    def some(self, options: Sequence, most: int = 5) -> list:
        """From one to `most` different options, in their order."""
        count = int(self.rng.integers(1, min(most, len(options)) + 1))
        return [options[i] for i in sorted(self.rng.choice(len(options), count, replace=False))]

    def unit(self, product: str) -> str:
        """The unit of a product."""
        return self.data["products"][product]["unit"]

    def titled(self, entry: dict) -> dict:
        """The entry, sometimes with a title."""
        title = self.one(TITLES)
        return entry | ({"title": title} if title else {})


def valid_cluster(number: int) -> tuple[dict, list[list[str]]]:
    """The cluster file and the rows of the survey, header first, of a number."""
    rng = np.random.default_rng([20261012, number])
    draft = Draft(rng, Numbers(rng))
    draft.data = {
        "cluster": f"valid-{number}", "currency": draft.one(("KGS", "USD")), "start": draft.one(("2027-01", "2027-08")),
        "horizon": [int(draft.one((1, 1, 2, 3, 5))), "year"], "source": "guess",
        "sources": {"guess": {"title": "A guess"}, "paper": {"title": "A paper", "by": "A press", "date": 2026}},
    }  # fmt: skip
    draft.data = draft.titled(draft.data)
    _frame(draft)
    _chain(draft)
    _outlets(draft)
    _hold_back(draft)
    _classes(draft)
    rows = _survey(draft)
    _joining(draft)
    draft.data |= finance_of(draft)
    draft.data |= register_of(draft)
    draft.data |= economy_of(draft)
    draft.data |= scenarios_of(draft)
    return draft.data, rows


def write_valid(folder: Path, number: int) -> Path:
    """Return the cluster folder of a number after writing its cluster.yml and members.csv below `folder`."""
    data, rows = valid_cluster(number)
    target = folder / data["cluster"]
    target.mkdir(parents=True, exist_ok=True)
    (target / "cluster.yml").write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8", newline="\n")
    with (target / "members.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return target


def _frame(draft: Draft) -> None:
    """Places and seasons."""
    if draft.on(0.6):
        draft.places = tuple(draft.some(PLACES))
    if draft.places and draft.on(0.4):
        draft.data["places"] = {place: draft.one(TITLES[1:]) for place in draft.places}
    if draft.on(0.7):
        draft.seasons = tuple(draft.some(("grass", "harvest", "feasts"), 3))
        draft.data["seasons"] = {name: draft.titled(_season(draft)) for name in draft.seasons}
    if draft.on(0.2):
        draft.data["note"] = draft.one(TITLES[1:])
    if draft.on(0.3):
        draft.data["allocation"] = draft.one(("merit", "contract"))


def _season(draft: Draft) -> dict:
    weights = draft.one(([1] * 12, [0, 0, 0, 0, 0, 0, 0, 0, 40, 60, 0, 0], draft.rng.integers(1, 9, 12).tolist()))
    unit = draft.one(("percent", "share", "index"))
    total = {"percent": 100, "share": 1, "index": 12}[unit]
    return {"unit": unit, "by_month": [round(total * weight / sum(weights), 4) for weight in weights]}


def _chain(draft: Draft) -> None:
    """Products and links: one or two raw products, up to four links that each make something new of what is there."""
    data, numbers = draft.data, draft.numbers
    data["products"], data["links"] = {}, {}
    for index in range(int(draft.one((1, 1, 1, 2)))):
        name = f"raw{index}"
        _product(draft, name)
        draft.raw.append(name)
        link = {"rated": name, "makes": {name: [1, draft.unit(name)]}}
        link |= {"cost": numbers.of(5, f"{data['currency']}/{draft.unit(name)}")} if draft.on() else {}
        data["links"][f"making{index}"] = draft.titled(link)
    if draft.on(0.3):
        _product(draft, "salt", unit="kg")
        draft.bought.append("salt")
    for index in range(int(draft.one((0, 1, 1, 2, 3, 4)))):
        _work(draft, index)
    _spread(draft)


def _spread(draft: Draft) -> None:
    """Let links run place by place, from the first on: what a link takes at places no other makes for all together."""
    local = {*draft.raw, *draft.bought}
    for link in draft.data["links"].values():
        if draft.places and link.get("takes") and local.issuperset(link["takes"]) and draft.on(0.4):
            link["per"] = "place"
            local |= set(link["makes"])


def _product(draft: Draft, name: str, unit: str = "") -> None:
    unit = unit or draft.one(UNITS)
    product, money = {"unit": unit}, draft.data["currency"]
    product |= {"measures": {"flask": [38, unit]}} if draft.on(0.2) else {}
    if unit == "kg" and draft.on(0.3):
        product["measures"] = {"l": [1.03, "kg"], "bucket_": [11, "l"]}
    if draft.on(0.4):
        product["keeps"] = [int(draft.one((0, 1, 2, 6, 12))), "month"]
        product |= {"store": _store(draft, unit)} if draft.on(0.6) else {}
    if draft.on(0.3):
        pays = {"price": draft.numbers.of(20, f"{money}/{unit}")}
        pays |= {"season": draft.one(draft.seasons)} if draft.seasons and draft.on(0.3) else {}
        pays |= {"delay": draft.numbers.of(20, "day")} if draft.on(0.3) else {}
        pays |= {"every": [10, "day"]} if draft.on(0.3) else {}
        pays |= {"point": {"at": "farm_gate", "per": unit, "vat": "none", "fat": 3.6}} if draft.on(0.3) else {}
        product["pays"] = pays
    draft.data["products"][name] = draft.titled(product)


def _store(draft: Draft, unit: str) -> dict:
    money, numbers = draft.data["currency"], draft.numbers
    store = {"room": numbers.of(1000, unit)} if draft.on(0.4) else {}
    store |= {"loss": numbers.share(0.02, "1/month")} if draft.on(0.4) else {}
    store |= {"cost": numbers.of(0.2, f"{money}/{unit}/month")} if draft.on(0.4) else {}
    if draft.seasons and draft.on(0.2):
        store["release"] = {"calendar": draft.one(draft.seasons)}
    elif draft.on(0.2):
        store["release"] = {"reserve": numbers.of(25, f"{money}/{unit}")}
    return store


def _work(draft: Draft, index: int) -> None:
    """Add a link that takes one or two products and makes a new one, sometimes with a by-product."""
    data, numbers, name = draft.data, draft.numbers, f"product{index}"
    known = [product for product in data["products"] if product not in draft.bought]
    newest = known[-1:] if draft.on(0.7) else [draft.one(known)]
    taken = dict.fromkeys([*newest, *([draft.one(known)] if draft.on(0.25) else [])])
    if draft.bought and draft.on():
        taken[draft.bought[0]] = None
    _product(draft, name, unit="kg" if draft.on() else draft.unit(newest[0]))
    link = {
        "rated": newest[0] if draft.on(0.8) else name,
        "takes": {product: numbers.of(1 if product in newest else 0.5, draft.unit(product)) for product in taken},
        "makes": {name: numbers.share(0.4, draft.unit(name))},
    }
    if draft.on(0.3):
        waste = f"waste{index}"
        _product(draft, waste, unit="kg")
        link["makes"][waste] = numbers.share(0.2, "kg")
        surplus = draft.one((None, "free", "holds", {"cost": numbers.of(0.1, f"{data['currency']}/kg")}))
        data["products"][waste] |= {"surplus": surplus} if surplus else {}
    data["links"][f"work{index}"] = draft.titled(link | _equipment(draft, link["rated"], index))


def _equipment(draft: Draft, rated: str, index: int) -> dict:
    numbers, unit, money = draft.numbers, draft.unit(rated), draft.data["currency"]
    found: dict = {"equipment": False} if draft.on(0.1) else {}
    found |= {"cost": numbers.of(2, f"{money}/{unit}")} if draft.on(0.7) else {}
    limit = float(draft.one((5, 60, 500))) if draft.on(0.6) else None
    found |= {"capacity": numbers.of(limit, f"{unit}/day")} if limit else {}
    load = float(draft.one((1, 10, 100))) if draft.on(0.3) else None
    found |= {"minimum_load": numbers.of(min(load, 0.4 * (limit or 250)), f"{unit}/day")} if load else {}
    found |= {"working_days": [25, "day/month"]} if draft.on(0.2) else {}
    found |= {"hours": [16, "h/day"]} if draft.on(0.2) else {}
    found |= {"usable": numbers.share(0.8)} if draft.on(0.2) else {}
    found |= {"priority": index % 3 + 1} if draft.on(0.3) else {}
    found |= {"paid_after": numbers.of(15, "day")} if draft.on(0.2) else {}
    return found | ({"stock": numbers.of(10, "day")} if draft.on(0.2) else {})


def _outlets(draft: Draft) -> None:
    """Markets for whatever nobody takes, and for some of the rest; purchases of what nobody makes, and of some more."""
    data, numbers = draft.data, draft.numbers
    taken = {product for link in data["links"].values() for product in link.get("takes", {})}
    mains = [next(iter(link["makes"])) for link in data["links"].values()]
    needed = [main for main in mains if main not in taken]
    more = draft.some([p for p in data["products"] if p not in draft.bought], 3) if draft.on(0.6) else []
    markets = [_market(draft, product, today=False) for product in (*needed, *more)]
    markets += [_market(draft, product, today=True) for product in draft.raw if draft.on(0.6)]
    data["markets"] = {f"market{i}": market for i, market in enumerate(markets)}
    sellers = [*(p for p in draft.bought if draft.on(0.9)), *(draft.some(mains, 2) if draft.on(0.2) else [])]
    purchases = {}
    for index, product in enumerate(sellers):
        entry = {"sells": product, "price": numbers.of(15, f"{data['currency']}/{draft.unit(product)}")}
        entry |= {"available": numbers.of(200, f"{draft.unit(product)}/month")} if draft.on(0.4) else {}
        entry |= {"paid_after": numbers.of(30, "day")} if draft.on(0.3) else {}
        purchases[f"seller{index}"] = draft.titled(entry)
    data |= {"purchases": purchases} if purchases else {}
    if draft.on(0.3):
        products = draft.some([*dict.fromkeys([*mains, *more])], 2)
        data["targets"] = {f"target{i}": _target(draft, product) for i, product in enumerate(products)}


def _market(draft: Draft, product: str, *, today: bool) -> dict:
    numbers, unit, money = draft.numbers, draft.unit(product), draft.data["currency"]
    foreign = draft.on(0.1)
    price = 18 if product in draft.raw else 60
    market = {"buys": product, "price": numbers.of(price, f"{'EUR' if foreign else money}/{unit}")}
    market |= {"currency": "EUR"} if foreign else {}
    market |= {"today": True} if today else {}
    market |= {"demand": numbers.of(float(draft.one((10, 300, 5000))), f"{unit}/month")} if draft.on() else {}
    market |= {"price_season": draft.one(draft.seasons)} if draft.seasons and draft.on(0.3) else {}
    market |= {"demand_season": draft.one(draft.seasons)} if draft.seasons and draft.on(0.3) else {}
    market |= {"price_growth": numbers.share(0.03, "1/year")} if draft.on(0.2) else {}
    market |= {"demand_growth": numbers.share(0.05, "1/year")} if draft.on(0.2) else {}
    market |= {"pays_after": numbers.of(30, "day")} if draft.on(0.3) else {}
    market |= {"point": {"at": "retail", "vat": "included"}} if draft.on(0.2) else {}
    market |= {"priority": int(draft.rng.integers(1, 4))} if draft.on(0.3) else {}
    return draft.titled(market)


def _target(draft: Draft, product: str) -> dict:
    year = int(draft.rng.integers(1, draft.data["horizon"][0] + 1))
    amount = draft.numbers.of(100, f"{draft.unit(product)}/month")
    return draft.titled({"sells": product, "amount": amount, "year": year})


def _hold_back(draft: Draft) -> None:
    """Limit the markets of what a link makes that has no equipment and buys all it takes without limit."""
    data = draft.data
    endless = {one["sells"] for one in data.get("purchases", {}).values() if "available" not in one}
    for link in data["links"].values():
        takes, main = link.get("takes", {}), next(iter(link["makes"]))
        if takes and not link.get("equipment", True) and endless.issuperset(takes):
            for market in (one for one in data["markets"].values() if one["buys"] == main):
                market.setdefault("demand", [5000, f"{draft.unit(main)}/month"])


def _classes(draft: Draft) -> None:
    """Up to five classes: producers, those who run equipment, those who do both, services, those who run nothing."""
    data, links = draft.data, draft.data["links"]
    making = [name for name, link in links.items() if not link.get("takes")]
    working = [name for name, link in links.items() if link.get("takes")]
    classes: dict = {}
    for index in range(int(draft.rng.integers(1, 4))):
        runs = [draft.one(making)]
        runs += [draft.one(working)] if working and draft.on(0.1) else []
        classes[f"grower{index}"] = _producer(draft, runs)
    if working and draft.on(0.6):
        for index, link in enumerate(draft.some(working, 2)):
            kind = {"runs": [link], "founding": draft.on()}
            kind |= {"busy": draft.numbers.share(0.2)} if draft.on(0.4) else {}
            kind |= {"waiver": "2026-10-12"} if draft.on(0.3) else {}
            classes[f"plant{index}"] = draft.titled(kind)
    if draft.on(0.2) and len(classes) < 5:
        classes["vet"] = {"service": True} if draft.on() else {}
    data["classes"] = classes


def _producer(draft: Draft, runs: list[str]) -> dict:
    numbers, product = draft.numbers, draft.data["links"][runs[0]]["rated"]
    kind: dict = {"runs": runs}
    kind |= {"season": draft.one(draft.seasons)} if draft.seasons and draft.on(0.6) else {}
    own = numbers.share(0.2) if draft.on() else numbers.of(20, f"{draft.unit(product)}/month")
    kind |= {"own_use": own} if draft.on(0.4) else {}
    for field_name, share in (("bazaar", 0.1), ("elsewhere", 0.1), ("side_selling", 0.1), ("rejects", 0.03)):
        kind |= {field_name: numbers.share(share)} if draft.on(0.25) else {}
    kind |= {"side_selling_by_gap": numbers.share(0.5)} if draft.on(0.15) else {}
    kind |= {"side_selling_by_delay": numbers.share(0.01, "1/day")} if draft.on(0.15) else {}
    kind |= {"attainable": numbers.of(1.2, "share")} if draft.on(0.2) else {}
    kind |= {"with_investment": numbers.of(1.5, "share")} if draft.on(0.2) else {}
    kind |= {"founding": True} if draft.on(0.1) else {}
    return draft.titled(kind)


def _joining(draft: Draft) -> None:
    if not draft.on(0.7):
        return
    numbers = draft.numbers
    joining = {"common_error": numbers.error()} if draft.on() else {}
    joining |= {"place_error": numbers.error()} if draft.on(0.3) else {}
    joining |= {"half_by": numbers.of(float(draft.one((2, 9, 30))), "month")} if draft.on() else {}
    draft.data["joining"] = joining | ({"needed": numbers.of(5, "member")} if draft.on() else {})


CHANCES = {"yes": 0.9, "maybe": 0.5, "no": 0.0}


def _survey(draft: Draft) -> list[list[str]]:
    """Write the column map; return the header and a row for each member."""
    data, numbers = draft.data, draft.numbers
    first = draft.unit(data["links"][data["classes"]["grower0"]["runs"][0]]["rated"])
    columns: dict[str, dict] = {"member": {"columns": ["id"]}}
    many = len(data["classes"]) > 1
    if many or draft.on():
        columns["class"] = {"columns": ["kind"]}
        columns["class"] |= {"values": {f"is {name}": name for name in data["classes"]}} if draft.on() else {}
    if draft.places:
        columns["place"] = {"columns": ["village"]}
        columns["place"] |= {"values": {f"in {place}": place for place in draft.places}} if draft.on() else {}
    alike = all(draft.unit(product) == first for product in draft.raw)
    seasonal = draft.on(0.2)
    for name in ("good", "bad") if seasonal else ("current",):
        columns[name] = {"columns": [name], "unit": f"{first}/{draft.one(('day', 'month', 'year'))}"}
    columns["capacity"] = {"columns": ["tank"], "unit": _capacity_unit(draft)}
    if draft.on(0.3):
        use = (
            {"unit": "percent"},
            {"unit": f"{first}/month"},
            {"values": {"half": numbers.share(0.5), "0": [0, "share"]}},
        )
        columns["own_use"] = {"columns": ["kept"]} | draft.one(use if alike else use[::2])
    columns |= {"price": {"columns": ["paid"], "unit": f"{data['currency']}/{first}"}} if draft.on(0.3) else {}
    columns |= {"weight": {"columns": ["stands for"]}} if draft.on(0.3) else {}
    columns |= {"owner": {"columns": ["owner"]}} if draft.on(0.3) else {}
    if draft.on(0.7):
        chances = {word: numbers.share(chance) if chance else [0, "share"] for word, chance in CHANCES.items()}
        columns["joins"] = {"columns": ["joins"], "values": chances}
    if draft.on(0.3):
        columns["letter"] = {"columns": ["letter"], "values": {"signed": numbers.share(0.95)}}
    if draft.on(0.2):
        columns["status"] = {"columns": ["review"], "values": {"rejected": "exclude", "approved": "blank"}}
    data["survey"] = columns | ({"missing": ["none given"]} if draft.on(0.2) else {})
    header = [column["columns"][0] for column in columns.values()]
    return [header, *_members(draft, columns)]


def _capacity_unit(draft: Draft) -> str:
    """The unit of the capacities in the survey: that of the first link which a class runs with equipment."""
    for kind in draft.data["classes"].values():
        for name in kind.get("runs", ()):
            link = draft.data["links"][name]
            if link.get("takes") and link.get("equipment", True):
                return f"{draft.unit(link['rated'])}/{draft.one(('h', 'day', 'month')) if 'hours' in link else 'month'}"
    return f"{draft.unit(draft.raw[0])}/month"


def _members(draft: Draft, columns: dict[str, dict]) -> list[list[str]]:
    rows, count = [], 0
    for cls in draft.data["classes"]:
        for _ in range(int(draft.rng.integers(1, 6)) if draft.on(0.85) else 30):
            count += 1
            said = _answers(draft, columns, cls, f"M-{count:03}")
            rows.append([said[name] for name in columns])
    return rows


def _answers(draft: Draft, columns: dict[str, dict], cls: str, member: str) -> dict[str, str]:
    size = float(draft.rng.lognormal(0, 0.7))
    amount = f"{draft.one((30, 300)) * size:.0f}"
    said = {
        "member": member, "current": amount, "good": amount, "bad": f"{20 * size:.0f}",
        "capacity": f"{2000 * size:.0f}", "price": f"{15 + size:.1f}", "weight": draft.one(("1", "1", "2.5", "10")),
        "owner": draft.one((member, "O-1")), "joins": draft.one(("yes", "yes", "maybe", "no", "")),
        "letter": draft.one(("", "", "signed")), "status": draft.one(("approved", "approved", "approved", "")),
        "place": _word(columns, "place", draft.one(draft.places)) if draft.places else "",
        "class": _word(columns, "class", cls),
    }  # fmt: skip
    kept = columns.get("own_use", {})
    answers = ("half", "0", "") if kept.get("values") else ("20", "0", "") if draft.on(0.5) else ("10", "")
    return said | {"own_use": draft.one(answers)}


def _word(columns: dict[str, dict], variable: str, name: str) -> str:
    """The answer that means a name."""
    values = columns.get(variable, {}).get("values", {})
    return next((answer for answer, meaning in values.items() if meaning == name), name)
