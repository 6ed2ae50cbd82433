"""The blocks of a random valid cluster that speak of money and of the future: finance, risks, country, scenarios."""

import copy

PURPOSES = ("investment", "working_capital")


def finance_of(draft) -> dict:
    """The finance block; always there where a price is foreign, else now and then missing."""
    foreign = any("currency" in market for market in draft.data["markets"].values())
    if not foreign and draft.on(0.2):
        return {}
    numbers, money = draft.numbers, draft.data["currency"]
    finance = {"discount_rate": numbers.share(0.12, "1/year")}
    finance |= {"prices": draft.one(("real", "nominal"))} if draft.on() else {}
    finance |= {"convention": draft.one(("end-year", "start-year", "mid-year"))} if draft.on() else {}
    finance |= {"inflation": _dated(draft, lambda: numbers.share(0.08, "1/year"))} if draft.on(0.4) else {}
    if "inflation" not in finance:
        finance.pop("prices", None)
    if foreign or draft.on(0.2):
        finance["exchange"] = {"EUR": _dated(draft, lambda: numbers.of(1.1, f"{money}/EUR"))}
    if draft.on(0.75):
        finance["items"] = [_item(draft, index) for index in range(int(draft.rng.integers(1, 5)))]
    owners = [*draft.data["classes"], "cluster", *(item["owner"] for item in finance.get("items", ()))]
    owners = list(dict.fromkeys(owners))
    if draft.on():
        finance["running"] = [_running(draft, owners) for _ in range(int(draft.rng.integers(1, 4)))]
    finance |= _debt(draft, finance, owners)
    finance |= _support(draft, finance, owners)
    if draft.on(0.3):
        finance["taxes"] = {owner: _tax(draft) for owner in draft.some(owners, 3)}
    if draft.on(0.2):
        finance["opening_cash"] = {owner: numbers.of(500, money) for owner in draft.some(owners, 3)}
    return {"finance": finance | _judged(draft, money)}


def _dated(draft, make) -> object:
    """A number for all years, or one from each of some years on."""
    if draft.on(0.6):
        return make()
    return {year: make() for year in ("2027", *draft.some(("2028", "2030"), 2))}


def _item(draft, index: int) -> dict:
    numbers, money = draft.numbers, draft.data["currency"]
    item = {
        "buy": f"thing {index}",
        "owner": draft.one([*draft.data["classes"], "cooperative", "cluster"]),
        "cost": numbers.of(float(draft.one((1, 20, 500))), f"k{money}"),
    }
    item |= {"name": f"thing{index}"} if draft.on() else {}
    item |= {"month": int(draft.one((0, 3, 14, 70)))} if draft.on(0.7) else {}
    item |= {"lead": numbers.of(3, "month")} if draft.on(0.4) else {}
    item |= {"life": numbers.of(float(draft.one((1, 5, 10))), "year")} if draft.on(0.7) else {}
    item |= {"in_use": item.get("month", 0) + 2} if draft.on(0.2) else {}
    item |= {"replaced": False} if draft.on(0.2) else {}
    item |= {"salvage": numbers.share(0.1)} if draft.on(0.2) else {}
    plans = ("straight", "sum-of-years", "double-declining", "declining-then-straight")
    item |= {"depreciates": draft.one(plans)} if draft.on(0.3) else {}
    item |= {"adds": _adds(draft)} if draft.on() else {}
    return draft.titled(item)


def _adds(draft) -> dict:
    links = {name: link for name, link in draft.data["links"].items() if link.get("takes")}
    if not links:
        return {}
    name = draft.one(list(links))
    node = f"{name}@{draft.one(draft.places)}" if links[name].get("per") else name
    return {node: draft.numbers.of(50, f"{draft.unit(links[name]['rated'])}/day")}


def _running(draft, owners: list[str]) -> dict:
    cost = {"pay": "somebody", "cost": draft.numbers.of(200, f"{draft.data['currency']}/month")}
    cost |= {"owner": draft.one(owners)} if draft.on() else {}
    return draft.titled(cost | ({"start": int(draft.one((1, 8, 40)))} if draft.on(0.3) else {}))


