"""What is asked of today's chain: who is there, what they have, whether it holds, where it is stuck, what to do first.

Each question is a function from Now to its tables.
"""

from dataclasses import asdict, fields

import pandas as pd

from capacity.intake.facts import Rows
from capacity.intake.findings import Issue
from capacity.intake.rows.fates import REASONS
from capacity.model.diagnosis.bottlenecks import binding_chances, standing_chances
from capacity.model.diagnosis.counter import counter
from capacity.model.diagnosis.flows import flows_table
from capacity.model.diagnosis.smallest_group import smallest_group, smallest_table
from capacity.model.diagnosis.today import cover_shown, link_table, links_shown
from capacity.model.first_steps import COLUMNS as STEPS
from capacity.model.first_steps import Package, first_steps_and_packages
from capacity.model.future.tables import scenarios_table
from capacity.model.plan import (
    best_plans,
    bottlenecks_table,
    contingencies,
    coordination_of,
    coordination_table,
    one_year,
    priced_calendar,
    reason_table,
)
from capacity.model.potential.aggregate import potential
from capacity.model.potential.tables import (
    estimates_table,
    members_table,
    potential_table,
    sampling_table,
    staircase_table,
    visits_table,
)
from capacity.model.results.answers import Answer, Frames
from capacity.model.results.held import beside
from capacity.model.results.run import Now
from capacity.model.sensitivity import assumptions_table

PACKAGES = [*(field.name for field in fields(Package)), "currency"]


def members(now: Now) -> Answer:
    """Return members, by class and place."""
    return now.keeper("members", lambda: Answer({"members": members_table(now.cluster, now.spec)}))


def volume(now: Now) -> Answer:
    """Return staircase, potential: what can be produced; of a sample also sampling, sampling_estimates, visits."""
    return now.keeper("volume", lambda: _volume(now))


def _volume(now: Now) -> Answer:
    found = potential(now.cluster, now.scenario)
    tables = {"staircase": staircase_table(now.spec, found), "potential": potential_table(now.spec, found)}
    if len(found.sampling):
        tables["sampling"] = sampling_table(now.spec, found)
        tables["sampling_estimates"] = estimates_table(now.spec, found)
    if len(found.visits):
        tables["visits"] = visits_table(now.spec, found)
    return Answer(tables)


def chain(now: Now) -> Answer:
    """Return links, cover, flows: what each link can do, what the one before brings it, where the goods go."""
    links = links_shown(now.spec, link_table(now.cluster, now.today))
    return Answer({"links": links, "cover": cover_shown(now.spec, now.cover), "flows": flows_table(now.today)})


def promised(now: Now) -> Answer:
    """Return counter: who has signed, who has promised, what is needed."""
    return Answer({"counter": counter(now.cluster, now.scenario, now.keeper)})


def limits(now: Now) -> Answer:
    """Return bottlenecks, standing: what every limit is worth, with its spread over the draws."""
    plans = best_plans(now.today.network, one_year(now.some.inputs), nominal=one_year(now.today.inputs), threads=2)
    return Answer(_limits(now, priced_calendar(now.today, now.plan, plans)))


def limits_at_a_glance(now: Now) -> Answer:
    """Return bottlenecks, standing: what every limit is worth, at all medians."""
    return Answer(_limits(now, priced_calendar(now.today, now.prices, None)))


def _limits(now: Now, calendar: pd.DataFrame) -> Frames:
    found = bottlenecks_table(now.spec, calendar, binding_chances(now.some))
    return {"bottlenecks": found, "standing": standing_chances(now.some)}


def losses(now: Now) -> Answer:
    """Return leaving: what is lost if a member, a class or an anchor leaves."""
    found = contingencies(now.today, now.cluster.survey.members, now.plan)
    return Answer({"leaving": found.assign(unit=f"{now.spec.currency}/year")})


def planning(now: Now) -> Answer:
    """Return coordination: what planning together is worth; held: coordination_reason, where it comes from."""
    found = coordination_of(now.today)
    return Answer({"coordination": coordination_table(now.spec, found)}, {"coordination_reason": reason_table(found)})


def beginning(now: Now) -> Answer:
    """Return first_steps, packages: what to do first, in at most 512 draws; empty where money is not stated."""
    if now.spec.finance is None:
        steps, packages = pd.DataFrame(columns=STEPS), pd.DataFrame(columns=PACKAGES)
    else:
        draws = now.some.course.draws.size
        steps, packages = first_steps_and_packages(now.cluster, now.scenario, draws, now.drawn.seed, now.today)
    named = [", ".join(names) for names in packages["steps"]]
    return Answer({"first_steps": steps.assign(currency=now.spec.currency), "packages": packages.assign(steps=named)})


def smallest(now: Now) -> Answer:
    """Return smallest_group: the smallest group of suppliers with which the chain works."""
    return Answer({"smallest_group": smallest_table(smallest_group(now.cluster, now.scenario))})


def stated(now: Now) -> Answer:
    """Return scenarios, assumptions, issues, quality: what the answers stand on."""
    survey = now.cluster.survey
    issues = pd.DataFrame([issue.as_row() for issue in survey.issues], columns=[one.name for one in fields(Issue)])
    return Answer(
        {
            "scenarios": scenarios_table(now.cluster),
            "assumptions": assumptions_table(now.spec),
            "issues": issues,
            **quality(now).tables,
        }
    )


def quality(now: Now) -> Answer:
    """Return quality: what became of the rows of the survey."""
    return Answer({"quality": pd.DataFrame([_counted(now.cluster.survey.rows)])})


def _counted(rows: Rows) -> dict[str, int]:
    """Return what became of the rows, and of the excluded how many for which reason."""
    counts = {name: count for name, count in asdict(rows).items() if name != "reasons"}
    return counts | {reason: rows.reasons.get(reason, 0) for reason in REASONS}


AT_ONCE = (members, promised, volume, chain, stated, beside)
"""quickly answered"""
AT_A_GLANCE = (members, promised, volume, chain, quality, limits_at_a_glance)
"""what a meeting sees"""
AT_LENGTH = (limits, losses, planning, beginning, smallest)
"""worth a process of their own while the futures are computed"""
