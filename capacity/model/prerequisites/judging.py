"""Are the four prerequisites of a cluster there? Each measure with its light, each prerequisite, and the verdict."""

import math
from collections.abc import Iterable, Sequence

import pandas as pd

MEMBERS, RESOURCES, INFRASTRUCTURE, SUPPORT = "members", "resources", "infrastructure", "support"
PREREQUISITES = (MEMBERS, RESOURCES, INFRASTRUCTURE, SUPPORT)
GOOD, WARN, BAD, UNKNOWN = "good", "warn", "bad", "none"
BEGIN, STRENGTHEN, ELSEWHERE = "begin", "strengthen", "elsewhere"
NEAR = 0.7
"""share of the members needed from which on their number is near critical mass"""
SPECIALISED, EVEN = 1.25, 1.0
"""location quotients from which on a region is called specialised, and does at least as much as the country"""
STATES = {"there": GOOD, "partly": WARN, "missing": BAD}
ASKED = {
    INFRASTRUCTURE: ("bank", "consulting", "market", "innovation"),
    SUPPORT: ("law", "programme", "institution", "management"),
}
"""what the cluster guide names of each: banks, consulting, markets, technology parks; laws, policy documents,
institutions and the quality of management"""
COLUMNS = ("prerequisite", "measure", "value", "unit", "needed", "state")


def judged(
    mass: dict, core: float, coherent: pd.DataFrame, special: pd.DataFrame, evidence: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a measure: prerequisite, measure, value with unit, what is needed, and its state.

    mass: critical_mass of the summary (needed, missing_links); core: core members surveyed; coherent, special: the
    tables coherence and specialisation; evidence: prerequisite, kind, state, expired. States are good, warn, bad, and
    none where nobody said anything; coherence has no light, because no threshold of it is published.
    """
    rows = [
        *_members(mass, core, coherent),
        *_special(special),
        *_resources(evidence),
        *_told(INFRASTRUCTURE, ASKED[INFRASTRUCTURE], evidence),
        *_told(SUPPORT, ASKED[SUPPORT], evidence),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _members(mass: dict, core: float, coherent: pd.DataFrame) -> Iterable[tuple]:
    needed, missing = float(mass["needed"]), len(mass["missing_links"])
    state = GOOD if core >= needed else WARN if core >= NEAR * needed else BAD
    yield MEMBERS, "core_members", core, "members", needed, state
    yield MEMBERS, "missing_links", float(missing), "links", 0.0, BAD if missing else GOOD
    share = float(coherent["share"].iloc[0]) if len(coherent) else float("nan")
    yield MEMBERS, "coherence", share, "share", float("nan"), UNKNOWN


def _special(special: pd.DataFrame) -> Iterable[tuple]:
    for row in special.itertuples(index=False):
        known = not math.isnan(row.lq)
        state = (GOOD if row.lq >= SPECIALISED else WARN if row.lq >= EVEN else BAD) if known else UNKNOWN
        yield RESOURCES, row.measure, row.lq, "ratio", SPECIALISED, state
    if special.empty:
        yield RESOURCES, "location_quotient", float("nan"), "ratio", SPECIALISED, UNKNOWN


def _resources(evidence: pd.DataFrame) -> Iterable[tuple]:
    """Yield every natural resource that was told of, each for itself; its measure is its place in diagnosis.yml."""
    told = evidence[evidence["prerequisite"] == RESOURCES]
    for row in told.itertuples(index=False):
        state = _state(row)
        yield RESOURCES, row.title, float(state in (GOOD, WARN)), "number", 1.0, state
    if told.empty:
        yield RESOURCES, "resource", float("nan"), "number", 1.0, UNKNOWN


def _told(prerequisite: str, asked: Sequence[str], evidence: pd.DataFrame) -> Iterable[tuple]:
    """Yield each kind that is asked for, and each other that was told of: the best that is there of it."""
    told = evidence[evidence["prerequisite"] == prerequisite]
    for kind in dict.fromkeys([*asked, *told["kind"]]):
        found = [_state(row) for row in told[told["kind"] == kind].itertuples(index=False)]
        best = next((state for state in (GOOD, WARN, BAD) if state in found), UNKNOWN)
        there = float(sum(one in (GOOD, WARN) for one in found)) if found else float("nan")
        yield prerequisite, kind, there, "number", 1.0, best


def _state(row: object) -> str:
    """Return the state of a piece of evidence; what has expired is missing."""
    return BAD if row.expired else STATES[row.state]  # type: ignore[attr-defined]


def lights(measures: pd.DataFrame) -> dict[str, str]:
    """Return the light of each prerequisite.

    bad where a measure of it is bad that nothing else makes up for: too few members, a missing link, less than the
    country by every quotient, half or more of what is asked for missing. good where all that is known is good. none
    where nothing is known. Else warn.
    """
    return {name: _light(name, measures[measures["prerequisite"] == name]) for name in PREREQUISITES}


def _light(name: str, measures: pd.DataFrame) -> str:
    states = [state for state in measures["state"] if state != UNKNOWN]
    if not states:
        return UNKNOWN
    bad = states.count(BAD)
    if bad and (name == MEMBERS or 2 * bad >= len(states)):
        return BAD
    unknown = UNKNOWN in list(measures.loc[measures["measure"] != "coherence", "state"])
    return GOOD if set(states) == {GOOD} and not unknown else WARN


def verdict(found: dict[str, str]) -> str:
    """Return the verdict on lights: begin, strengthen (first), or elsewhere.

    elsewhere: neither members nor resources are there, and both were looked at. begin: members are there in number and
    kind, and of the others none is bad or unknown. Else strengthen.
    """
    if found[MEMBERS] == BAD and found[RESOURCES] == BAD:
        return ELSEWHERE
    others = [found[name] for name in PREREQUISITES if name != MEMBERS]
    return BEGIN if found[MEMBERS] == GOOD and not {BAD, UNKNOWN}.intersection(others) else STRENGTHEN
