"""What the members of a class together said of today (hectares, cows, workers), as a number that can be moved."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from capacity.intake.answers.scales import make_scales
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster
from capacity.intake.findings import InputError, nearest
from capacity.intake.numbers import with_source
from capacity.intake.quantities.units import UnitError
from capacity.intake.quantities.written import moved
from capacity.intake.scenarios import Written

LAST = "answers"
"""classes.NAME.answers"""


@dataclass(frozen=True)
class ClassAnswers:
    """The sum of a class's answers, of all who were asked, with their sampling weights; everybody's moves alike."""

    path: str
    unit: str
    """the survey's; "of today" where it has none that all answers share"""
    today: float
    rates: str
    """the path of the class's rates"""
    stated: dict | None
    """its rates as they are written"""
    product_unit: str
    source: tuple[str, ...]
    least: float = 0.0
    most: float = np.inf
    zero: float = 0.0
    whole: bool = False

    def changes(self, value: float) -> dict[str, object]:
        """Return what sets it in the cluster file (path -> value): a factor among the rates of the class."""
        times = value / self.today
        now = (self.stated or {}).get("change")
        if now:
            return {f"{self.rates}.change": moved(now, times)}
        if self.stated:
            return {f"{self.rates}.change": [times, "share", *self.source]}
        return {self.rates: {"change": [times, self.product_unit, *self.source]}}


def class_answers(cluster: Cluster, written: Written, scenario: str, path: str) -> ClassAnswers | None:
    """Return what the members of a class said together, by the path classes.NAME.answers; None of any other path."""
    kind, _, rest = path.partition(".")
    name, _, last = rest.partition(".")
    if kind != "classes" or last != LAST:
        return None
    spec = cluster.specs[scenario]
    making = [one for one, cls in spec.classes.items() if any(not spec.links[run].takes for run in cls.runs)]
    if name not in making:
        fix = nearest(name, making) if making else "name a number of the file"
        raise InputError("no class of this name makes anything", value=path, fix=fix, code="Y31")
    said, unit = _together(cluster, spec, name)
    if not said > 0:
        raise InputError(
            "nobody of this class said what it has today", value=path, fix="name another number", code="Y31"
        )
    rates = f"classes.{name}.rates"
    product = spec.products[spec.links[spec.classes[name].runs[0]].rated].unit
    stated = written.value(scenario, rates)
    stated = stated if isinstance(stated, dict) else None
    return ClassAnswers(path, unit, said, rates, stated, product, tuple(with_source(spec)))


def _together(cluster: Cluster, spec: Spec, name: str) -> tuple[float, str]:
    """Return the sum of a class's answers and its unit."""
    mine = cluster.survey.members[cluster.survey.members["cls"] == name]
    said = mine["current"].fillna((mine["good"] + mine["bad"]) / 2).fillna(0.0).to_numpy(dtype=float)
    total = float((said * mine["weight"].to_numpy(dtype=float)).sum())
    unit = spec.survey.current.unit if spec.survey.current else None
    if unit is not None:
        with suppress(UnitError, AttributeError):
            return total / make_scales(spec, {})("current", name, unit).factor, unit
    return (1.0 if total > 0 else 0.0), "of today"
