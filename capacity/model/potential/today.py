"""A cluster as it stands today, seen over one calendar year: nothing has changed yet, and all who will join have."""

from capacity.intake.cluster_file.exchange import rates_today
from capacity.intake.cluster_file.members import Joining
from capacity.intake.cluster_file.schema import Spec

JANUARY = "2000-01"
"""a month from which twelve are the twelve of the calendar"""


def today_spec(spec: Spec, *, everyone: bool = False) -> Spec:
    """Return the spec as things stand today: nothing ramps, grows, happens or is built; all who will join have joined.

    `everyone=True` counts every surveyed member as joined.
    """
    survey = spec.survey.model_copy(update={"joins": None, "letter": None}) if everyone else spec.survey
    flat = {"price_growth": None, "demand_growth": None}
    markets = {name: market.model_copy(update=flat) for name, market in spec.markets.items()}
    kept = ("silent", "common_error", "place_error", "needed")
    joining = Joining(**{name: getattr(spec.joining, name) for name in kept})
    finance = spec.finance and spec.finance.model_copy(
        update={"items": (), "loans": (), "grants": (), "inflation": None, "exchange": rates_today(spec)}
    )
    nothing: dict[str, dict] = {"ramps": {}, "events": {}, "risks": {}}
    changes = {"joining": joining, "markets": markets, "finance": finance, "survey": survey}
    return spec.model_copy(update=nothing | changes)