def _debt(draft, finance: dict, owners: list[str]) -> dict:
    numbers, money = draft.numbers, draft.data["currency"]
    found = {}
    if draft.on(0.3):
        found["loan_products"] = {f"credit{i}": _loan_product(draft) for i in range(int(draft.rng.integers(1, 3)))}
    if draft.on(0.5):
        loans = [_loan(draft, finance, found, owners) for _ in range(int(draft.rng.integers(1, 4)))]
        found["loans"] = [loan for loan in loans if loan]
    if draft.on(0.25):
        line = {"borrower": draft.one(owners), "rate": numbers.share(0.15, "1/year")}
        line |= {"limit": numbers.of(5000, money)} if draft.on() else {}
        found["credit_lines"] = [line | ({"keep": numbers.of(300, money)} if draft.on() else {})]
    return found


def _loan_product(draft) -> dict:
    numbers, money = draft.numbers, draft.data["currency"]
    product = {"term": [int(draft.one((24, 60))), "month"], **_interest(draft), "lender": "A bank"}
    product |= {"grace": [6, "month"]} if draft.on(0.4) else {}
    product |= {"pays": draft.one(("annuity", "equal"))} if draft.on(0.4) else {}
    product |= {"least": numbers.of(100, money), "most": numbers.of(9000, money)} if draft.on(0.4) else {}
    product |= {"unsecured": numbers.of(500, money)} if draft.on(0.3) else {}
    product |= {"own_share": numbers.share(0.2)} if draft.on(0.3) else {}
    product |= {"pays_for": ["investment", "working_capital", "refinancing"]} if draft.on(0.3) else {}
    product |= {"refinances": numbers.share(0.5)} if draft.on(0.2) else {}
    product |= {"borrowers": draft.some(list(draft.data["classes"]))} if draft.on(0.2) else {}
    product |= {"needs_contract": True} if draft.on(0.2) else {}
    product |= {"upfront_fee": numbers.share(0.01)} if draft.on(0.3) else {}
    product |= {"commitment_fee": numbers.share(0.01, "1/year")} if draft.on(0.2) else {}
    return draft.titled(product | ({"covenant": numbers.of(1.2, "share")} if draft.on(0.3) else {}))


def _interest(draft) -> dict:
    if draft.on(0.85):
        return {"rate": draft.numbers.share(0.12, "1/year")}
    return {"markup": draft.numbers.share(0.15)}


def _loan(draft, finance: dict, found: dict, owners: list[str]) -> dict:
    numbers, money = draft.numbers, draft.data["currency"]
    buyers = [item["owner"] for item in finance.get("items", ())]
    by_share = bool(buyers) and draft.on(0.6)
    loan = {"borrower": draft.one(buyers) if by_share else draft.one(owners)}
    loan |= {"share": numbers.share(0.5)} if by_share else {"amount": numbers.of(3000, money)}
    names = [i["name"] for i in finance.get("items", ()) if i["owner"] == loan["borrower"] and "name" in i]
    loan |= {"items": names} if by_share and names and draft.on(0.4) else {}
    if "loan_products" in found and draft.on(0.6):
        loan["product"] = draft.one(list(found["loan_products"]))
    else:
        loan |= {"term": [int(draft.one((6, 24, 60))), "month"], **_interest(draft)}
        loan |= {"grace": [3, "month"]} if draft.on(0.3) else {}
        loan |= {"interest_grace": [3, "month"]} if draft.on(0.15) else {}
        loan |= _repayment(draft, loan)
        loan |= {"upfront_fee": numbers.share(0.01)} if draft.on(0.2) else {}
        loan |= {"commitment_fee": numbers.share(0.01, "1/year")} if draft.on(0.2) else {}
    loan |= {"month": int(draft.one((0, 4, 13)))} if draft.on(0.3) else {}
    plain = not by_share and "markup" not in loan and "product" not in loan
    loan |= {"tranches": [0.5, 0, 0.5]} if plain and draft.on(0.3) else {}
    loan |= {"currency": "EUR"} if "exchange" in finance and plain and draft.on(0.3) else {}
    loan |= {"purpose": draft.one(PURPOSES)} if draft.on(0.3) else {}
    loan |= {"contract": True} if draft.on(0.2) else {}
    loan |= {"collateral": numbers.of(2000, money)} if draft.on(0.2) else {}
    loan |= {"among": [3, "member"]} if draft.on(0.2) else {}
    loan |= {"refinanced": numbers.share(0.2)} if draft.on(0.1) else {}
    return draft.titled(loan | ({"covenant": numbers.of(1.3, "share")} if draft.on(0.2) else {}))


