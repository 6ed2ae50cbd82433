"""What a candidate economic cluster can produce, whether its chain holds together, and whether it pays."""

from importlib import import_module

__version__ = "0.1.0"

_PUBLIC = {
    "read_cluster": "capacity.intake.cluster",
    "InputError": "capacity.intake.findings.issues",
    "scenario": "capacity.intake.scenarios",
    "read_evidence": "capacity.intake.evidence.evidence",
    "potential": "capacity.model.potential.aggregate",
    "project": "capacity.model.future.projection",
    "study": "capacity.model.results.study",
    "diagnose": "capacity.model.results.ground",
    "best_plan": "capacity.model.whatif.asked",
    "goal_seek": "capacity.model.whatif.asked",
    "seek": "capacity.model.whatif.asked",
    "describe": "capacity.model.results.columns",
    "show": "capacity.present.show",
    "figures": "capacity.present.charts.figures",
    "earlier": "capacity.run.before.earlier",
    "save": "capacity.run.handover",
}
"""public name -> the module it lives in"""
_OF_A_CLUSTER = ("potential", "project", "study", "best_plan", "goal_seek", "seek")
"""public functions of the model; what they refuse is said of the description in the cluster's folder"""
_WHOLE = ("show", "figures")
"""public names that are modules, given whole"""

__all__ = list(_PUBLIC)


def __dir__() -> list[str]:
    """Return the public names, which are imported when they are first asked for."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    """Return a public name, importing its module only now: `import capacity` costs nothing."""
    if name not in _PUBLIC:
        raise AttributeError(f"capacity has no {name}; it has {', '.join(__all__)}")
    module = import_module(_PUBLIC[name])
    if name in _WHOLE:
        return module
    found = getattr(module, name)
    if name in _OF_A_CLUSTER:
        return import_module("capacity.intake.cluster_book.found").as_described(found)
    return found
