"""Who is who in a cluster: its functional scheme, who could lead it, on whom it depends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.of_scheme import scheme
from capacity.present.parts.section import Exhibit, Section, Table, make_table, tabled
from capacity.present.words.names import Names
from capacity.present.words.reading import finite
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from capacity.model.results.ground import Diagnosis

ROLES = {
    "core": mark("in the chain itself"),
    "non_core": mark("beside the chain"),
    "key_partner": mark("key partner"),
    "counterparty": mark("other counterparty"),
}


def structure(found: Diagnosis, words: Words) -> Section:
    """Return the functional scheme: who is in the chain, who could lead, on whom it depends; it names members."""
    drawn = scheme(found.study, words)
    names = Names(found.study.cluster.spec, words)
    table = _roles(found, words, names)
    exhibits = (Exhibit("scheme", table, drawn), *tabled("anchors", _anchors(found, words, names)))
    return Section(
        "diagnosis-structure",
        words.say("Who is who"),
        exhibits=(*exhibits, *tabled("partners", _partners(found, words))),
    )


def _roles(found: Diagnosis, words: Words, names: Names) -> Table:
    columns = (
        (words.say("Class"), lambda row: names.cls(row.cls)),
        (words.say("Role"), lambda row: words.known(row.role, ROLES)),
        (words.say("Members asked"), lambda row: words.number(row.members, 0)),
    )
    return make_table(words.say("Members by class"), found.tables["diagnosis_roles"], columns, 2)


def _anchors(found: Diagnosis, words: Words, names: Names) -> Table | None:
    rows = found.tables["diagnosis_anchors"]
    if rows.empty:
        return None
    currency = words.unit(found.study.cluster.spec.currency)
    columns = (
        (words.say("Member"), lambda row: row.member),
        (words.say("Class"), lambda row: names.cls(row.cls)),
        (words.say("Share of what its class can make"), lambda row: words.share(row.share)),
        (words.say("Buys from members, {unit} a year", unit=currency), lambda row: _known(words, row.bought_within)),
        (words.say("Deals with so many members"), lambda row: words.number(row.partners, 0)),
    )
    return make_table(words.say("Who could lead the cluster"), rows, columns, 2)


def _known(words: Words, value: float) -> str:
    return words.amount(value) if finite(value) else "–"


def _partners(found: Diagnosis, words: Words) -> Table | None:
    """Return who supplies the members from outside: of the sales, then those that diagnosis.yml states."""
    currency = words.unit(found.study.cluster.spec.currency)
    rows: list[tuple[str, ...]] = [
        (row.partner, row.product, words.known(row.role, ROLES), words.amount(row.worth), words.share(row.share))
        for row in found.tables["diagnosis_partners"].itertuples(index=False)
    ]
    rows += [
        (words.title(one.title), words.title(one.supplies), words.known(one.role, ROLES), "–", "–")
        for one in found.evidence.stated.partners
    ]
    if not rows:
        return None
    said = (words.say("Partner"), words.say("Supplies"), words.say("Role"))
    figures = (words.say("{unit} a year", unit=currency), words.say("Share of what members buy of it"))
    return Table(words.say("On whom the members depend"), (*said, *figures), tuple(rows), 3)