def _repayment(draft, loan: dict) -> dict:
    if "markup" in loan or draft.on():
        return {}
    pays = draft.one(("annuity", "equal", "bullet", "profile"))
    payments = loan["term"][0] - loan.get("grace", [0])[0]
    profile = {"profile": [round(float(w), 2) for w in draft.rng.uniform(0.5, 2, payments)]}
    return {"pays": pays} | (profile if pays == "profile" else {})


def _support(draft, finance: dict, owners: list[str]) -> dict:
    numbers, money, found = draft.numbers, draft.data["currency"], {}
    buyers = [item["owner"] for item in finance.get("items", ())]
    if draft.on(0.4):
        by_share = bool(buyers) and draft.on()
        grant = {"to": draft.one(buyers), "share": numbers.share(0.3)} if by_share else {}
        grant = grant or {"to": draft.one(owners), "amount": numbers.of(2000, money)}
        grant |= {"donor": "A fund"} if draft.on() else {}
        found["grants"] = [grant | ({"month": 5} if draft.on(0.3) else {})]
    if draft.on(0.2):
        subsidy = {"to": draft.one(owners), "amount": numbers.of(100, f"{money}/month")}
        found["subsidies"] = [subsidy | ({"lasts": [9, "month"], "start": 2} if draft.on() else {})]
    if draft.on(0.3):
        kinds = draft.some(("cash", "in_kind", "venture", "public"), 2)
        found["equity"] = [_equity(draft, owners, kind) for kind in kinds]
    if draft.on(0.2):
        fee = {"share": numbers.share(0.02)} if draft.on() else {"amount": numbers.of(50, f"{money}/month")}
        found["fees"] = [{"pays": draft.one(list(draft.data["classes"])), **fee}]
    return found


def _equity(draft, owners: list[str], kind: str) -> dict:
    paid = {"to": draft.one(owners), "amount": draft.numbers.of(1000, draft.data["currency"]), "kind": kind}
    paid |= {"by": "A partner"} if draft.on(0.6) else {}
    paid |= {"month": 4} if draft.on(0.3) else {}
    return paid | ({"gain": draft.numbers.share(0.2), "risk": draft.numbers.share(0.3)} if draft.on() else {})


def _tax(draft) -> dict:
    numbers = draft.numbers
    tax = {"rate": _dated(draft, lambda: numbers.share(0.1))}
    tax |= {"on": "turnover"} if draft.on(0.3) else {}
    tax |= {"regime": "A patent"} if draft.on(0.3) else {}
    tax |= {"holiday": [6, "month"]} if draft.on(0.3) else {}
    tax |= {"carry": [24, "month"]} if draft.on(0.3) else {}
    tax |= {"carry_share": numbers.share(0.5)} if draft.on(0.3) else {}
    if draft.on(0.4):
        tax["vat"] = _dated(draft, lambda: numbers.share(0.12))
        tax |= {"input_vat": _dated(draft, lambda: numbers.share(0.1))} if draft.on(0.3) else {}
        tax |= {"vat_due": [2, "month"]} if draft.on(0.3) else {}
        tax |= {"vat_refund": [3, "month"]} if draft.on(0.3) else {}
    return tax


def _judged(draft, money: str) -> dict:
    numbers = draft.numbers
    found = {"drawings": "none"} if draft.on(0.3) else {}
    found |= {"covenant": numbers.of(1.2, "share")} if draft.on(0.2) else {}
    found |= {"surety": numbers.share(0.8)} if draft.on(0.2) else {}
    found |= {"own_share": numbers.share(0.2)} if draft.on(0.2) else {}
    found |= {"grant_share": numbers.share(0.5)} if draft.on(0.2) else {}
    found |= {"contingency": numbers.share(0.1)} if draft.on(0.2) else {}
    return found | ({"budget": numbers.of(20, f"k{money}")} if draft.on(0.2) else {})


