"""Whether the parts of a cluster file fit together: names that exist, shares that are shares, mass that balances."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from pydantic import BaseModel

from capacity.intake.cluster_checks.money_checks import money_issues, money_references, parties
from capacity.intake.cluster_file.conversion import product_measures
from capacity.intake.cluster_file.economy import WHOLE
from capacity.intake.cluster_file.exchange import exchange_references
from capacity.intake.cluster_file.register import decided_paths
from capacity.intake.cluster_file.risk import REGISTERS
from capacity.intake.cluster_file.schema import Correlation, Spec
from capacity.intake.cluster_file.shown_units import priced_products
from capacity.intake.findings import Found, InputError, Issue, Place, Where, nearest
from capacity.intake.quantities.bounds import RATES, bound_issues, limits
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import factor, parse_unit
from capacity.intake.spelling import nearest_titled

LONGEST = 50
"""years that can be projected"""
MOST_CUT = 0.1
"""chance beyond what can be, above which a distribution with tails is refused instead of cut"""


def reference_issues(spec: Spec, where: Where) -> list[Issue]:
    """Return every name that is used and not declared, with its place in the file."""
    checks = [*_references(spec), *stated_sources(spec, spec)]
    return [
        Issue(f'"{name}" is not among the {kind}', _meant(spec, name, known), file=where(path), value=name, code="Y06")
        for path, name, kind, known in checks
        if name not in known
    ]


def _meant(spec: Spec, name: str, known: Iterable[str]) -> str:
    """Return advice that names what has such a title, in any language and in Latin letters, else the nearest name."""
    known = list(known)
    blocks = (spec.links, spec.products, spec.classes, spec.markets, spec.seasons)
    titled = {key: entry.title for block in blocks for key, entry in block.items() if key in known}
    return nearest_titled(name, known, titled)


def used_names(spec: Spec) -> set[tuple[str, str]]:
    """Return the kind and the name of everything that is named somewhere: ("seasons", "pasture")."""
    return {(kind, name) for _, name, kind, _ in _references(spec)}


def _references(spec: Spec) -> list[tuple]:
    return [*_links(spec), *_members(spec), *_outlets(spec), *_money(spec), *_economy(spec), *_targets(spec)]


def stated_sources(part: object, spec: Spec, path: tuple = ()) -> Iterator[tuple]:
    """Yield the source that each part of a spec names, wherever one may stand: its path, name, kind, those declared."""
    if isinstance(part, BaseModel):
        fields = {info.alias or name: getattr(part, name) for name, info in type(part).model_fields.items()}
        if fields.get("source") and not isinstance(part, Correlation):
            yield (*path, "source"), fields["source"], "sources", spec.sources
        part = fields
    elif isinstance(part, tuple):
        part = dict(enumerate(part))
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from stated_sources(value, spec, (*path, key))


def _links(spec: Spec) -> Iterator[tuple]:
    for name, link in spec.links.items():
        yield ("links", name, "rated"), link.rated, "products", spec.products
        for field in ("takes", "makes"):
            for product in getattr(link, field):
                yield ("links", name, field, product), product, "products", spec.products
    for name, product in spec.products.items():
        if product.store.release.calendar:
            yield ("products", name, "store"), product.store.release.calendar, "seasons", spec.seasons
        if product.pays and product.pays.season:
            yield ("products", name, "pays", "season"), product.pays.season, "seasons", spec.seasons


def _members(spec: Spec) -> Iterator[tuple]:
    for name, kind in spec.classes.items():
        for link in kind.runs:
            yield ("classes", name, "runs"), link, "links", spec.links
        if kind.season:
            yield ("classes", name, "season"), kind.season, "seasons", spec.seasons
    column = spec.survey.member_class
    for answer, meaning in (column.values if column else {}).items():
        if isinstance(meaning, str) and meaning not in ("exclude", "blank"):
            yield ("survey", "class", "values", answer), meaning, "classes", spec.classes


def _outlets(spec: Spec) -> Iterator[tuple]:
    for name, market in spec.markets.items():
        yield ("markets", name, "buys"), market.buys, "products", spec.products
        for field in ("price_season", "demand_season"):
            if getattr(market, field):
                yield ("markets", name, field), getattr(market, field), "seasons", spec.seasons
    for kind, sellers in (("purchases", spec.purchases), ("targets", spec.targets)):
        for name, seller in sellers.items():
            yield (kind, name, "sells"), seller.sells, "products", spec.products
    yield from exchange_references(spec)


def _money(spec: Spec) -> Iterator[tuple]:
    yield from money_references(spec)
    for index, item in enumerate(spec.finance.items if spec.finance else ()):
        for node in item.adds:
            yield ("finance", "items", index, "adds", node), node.partition("@")[0], "links", spec.links


def _targets(spec: Spec) -> Iterator[tuple]:
    known = target_paths(spec)
    for name, ramp in spec.ramps.items():
        yield ("ramps", name, "of"), _without_place(ramp.of), "paths that can move", known
    struck = [*known, *decided_paths(spec)]
    for register in REGISTERS:
        for name, event in getattr(spec, register).items():
            for target in event.times:
                yield (register, name, "times", target), _without_place(target), "paths that can move", struck
            if event.mitigation:
                owner = event.mitigation.owner
                yield (register, name, "mitigation", "owner"), owner, "member classes and owners", parties(spec)


def _economy(spec: Spec) -> Iterator[tuple]:
    if spec.economy is None:
        return
    links = [name for name, link in spec.links.items() if link.takes]
    lines = [f"{part}.{name}" for part in ("markets", "purchases") for name in getattr(spec, part)]
    lines += [f"links.{name}" for name in links]
    for field in ("transfers", "factors"):
        for line in getattr(spec.economy, field):
            yield ("economy", field, line), line, "lines of the cash flow", [*lines, *WHOLE]
    for name in spec.economy.work:
        yield ("economy", "work", name), name, "links that take something", links


def _without_place(target: str) -> str:
    parts = target.split(".")
    return ".".join(part.partition("@")[0] if parts[0] == "links" else part for part in parts)


def target_paths(spec: Spec) -> list[str]:
    """Return the paths that ramps and events may multiply; a link may be named at a place too (links.cooling@upper)."""
    moving: dict[str, tuple[Iterable[str], tuple[str, ...]]] = {
        "classes": (spec.classes, ("output", "own_use", "bazaar", "elsewhere", "side_selling", "rejects")),
        "links": (spec.links, ("capacity", "cost")),
        "markets": (spec.markets, ("price", "demand")),
        "purchases": (spec.purchases, ("price", "available")),
        "products": ({name: p for name, p in spec.products.items() if p.pays}, ("pays.price", "pays.delay")),
    }
    paths = [f"{part}.{name}.{field}" for part, (names, fields) in moving.items() for name in names for field in fields]
    paths += [f"finance.exchange.{name}" for name in (spec.finance.exchange if spec.finance else ())]
    for name, link in spec.links.items():
        paths += [f"links.{name}.{side}.{product}" for side in ("takes", "makes") for product in getattr(link, side)]
    return paths


def drawn_issues(base: Spec, changed: Spec, place: str) -> list[Issue]:
    """Return where a scenario changes how the survey was drawn: its weights were made with the base's."""
    one, other = (s.survey.design and s.survey.design.model_copy(update={"overstated": None}) for s in (base, changed))
    if one == other:
        return []
    fix = "change it in the cluster file, for all; a scenario may change survey.design.overstated"
    return [
        Issue(
            "a scenario cannot change survey.design: the members' weights come from the base's",
            fix,
            file=place,
            code="Y09",
        )
    ]


