"""The risk register of a cluster file: read strictly, refused with a place and a remedy, paid for where it is taken."""

import pytest
from small_clusters import dairy, make_spec

from capacity.intake.cluster_file.register import decided_paths, without_mitigations
from capacity.intake.facts.cluster import quantities
from capacity.intake.findings.issues import InputError

RISK = {
    "title": "The plant stops paying",
    "answers": "Board",
    "chance": [0.1, "1/year"],
    "lasts": [3, "month"],
    "times": {"classes.home.side_selling": [3, "share"], "links.cooling@up.cost": [1.2, "share"]},
    "mitigation": {
        "does": "Advance",
        "owner": "plant",
        "cost": [2, "kKGS/month"],
        "once": [50, "kKGS"],
        "month": 2,
        "leaves": [0.4, "share"],
    },
}


def with_risk(**changes: object) -> dict:
    return dairy(risks={"default": {**RISK, **changes}})


def refused(data: dict) -> str:
    with pytest.raises(InputError) as caught:
        make_spec(data)
    return str(caught.value)


def test_a_line_of_the_register_is_read_in_the_units_of_the_model():
    """Chance a year, months, money a month; an effect may be more than all, also on a share."""
    spec = make_spec(with_risk())
    stated = {q.name: (q.mode, q.unit) for q in quantities(spec)}
    assert stated["risks.default.mitigation.cost"] == (2000, "KGS/month")
    assert stated["risks.default.mitigation.once"] == (50_000, "KGS")
    assert stated["risks.default.times.classes.home.side_selling"] == (3, "share")
    assert list(spec.happenings) == ["border", "default", "drought"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"times": {"classes.hom.output": [0.5, "share"]}}, "classes.home.output"),
        ({"times": {"finance.items.3.cost": [1.5, "share"]}}, "finance.items.0.cost"),
        ({"mitigation": {"does": "x", "leaves": [0.5, "share"], "owner": "plnt"}}, "plant"),
        ({"mitigation": {"does": "x"}}, "nothing says what the mitigation leaves"),
        ({"mitigation": {"does": "x", "leaves": [1.5, "share"]}}, "more than all"),
        ({"chance": [12, "1/year"]}, "more than all"),
        ({"likelihood": [0.1, "1/year"]}, "likelihood"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(changes, said):
    """A path nobody has, an owner nobody is, a mitigation that leaves nobody knows what."""
    assert said in refused(with_risk(**changes))


def test_one_name_stands_in_one_block():
    """A thing that may happen is an event or a risk."""
    assert "is an event and a risk" in refused(dairy(risks={"drought": RISK}))


def test_a_ramp_cannot_name_what_is_decided_once():
    """A lead time is agreed on at the order: it cannot change month by month."""
    ramps = {"late": {"of": "finance.items.0.lead", "times": [2, "share"]}}
    assert "paths that can move" in refused(dairy(ramps=ramps))


def test_what_is_decided_once_has_a_month():
    """The tank is ordered in month 3; joining settles in the first year."""
    found = decided_paths(make_spec(dairy()))
    assert found == {
        "joining.half_by": (0, 12),
        "finance.items.0.cost": (3, 4),
        "finance.items.0.lead": (3, 4),
    }


def test_a_mitigation_that_is_taken_is_paid_for():
    """Its costs stand among those of the finance block, under their own paths; one that is not taken costs nothing."""
    idle = make_spec(with_risk())
    taken = make_spec(with_risk(mitigation={**RISK["mitigation"], "taken": True}))
    assert idle.finance == make_spec(dairy()).finance
    item, running = taken.finance.items[-1], taken.finance.running[-1]
    assert (item.cost.mode, item.owner, item.month) == (50_000, "plant", 2)
    assert (running.cost.name, running.start) == ("risks.default.mitigation.cost", 2)
    assert without_mitigations(taken).finance == idle.finance