def register_of(draft) -> dict:
    """Events, risks, ramps and correlations."""
    paths, found = _moving(draft), {}
    struck = [*paths, *_decided(draft)]
    for register in ("events", "risks"):
        if draft.on(0.4):
            count = int(draft.rng.integers(1, 4))
            found[register] = {f"{register[:-1]}{i}": _event(draft, struck) for i in range(count)}
    if draft.on(0.4):
        found["ramps"] = {f"ramp{i}": _ramp(draft, path) for i, path in enumerate(draft.some(paths, 4))}
    numbers = ((path, value) for path, value in quantities_of(draft.data, ()) if not path.startswith("joining."))
    ranged = [path for path, value in numbers if _is_range(value) and KEYED.isdisjoint(path.split("."))]
    if len(ranged) > 1 and draft.on(0.3):
        pair = [str(path) for path in draft.rng.choice(ranged, 2, replace=False)]
        found["correlations"] = [{"between": pair, "is": draft.one((0.7, -0.5, 1.0))}]
    return found


def _moving(draft) -> list[str]:
    data, paths = draft.data, []
    for name in data["classes"]:
        paths += [f"classes.{name}.{field}" for field in ("output", "own_use", "side_selling", "rejects", "bazaar")]
    for name, link in data["links"].items():
        paths += [f"links.{name}.{field}" for field in ("capacity", "cost")]
        paths += [f"links.{name}.{side}.{product}" for side in ("takes", "makes") for product in link.get(side, {})]
    for part, fields in (("markets", ("price", "demand")), ("purchases", ("price", "available"))):
        paths += [f"{part}.{name}.{field}" for name in data.get(part, {}) for field in fields]
    paths += [f"products.{n}.pays.{f}" for n, p in data["products"].items() if "pays" in p for f in ("price", "delay")]
    return paths + [f"finance.exchange.{name}" for name in data.get("finance", {}).get("exchange", {})]


def _decided(draft) -> list[str]:
    items = enumerate(draft.data.get("finance", {}).get("items", ()))
    paths = [f"finance.items.{i}.{name}" for i, item in items for name in ("cost", "lead") if name in item]
    return paths + (["joining.half_by"] if "half_by" in draft.data.get("joining", {}) else [])


def _event(draft, paths: list[str]) -> dict:
    numbers, money = draft.numbers, draft.data["currency"]
    event = {"chance": numbers.share(float(draft.one((0.05, 0.3, 0.9))), "1/year"), "lasts": numbers.of(4, "month")}
    event["times"] = {path: numbers.of(float(draft.one((0.3, 0.8, 1.5))), "share") for path in draft.some(paths, 3)}
    event |= {"answers": "Somebody"} if draft.on(0.3) else {}
    if draft.on(0.5):
        done = {"does": "A contract", draft.one(("leaves", "leaves_chance")): numbers.share(0.5)}
        done |= {"cost": numbers.of(20, f"{money}/month")} if draft.on() else {}
        done |= {"once": numbers.of(300, money), "month": 3} if draft.on() else {}
        done |= {"owner": draft.one(list(draft.data["classes"]))} if draft.on(0.3) else {}
        event["mitigation"] = draft.titled(done | ({"taken": True} if draft.on(0.4) else {}))
    return draft.titled(event)


def _ramp(draft, path: str) -> dict:
    numbers = draft.numbers
    ramp = {"of": path, "times": numbers.of(float(draft.one((0.8, 1.3))), "share")}
    ramp |= {"starts": numbers.of(6, "month")} if draft.on() else {}
    return draft.titled(ramp | ({"takes": numbers.of(12, "month")} if draft.on() else {}))


