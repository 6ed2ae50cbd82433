"""A chain of one farm and one plant with a vat to pay off, and what is sought in it: every figure by hand."""

from functools import partial
from pathlib import Path

from money_clusters import ROWS, one_chain
from small_clusters import make_cluster, make_members

from capacity.intake.documents.document import Document
from capacity.intake.scenarios import Written
from capacity.model.goal_seek.sought import Question, sought
from capacity.model.whatif.asked import glanced

FINANCE = {
    "discount_rate": [0.1, "1/year"],
    "prices": "real",
    "items": [{"buy": "vat", "owner": "plant", "cost": [120000, "KGS"], "month": 0, "life": [2, "year"]}],
    "loans": [{"borrower": "plant", "share": [0.5, "share"], "rate": [0.1, "1/year"], "term": [24, "month"]}],
}
DATA = one_chain(
    finance=FINANCE,
    scenarios={
        "dear_milk": {"title": "Dear milk", "reason": "x", "set": {"markets.collector.price": [60, "KGS/kg"]}},
        "no_vat": {"title": "No vat", "reason": "x", "set": {"finance.items.0.cost": [1, "KGS"]}},
    },
)
CLUSTER = make_cluster(DATA, make_members(ROWS))


def written_of(data):
    """A cluster file given as plain data, as its files have it."""
    sets = {"base": {}} | {name: dict(one["set"]) for name, one in data.get("scenarios", {}).items()}
    return Written(Path(), Document(data, {}, "cluster.yml"), sets, frozenset())


WRITTEN = written_of(DATA)


def ask(path, until, **more):
    """What is sought in the chain."""
    return sought(CLUSTER, WRITTEN, Question(path, until, **more), partial(glanced, CLUSTER))
