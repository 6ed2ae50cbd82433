"""One candidate cluster, read: what it states by scenario, which of its numbers are uncertain, and its survey."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts.survey import SurveyData
from capacity.intake.findings import InputError, nearest
from capacity.intake.quantities.quantity import Quantity

BASE = "base"
_PLAIN = {str, int, float, bool, type(None)}


@dataclass(frozen=True)
class Cluster:
    """One candidate cluster: its specs by scenario (base first) and its survey."""

    slug: str
    folder: Path
    specs: Mapping[str, Spec]
    survey: SurveyData

    @property
    def spec(self) -> Spec:
        """Return the base scenario's spec."""
        return self.specs[BASE]

    def only(self, *scenarios: str) -> "Cluster":
        """Return the cluster with fewer scenarios; an unknown name is refused with the nearest one."""
        return replace(self, specs={name: self.under(name) for name in scenarios})

    def under(self, scenario: str) -> Spec:
        """Return a scenario's spec; an unknown name is refused with the nearest one."""
        if scenario not in self.specs:
            raise InputError(f'there is no scenario "{scenario}"', fix=nearest(scenario, self.specs), code="Y35")
        return self.specs[scenario]


def quantities(part: object) -> Iterator[Quantity]:
    """Yield every quantity inside a model, in the order of the file."""
    if isinstance(part, Quantity):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            item = getattr(part, name)
            if item.__class__ not in _PLAIN:
                yield from quantities(item)
    elif isinstance(part, Mapping):
        for item in part.values():
            yield from quantities(item)
    elif isinstance(part, tuple):
        for item in part:
            yield from quantities(item)


def ranged_names(specs: Iterable[Spec]) -> list[str]:
    """Return the sorted paths of all uncertain quantities over several specs."""
    return sorted({quantity.name for spec in specs for quantity in quantities(spec) if quantity.is_range})