def worked_time_issues(base: Spec, changed: Spec, place: str) -> list[Issue]:
    """Return where a scenario changes the days or hours with which the survey's capacities were read."""
    return [
        Issue(
            f"a scenario cannot change links.{name}.{field}: the survey's capacities were read with the base's",
            f"change links.{name}.usable in the same proportion",
            file=place,
            code="Y09",
        )
        for name, link in changed.links.items()
        for field in ("working_days", "hours")
        if base.survey.capacity and name in base.links and getattr(link, field) != getattr(base.links[name], field)
    ]


def value_issues(spec: Spec, quantities: Iterable[tuple[tuple, Quantity]], where: Where) -> list[Issue]:
    """Return numbers that cannot be: negative, shares outside 0..1, a rate of 12 for 12 %, sources nobody declared."""
    found: list[Issue] = []
    for path, quantity in quantities:
        place = Place(file=where(path), value=quantity.stated)
        least, most = limits(path, quantity.unit)
        if quantity.low < 0 == least:
            found.append(Issue("a negative number", "write the amount without its sign", **place, code="Y21"))
        if quantity.high > most and path[-1] in RATES:
            fix = f"did you mean {quantity.mode / 100:g}? Write [{quantity.mode / 100:g}, 1/year]"
            found.append(Issue(f"{quantity.mode:g} a year is {quantity.mode:.0%}", fix, **place, code="Y21"))
        elif quantity.high > most and least == 0:
            fix = "write shares from 0 to 1 with share, e.g. [0.12, share], and percentages with percent: [12, percent]"
            found.append(Issue(f"a share of {quantity.high:g} is more than all", fix, **place, code="Y21"))
        if quantity.low >= least and quantity.high <= most:
            found += [issue.at(**place) for issue in bound_issues(path, quantity)]
        if quantity.cut_off > MOST_CUT:
            problem = f"{quantity.cut_off:.0%} of the distribution lies where the number cannot be"
            found.append(Issue(problem, "write low, most likely and high", **place, code="Y09"))
        if not quantity.source:
            fix = "add source: NAME at the top or as the last item"
            found.append(Issue("the number has no source", fix, **place, code="Y04"))
        elif quantity.source not in spec.sources:
            fix = nearest(quantity.source, spec.sources)
            found.append(Issue(f'"{quantity.source}" is not among the sources', fix, **place, code="Y06"))
    return found