def economy_of(draft) -> dict:
    """How the country counts."""
    if not draft.on(0.35):
        return {}
    numbers, data = draft.numbers, draft.data
    working = [name for name, link in data["links"].items() if link.get("takes")]
    lines = [f"{part}.{name}" for part in ("markets", "purchases") for name in data.get(part, {})]
    lines += [*(f"links.{name}" for name in working), "finance.items", "finance.running"]
    economy = {"discount_rate": numbers.share(0.08, "1/year")} if draft.on() or "finance" not in data else {}
    economy |= {"transfers": {line: numbers.share(0.1) for line in draft.some(lines)}} if draft.on() else {}
    economy |= {"factors": {line: numbers.of(1.1, "share") for line in draft.some(lines)}} if draft.on() else {}
    economy |= {"shadow_wage": numbers.share(0.7)} if draft.on() else {}
    if working and draft.on(0.7):
        economy["work"] = {name: _work(draft, name) for name in draft.some(working, 3)}
    return {"economy": economy}


def _work(draft, link: str) -> dict:
    numbers, unit = draft.numbers, draft.unit(draft.data["links"][link]["rated"])
    work = {"wage": numbers.of(300, f"{draft.data['currency']}/month")}
    work |= {"women": numbers.of(2, "worker")} if draft.on(0.7) else {}
    work |= {"men": numbers.of(1, "worker")} if draft.on(0.7) else {}
    work |= {"per": numbers.of(500, f"{unit}/month")} if draft.on(0.4) else {}
    return work | ({"unpaid": True} if draft.on(0.3) else {})


FIXED = ("horizon", "survey", "correlations", "sources")
WORKED = {"working_days", "hours", "measures"}
KEYED = {"times", "transfers", "factors"}
"""blocks whose keys have dots of their own: no scenario can point into them"""
SHAPES = {"pert", "triangular", "uniform", "normal", "lognormal", "discrete", "estimate"}


def scenarios_of(draft) -> dict:
    """Up to three scenarios that change some numbers."""
    if not draft.on(0.5):
        return {}
    paths = [
        (path, value)
        for path, value in quantities_of(draft.data, ())
        if path.split(".")[0] not in FIXED and (WORKED | KEYED).isdisjoint(path.split("."))
    ]
    found = {}
    for index in range(int(draft.rng.integers(1, 4))):
        chosen = draft.rng.choice(len(paths), min(len(paths), int(draft.rng.integers(0, 4))), replace=False)
        changes = {paths[i][0]: _lower(paths[i][1]) for i in sorted(chosen)}
        changes = {path: value for path, value in changes.items() if not _profiled(draft.data, path)}
        scenario = {"set": changes, "reason": "It may be so"}
        scenario |= {"kind": draft.one(("outlook", "practice", "investment", "recruitment"))} if draft.on() else {}
        found[f"scenario{index}"] = draft.titled(scenario)
    return {"scenarios": found}


def _profiled(data: dict, path: str) -> bool:
    """Whether it is the term or grace of a loan with a weight for each payment: they have to fit together."""
    parts = path.split(".")
    loan = data["finance"]["loans"][int(parts[2])] if parts[:2] == ["finance", "loans"] else {}
    return loan.get("pays") == "profile" and parts[-1] in ("term", "grace")


def _lower(value: list | dict) -> list | dict:
    """A tenth less of a number, in the form in which it stands."""
    if isinstance(value, list):
        return [item if isinstance(item, (str, bool)) else float(f"{item * 0.9:.4g}") for item in value]
    return copy.deepcopy(value)


def quantities_of(value: object, path: tuple = ()):
    """Yield the dotted path and the value of every number of a cluster file's data."""
    if isinstance(value, dict) and not _is_shaped(value):
        for key, item in value.items():
            yield from quantities_of(item, (*path, key))
    elif _is_shaped(value) or _is_listed(value):
        yield ".".join(map(str, path)), value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from quantities_of(item, (*path, index))


def _is_listed(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], (int, float)) and isinstance(value[-1], str)


def _is_shaped(value: object) -> bool:
    return isinstance(value, dict) and "unit" in value and not SHAPES.isdisjoint(value)


def _is_range(value: list | dict) -> bool:
    return isinstance(value, dict) or len([item for item in value if isinstance(item, (int, float))]) == 3
