"""What things are called: titles of products, classes, nodes, markets and paths of the cluster file."""

from collections.abc import Mapping
from dataclasses import dataclass

from capacity.intake.cluster_file.chain import PricePoint
from capacity.intake.cluster_file.risk import REGISTERS
from capacity.intake.cluster_file.schema import Spec
from capacity.present.words.words import NBSP, Words, mark

BODY, ALL = "cluster", "consolidated"
"""parties that are no class: the cluster's own body, and all parties together"""


@dataclass(frozen=True)
class Names:
    """The titles of one cluster in one language; what has no title is called by its name in plain letters."""

    spec: Spec
    words: Words

    def cluster(self) -> str:
        """Return the cluster's title."""
        return self.words.title(self.spec.title, self.spec.cluster)

    def note(self) -> str:
        """Return the note that stands under the title of every page, or nothing."""
        return self.words.title(self.spec.note)

    def product(self, name: str) -> str:
        """Return a product's title, at a place if it names one: raw_milk@upper."""
        return self._at(name, self.spec.products)

    def node(self, name: str) -> str:
        """Return a link's title, at a place if it names one: cooling@upper."""
        return self._at(name, self.spec.links)

    def cls(self, name: str) -> str:
        """Return a member class's title."""
        return self._of(name, self.spec.classes)

    def party(self, name: str) -> str:
        """Return who holds the money: a class by its title, the cluster's own body, all together, an owner by name."""
        if name == ALL:
            return self.words.say("All together")
        if name == BODY and name not in self.spec.classes:
            return self.words.say("The cluster's own body")
        return self.cls(name)

    def market(self, name: str) -> str:
        """Return a market's title."""
        return self._of(name, self.spec.markets)

    def target(self, name: str) -> str:
        """Return a target's title."""
        return self._of(name, self.spec.targets)

    def trade(self, part: str, name: str) -> str:
        """Return the title of a market or a purchase: part is markets or purchases."""
        return self._of(name, getattr(self.spec, part))

    def place(self, name: str) -> str:
        """Return a place's title."""
        return self.words.title(self.spec.places.get(name, ""), name)

    def scenario(self, name: str) -> str:
        """Return a scenario's title; the base is called so."""
        if name == "base":
            return self.words.say("Base")
        found = self.spec.scenarios.get(name)
        return self.words.title(found.title if found else "", name)

    def anything(self, name: str) -> str:
        """Return the title of a node, a product, a market or a class, whichever bears the name."""
        bare = name.partition("@")[0]
        if bare in self.spec.links:
            return self.node(name)
        if bare in self.spec.products:
            return self.product(name)
        return self.market(name) if bare in self.spec.markets else self.cls(name)

    def path(self, path: str) -> str:
        """Return what a path of the cluster file speaks of: classes.household.own_use -> "Households: kept at home"."""
        path, _, place = path.partition("@")
        if place:
            return f"{self.path(path)} · {self.place(place)}"
        parts = path.split(".")
        if parts[0] == "correlations":
            one, other = (self.path(name) for name in self.spec.correlations[int(parts[1])].between)
            return self.words.say("{one} and {other}: how closely they move together", one=one, other=other)
        if parts[0] in REGISTERS and parts[2:3] == ["times"]:
            return f"{self.risk(parts[1])}: {self.path('.'.join(parts[3:]))}"
        owner = self._owner(parts)
        field = next((part for part in reversed(parts) if part in FIELDS), "")
        text = FIELDS.get(f"{parts[1]}.{field}" if len(parts) > 1 else field, FIELDS.get(field, ""))
        said = self.words.say(text) if text else parts[-1].replace("_", " ")
        point = self._point_of(parts) if field == "price" else ""
        said = f"{said} ({point})" if point else said
        return f"{owner}: {said}" if owner else said

    def price_point(self, point: PricePoint | None) -> str:
        """Return what a price stands for: "farm gate, per l, 3.4% fat, VAT included"; nothing where nobody said."""
        if point is None:
            return ""
        said = [self.words.say(POINTS[point.at])] if point.at else []
        said += [self.words.say("per {unit}", unit=self.words.unit(point.per))] if point.per else []
        said += [self.words.say("{share} fat", share=self.percent(point.fat))] if point.fat is not None else []
        said += [self.words.say(VAT[point.vat])] if point.vat else []
        return ", ".join(said)

    def percent(self, value: float) -> str:
        """Return a percentage, 0..100, with one decimal."""
        gap = "" if self.words.language == "en" else NBSP
        return f"{self.words.number(value, 1)}{gap}%"

    def _point_of(self, parts: list[str]) -> str:
        if parts[0] == "markets":
            return self.price_point(self.spec.markets[parts[1]].point) if parts[1] in self.spec.markets else ""
        pays = self.spec.products[parts[1]].pays if parts[0] == "products" and parts[1] in self.spec.products else None
        return self.price_point(pays.point) if pays else ""

    def risk(self, name: str) -> str:
        """Return the title of a risk or event."""
        return self._of(name, self.spec.happenings)

    def step(self, step: str, title: object = "") -> str:
        """Return what a step is called: by its own title, else by what it adds: capacity.cooling@upper."""
        kind, _, at = step.partition(".")
        if kind == "recruitment" and at:
            cls, _, place = at.partition("@")
            parts = dict.fromkeys((self.cls(cls), *([self.place(place)] if place else ())))
            return self.words.say("One more member: {cls}", cls=" · ".join(parts))
        if isinstance(title, (str, Mapping)) and title:
            return self.words.title(title)
        if kind == "capacity":
            return self.words.say("More capacity: {at}", at=self.node(at))
        return self.words.say("Win those who are undecided") if kind == "undecided" else self.scenario(step)

    def _owner(self, parts: list[str]) -> str:
        if len(parts) < 2 or parts[0] not in (*OWNERS, "finance"):
            if parts[0] in REGISTERS and len(parts) > 1:
                return self.risk(parts[1])
            return self.words.title("", parts[1]) if parts[0] == "ramps" and len(parts) > 1 else ""
        if parts[0] == "finance":
            return self._finance(parts)
        owner = self._of(parts[1], getattr(self.spec, parts[0]))
        inner = parts[3] if len(parts) > 3 and parts[2] in ("takes", "makes", "measures") else ""
        return f"{owner}, {self.product(inner) if parts[2] != 'measures' else inner}" if inner else owner

    def _finance(self, parts: list[str]) -> str:
        if len(parts) < 3 or self.spec.finance is None:
            return ""
        if not parts[2].isdigit() or parts[1] == "inflation":
            return self._dated(parts)
        entries = getattr(self.spec.finance, parts[1], ())
        entry = entries[int(parts[2])] if int(parts[2]) < len(entries) else None
        name = next((getattr(entry, key) for key in _CALLED if hasattr(entry, key)), "")
        return self.words.title(getattr(entry, "title", "")) or self.cls(name)

    def _dated(self, parts: list[str]) -> str:
        """Return what a number of the finance block belongs to: a loan product, a party or a currency, and a year."""
        products = self.spec.money.loan_products
        owner = self._of(parts[2], products) if parts[1] == "loan_products" else self.cls(parts[2])
        year = parts[-1] if parts[-1].isdigit() else ""
        return ", ".join(dict.fromkeys(part for part in (owner, year) if part))

    def _of(self, name: str, table: dict) -> str:
        return self.words.title(getattr(table.get(name), "title", ""), name)

    def _at(self, name: str, table: dict) -> str:
        bare, _, place = name.partition("@")
        return f"{self._of(bare, table)} · {self.place(place)}" if place else self._of(bare, table)