def chain_issues(spec: Spec, where: Where) -> list[Issue]:
    """Return recipes that make more mass than they take, cycles, seasons that do not add up, chains without a sink."""
    found = [*_mass(spec), *_registers(spec), *_seasons(spec), *_outlet_missing(spec), *_horizon(spec)]
    found += [*_late_targets(spec), *_stock_interest(spec), *_since_joining(spec), *_price_units(spec)]
    found += _central_makers(spec)
    placed = [issue.at(file=where(path)) for path, issue in found]
    return [*placed, *money_issues(spec, where), *(issue.at(file=where(("links",))) for issue in _circles(spec))]


def _circles(spec: Spec) -> Iterator[Issue]:
    graph = {p: {q for link in spec.links.values() if p in link.makes for q in link.takes} for p in spec.products}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        yield Issue(f"the links run in a circle: {circle}", "let each link make a new product", code="Y09")


def _registers(spec: Spec) -> Found:
    for name in sorted(spec.events.keys() & spec.risks.keys()):
        yield ("risks", name), Issue(f"{name} is an event and a risk", "keep it in one of the two blocks", code="Y09")
    for register in REGISTERS:
        for name, event in getattr(spec, register).items():
            done = event.mitigation
            if done and done.leaves is None and done.leaves_chance is None:
                fix = "add leaves: [0.5, share] (of the effect) or leaves_chance: [0.5, share]"
                problem = f"nothing says what the mitigation leaves of {name}"
                yield (register, name, "mitigation"), Issue(problem, fix, code="Y09")


def _horizon(spec: Spec) -> Found:
    months = spec.horizon.mode
    if spec.horizon.is_range:
        yield ("horizon",), Issue("a horizon is one number, not a range", "write e.g. horizon: [10, year]", code="Y09")
    elif not 1 <= months / 12 <= LONGEST or abs(months / 12 - round(months / 12)) > 1e-9:
        problem = f"a horizon of {months:g} months: money is counted in whole years, from 1 to {LONGEST}"
        fix = f"write e.g. horizon: [{min(LONGEST, max(1, round(months / 12)))}, year]"
        yield ("horizon",), Issue(problem, fix, code="Y09")


def _stock_interest(spec: Spec) -> Found:
    for name, product in spec.products.items():
        if (product.store.interest is None) != (product.store.worth is None):
            fix = "state both: interest: [0.18, 1/year] and worth: what a unit in store would fetch"
            yield ("products", name, "store"), Issue("interest on the stock and its worth go together", fix, code="Y09")


def _late_targets(spec: Spec) -> Found:
    years = round(spec.horizon.mode / 12)
    for name, target in spec.targets.items():
        if target.year > years:
            problem = f"a target in year {target.year}: the horizon ends with year {years}"
            yield ("targets", name, "year"), Issue(problem, "name an earlier year, or look farther ahead", code="Y09")


def _since_joining(spec: Spec) -> Found:
    for name, ramp in spec.ramps.items():
        part, _, name_of = ramp.of.rpartition(".")[0].partition(".")
        runs = spec.classes[name_of].runs if part == "classes" and name_of in spec.classes else ()
        if ramp.counts_from == "joining" and all(spec.links[link].takes for link in runs if link in spec.links):
            problem = f"{ramp.of} has no members who join: its ramp cannot count from their joining"
            fix = "leave counts_from out, or move what a class that produces makes, keeps or sells (classes.X.output)"
            yield ("ramps", name, "counts_from"), Issue(problem, fix, code="Y09")


def _price_units(spec: Spec) -> Found:
    for path, product, point in priced_products(spec):
        unit = spec.products[product].unit
        try:
            factor(point.per or unit, unit, product_measures(spec, product))
        except InputError as error:
            fix = f"name a unit of {product}: {unit}, or one of its measures"
            yield (*path, "per"), Issue(error.issues[0].problem, fix, value=point.per, code="Y08")


def _central_makers(spec: Spec) -> Found:
    local = {product for link in spec.links.values() if link.per for product in link.takes}
    for name, link in spec.links.items():
        central = sorted(local & set(link.makes)) if link.takes and not link.per else []
        if central:
            problem = f"the link {name} makes {central[0]} for the whole cluster, but another link takes it per place"
            fix = f"give {name} per: place, or take per: place from the other link"
            yield ("links", name), Issue(problem, fix, code="Y09")


def _mass(spec: Spec) -> Found:
    for name, link in spec.links.items():
        taken, made = (_kilograms(spec, getattr(link, side)) for side in ("takes", "makes"))
        if taken is not None and made is not None and link.takes and made > taken * (1 + 1e-9):
            fix = "check the yields, or declare the input that is missing (water, additives)"
            yield (
                ("links", name, "makes"),
                Issue(f"the link {name} makes {made:g} kg out of {taken:g} kg", fix, code="Y09"),
            )


def _kilograms(spec: Spec, side: dict[str, Quantity]) -> float | None:
    total = 0.0
    for product, quantity in side.items():
        unit = parse_unit(spec.products[product].unit, product_measures(spec, product))
        if unit.powers != (("kg", 1),):
            return None
        total += quantity.mode * unit.factor
    return total


def _seasons(spec: Spec) -> Found:
    wanted = {"percent": 100.0, "share": 1.0, "index": 12.0}
    for name, season in spec.seasons.items():
        total, target = sum(season.by_month), wanted[season.unit]
        if min(season.by_month) < 0 or abs(total / target - 1) > 0.01:
            problem = f"the months of the season {name} sum to {total:g}, not to {target:g}"
            fix = next((f"write unit: {unit}" for unit, whole in wanted.items() if abs(total / whole - 1) <= 0.01), "")
            fix = fix or f"{_missing(target - total)}: check the twelve numbers"
            yield ("seasons", name, "by_month"), Issue(problem, fix, code="Y09")


def _missing(amount: float) -> str:
    return f"{amount:g} is missing" if amount > 0 else f"{-amount:g} is too much"


def _outlet_missing(spec: Spec) -> Found:
    sold = {market.buys for market in spec.markets.values()}
    taken = {product for link in spec.links.values() for product in link.takes}
    for name, link in spec.links.items():
        main = next(iter(link.makes), None)
        if main is None:
            yield ("links", name), Issue(f"the link {name} makes nothing", "add makes: {PRODUCT: [1, kg]}", code="Y09")
        elif main not in sold | taken:
            problem = f"nobody buys or uses {main}, which the link {name} makes"
            fix = f"add a market that buys: {main}, or a link that takes it"
            yield ("links", name, "makes", main), Issue(problem, fix, code="Y09")