_CALLED = ("buy", "pay", "borrower", "pays", "to")
"""by what an entry of the finance block is called"""
OWNERS = ("classes", "links", "products", "markets", "purchases", "targets")
POINTS = {
    "farm_gate": mark("at the farm gate"),
    "collection_point": mark("at the collection point"),
    "plant_gate": mark("at the plant's gate"),
    "wholesale": mark("wholesale"),
    "retail": mark("retail"),
    "border": mark("at the border"),
}
VAT = {
    "included": mark("VAT included"),
    "excluded": mark("without VAT"),
    "none": mark("no VAT charged"),
}
FIELDS = {
    "adds": mark("capacity that is added"),
    "among": mark("borrowers who share it"),
    "amount": mark("amount"),
    "attainable": mark("output that good practice makes possible"),
    "available": mark("amount that can be bought"),
    "bazaar": mark("made or sold at the bazaar"),
    "busy": mark("capacity used for others"),
    "capacity": mark("capacity"),
    "carry": mark("time for which losses are kept"),
    "carry_share": mark("share of profit that losses lower"),
    "chance": mark("chance"),
    "collateral": mark("collateral"),
    "commitment_fee": mark("fee on what is not drawn"),
    "common_error": mark("common error of the answers about joining"),
    "contingency": mark("reserve for what nobody has thought of"),
    "cost": mark("cost"),
    "covenant": mark("debt service cover asked for"),
    "current": mark("output today"),
    "delay": mark("days until members are paid"),
    "demand": mark("demand"),
    "demand_growth": mark("growth of demand"),
    "discount_rate": mark("discount rate"),
    "elsewhere": mark("sold to others"),
    "every": mark("days paid together"),
    "exchange": mark("exchange rate"),
    "fees.share": mark("members' fee, share of sales"),
    "gain": mark("share in the gain"),
    "grace": mark("grace period"),
    "grant_share": mark("largest grant"),
    "grants": mark("grant"),
    "half_by": mark("time until half have joined"),
    "holiday": mark("tax holiday"),
    "horizon": mark("years looked ahead"),
    "hours": mark("hours worked a day"),
    "inflation": mark("inflation"),
    "interest": mark("interest on the stock"),
    "input_vat": mark("value added tax on purchases"),
    "interest_grace": mark("time without interest"),
    "joins": mark("meaning of the answer about joining"),
    "keep": mark("cash that must stay"),
    "keeps": mark("time it keeps"),
    "lasts": mark("how long it lasts"),
    "lead": mark("time from order to work"),
    "leaves": mark("what the mitigation leaves of the effect"),
    "leaves_chance": mark("what the mitigation leaves of the chance"),
    "least": mark("least loan"),
    "letter": mark("meaning of a signed letter"),
    "life": mark("working life"),
    "limit": mark("credit limit"),
    "loss": mark("loss in store"),
    "makes": mark("output per unit"),
    "markup": mark("mark-up"),
    "measures": mark("size of a local measure"),
    "minimum_load": mark("minimum load"),
    "month": mark("month in which it is due"),
    "may_stand": mark("months a year it may stand"),
    "most": mark("largest loan"),
    "needed": mark("members needed"),
    "once": mark("cost to begin"),
    "opening_cash": mark("cash at the start"),
    "output": mark("output"),
    "own_share": mark("own contribution"),
    "own_use": mark("kept at home"),
    "paid_after": mark("days until it is paid"),
    "pays_after": mark("days until it pays"),
    "place_error": mark("common error of the answers at one place"),
    "price": mark("price"),
    "price_growth": mark("growth of the price"),
    "rate": mark("interest rate"),
    "rates": mark("output per unit of the survey"),
    "refinanced": mark("share for old debt"),
    "refinances": mark("share for old debt"),
    "rejects": mark("refused at reception"),
    "reserve": mark("price below which stores are kept"),
    "risk": mark("share in the risk"),
    "room": mark("room in store"),
    "sample": mark("sampling error of the survey"),
    "salvage": mark("worth at the end of its life"),
    "share": mark("share that is financed"),
    "side_selling": mark("sold past the cluster"),
    "start": mark("month in which it begins"),
    "silent": mark("what no answer about joining counts for"),
    "starts": mark("start of the change"),
    "surety": mark("share of futures in which it must hold"),
    "stock": mark("days of cost in store"),
    "surplus": mark("cost of a surplus"),
    "takes": mark("input per unit"),
    "taxes.rate": mark("tax rate"),
    "term": mark("loan term"),
    "times": mark("what it is multiplied by"),
    "unsecured": mark("loan without collateral"),
    "upfront_fee": mark("fee when it is drawn"),
    "usable": mark("usable part of the capacity"),
    "vat": mark("value added tax"),
    "vat_due": mark("time until the tax is paid"),
    "vat_refund": mark("time until the tax is paid back"),
    "with_investment": mark("output with the planned investments"),
    "worth": mark("worth on which interest is paid"),
    "working_days": mark("working days a month"),
}
