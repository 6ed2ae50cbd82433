"""Members who were drawn by a stated design: of which stratum and cluster, how many there are, and each one's weight.

Without survey.weight the weight is the product of what there is over what was drawn, stage by stage; then, where
stated, those who answered stand for the silent of their class, and known totals come out (see weighting). Code: Y30 a
design that does not fit those who were asked.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from capacity.intake.answers.column_map import ColumnMap, Placed
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import MARGINS, Known, SamplingDesign
from capacity.intake.findings import InputError, nearest
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.sample.phases import BLOCK, is_two_phase, misfit, unstated, with_phases
from capacity.intake.sample.phases import COLUMNS as PHASES
from capacity.intake.sample.weighting import post_stratified, raked
from capacity.intake.spelling import fold

COLUMNS = ("stratum", "cluster", "units", "inside")
"""the group drawn from, the cluster ("" where members were drawn themselves), units there are in the stratum (infinite
if not known), members there are in the cluster"""


def drawn(
    plan: ColumnMap, frame: pd.DataFrame, on_list: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, list[Placed]]:
    """Return the members with COLUMNS and the design's weights, in their order, and what does not fit.

    `on_list` are the words of all of whom the members were drawn, with themselves, if there are two phases (phases).
    Where something does not fit, the members have no weights of the design. Nobody drawn by a design: as they are.
    """
    design = plan.spec.survey.design
    if design is None or frame.empty:
        return frame, []
    problems = list(_unstated(plan.spec, design))
    if problems:
        return frame, problems
    if is_two_phase(plan.spec):
        frame, problems = with_phases(plan.spec, design, frame, on_list)
    elif not plan.spec.survey.stratum:
        frame = frame.assign(stratum="" if _of_all(design) else frame["cls"])
    if problems:
        return frame, problems
    problems = [*_one_for_all(design, frame), *_names(design, frame), *_asked(design, frame)]
    if not problems:
        frame = frame.assign(units=_units(design, frame), inside=_inside(design, frame))
        problems = [*_too_few(frame, design), *_single(frame, design)]
    if not problems:
        frame, problems = _weighted(plan.spec, design, frame)
    return frame, problems


def drawn_columns(members: pd.DataFrame) -> list[str]:
    """Return the columns that members have because they were drawn."""
    return [name for name in (*COLUMNS, *PHASES) if name in members and "units" in members]


def _of_all(design: SamplingDesign) -> list[str]:
    """Return the keys that count all there are in one number: without a column of strata there is one stratum then."""
    return [key for key in ("population", "clusters") if isinstance(getattr(design, key), Quantity)]


def _one_for_all(design: SamplingDesign, frame: pd.DataFrame) -> Iterator[Placed]:
    """Yield a number of all there are, if those who were asked are of several strata."""
    strata = sorted(set(frame["stratum"]))
    for key in _of_all(design) if len(strata) > 1 else ():
        problem = f"one number, but the members were drawn from {len(strata)} strata: {', '.join(strata)}"
        yield (*BLOCK, key), misfit(problem, f"write how many there are in each: {{{strata[0]}: [...], ...}}")


def _unstated(spec: Spec, design: SamplingDesign) -> Iterator[Placed]:
    """Yield what the design lacks, whoever was asked."""
    yield from unstated(spec, design)
    if spec.survey.cluster is None and (design.clusters or design.inside):
        key = "clusters" if design.clusters else "inside"
        yield (*BLOCK, key), misfit("no column tells the cluster", "add survey.cluster: {columns: [...]}")
    if spec.survey.cluster and not (design.clusters or design.population or spec.survey.weight):
        yield BLOCK, misfit("nothing says how many the members stand for", "add clusters, population or survey.weight")
    if spec.survey.cluster and design.clusters and design.population:
        problem = "clusters were drawn, and members from a population: it is one or the other"
        yield (*BLOCK, "population"), misfit(problem, "write inside: how many members each drawn cluster has")
    for key in ("population", "clusters", "inside", "asked", "totals", "listed"):
        for path, quantity in _stated(getattr(design, key), (key,)):
            if quantity.is_range or quantity.mode <= 0:
                yield (*BLOCK, *path), misfit("a count is one number above 0", "write [how many, member]")


def _stated(part: object, path: tuple) -> Iterator[tuple[tuple, Quantity]]:
    if isinstance(part, Quantity):
        yield path, part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from _stated(value, (*path, key))


def _names(design: SamplingDesign, frame: pd.DataFrame) -> Iterator[Placed]:
    """Yield names that nobody has, and groups of members without a number."""
    checks = [("population", design.population, "stratum"), ("clusters", design.clusters, "stratum")]
    checks += [("inside", design.inside, "cluster"), ("asked", design.asked, "cls")]
    checks += [("listed", design.listed, "group")] if design.listed else []
    paths: list[tuple[tuple, Known, str, bool]]
    paths = [((key,), known, column, key != "asked") for key, known, column in checks if isinstance(known, Mapping)]
    paths += [(("totals", margin), known, MARGINS[margin], True) for margin, known in design.totals.items()]
    for path, known, column, whole in paths:
        there = {fold(name): name for name in frame[column]}
        stated = {fold(name) for name in known}
        for name in known:
            if fold(name) not in there:
                problem = f'nobody who was asked is of "{name}"'
                fix = f"{nearest(name, there.values())}; merge it with one that is like it"
                yield (*BLOCK, *path, name), misfit(problem, fix).at(value=name)
        lacking = [name for key, name in there.items() if key not in stated] if known and whole else []
        for name in lacking:
            problem = f'{int((frame[column] == name).sum())} members are of "{name}", of which no number is stated'
            yield (*BLOCK, *path), misfit(problem, f'add "{name}": how many there are').at(value=name)


def _asked(design: SamplingDesign, frame: pd.DataFrame) -> Iterator[Placed]:
    answered = Counter(frame["cls"])
    for name, quantity in design.asked.items():
        if quantity.mode < answered[name]:
            problem = f"{quantity.mode:g} of the class {name} were asked, but {answered[name]} answered"
            yield (*BLOCK, "asked", name), misfit(problem, "count all who were asked, whether or not they answered")


def _found(known: Known, names: pd.Series) -> np.ndarray:
    """Return the number that is stated of each row's name, (row,)."""
    folded = {fold(name): quantity.mode for name, quantity in known.items()}
    return names.map(lambda name: folded[fold(name)]).to_numpy(dtype=float)


def _drawn_units(frame: pd.DataFrame) -> np.ndarray:
    """Return how many units were drawn of each row's stratum: clusters, members, or those listed, (row,)."""
    if "group" in frame:
        return frame["first"].to_numpy(dtype=float)
    unit = "cluster" if (frame["cluster"] != "").any() else "member"
    return frame.groupby("stratum")[unit].transform("nunique").to_numpy(dtype=float)


def _interviewed(frame: pd.DataFrame) -> np.ndarray:
    """Return how many of each row's group of the list were interviewed, (row,)."""
    return frame.groupby("group")["member"].transform("nunique").to_numpy(dtype=float)


def _units(design: SamplingDesign, frame: pd.DataFrame) -> np.ndarray:
    """Return how many units there are in each row's stratum, (row,); infinite where nobody knows."""
    by_cluster = (frame["cluster"] != "").any()
    known = design.clusters if by_cluster else design.population
    if isinstance(known, Quantity):
        return np.full(len(frame), known.mode)
    if known:
        return _found(known, frame["stratum"])
    if by_cluster:
        return np.full(len(frame), np.inf)
    stand_for = frame.groupby("stratum")["weight"].transform("sum").to_numpy(dtype=float)
    return np.maximum(stand_for, _drawn_units(frame))


def _inside(design: SamplingDesign, frame: pd.DataFrame) -> np.ndarray:
    """Return how many members there are in each row's cluster, (row,): those asked where it is not stated."""
    if design.inside:
        return _found(design.inside, frame["cluster"])
    return frame.groupby(["stratum", "cluster"])["member"].transform("size").to_numpy(dtype=float)


def _too_few(frame: pd.DataFrame, design: SamplingDesign) -> Iterator[Placed]:
    """Yield strata and clusters of which more were asked than there are."""
    key = "clusters" if design.clusters else "population"
    pairs = [(key, "stratum", "units", _drawn_units(frame))]
    if "group" in frame:
        pairs.append(("listed", "group", "listed", _interviewed(frame)))
    if design.inside:
        pairs.append(("inside", "cluster", "inside", frame.groupby("cluster")["member"].transform("size").to_numpy()))
    for key, column, there, asked in pairs:
        short = frame[frame[there] < asked]
        for name, rows in short.groupby(column, sort=True):
            count = asked[frame.index.get_loc(rows.index[0])]
            of = f'of "{name}" ' if name else ""
            did = "are on the list" if there == "units" and "group" in frame else "were asked"
            problem = f"{of}there are {rows[there].iloc[0]:g}, but {count:g} {did}"
            yield (*BLOCK, key), misfit(problem, "write how many there are in all, with those who were asked")


def _single(frame: pd.DataFrame, design: SamplingDesign) -> Iterator[Placed]:
    """Yield, where the design wants it, strata and clusters of which one of several was asked."""
    levels = [("stratum", "cluster" if (frame["cluster"] != "").any() else "member", "units")]
    levels += [("cluster", "member", "inside")] if design.inside else []
    if "group" in frame:
        levels = [("group", "member", "listed")]
        levels += [("stratum", "member", "units")] if (frame["units"] > frame["first"]).any() else []
    for column, unit, there in levels:
        groups = frame.groupby(column).agg(drawn=(unit, "nunique"), there=(there, "first"))
        alone = groups[(groups["drawn"] == 1) & (groups["there"] > 1)]
        if design.single == "average" and len(alone) == len(groups):
            problem = f"of every {column} one {unit} was asked: there is no average of the others"
            yield (*BLOCK, "single"), misfit(problem, "write single: adjust, or ask more")
        for name, row in alone.iterrows() if design.single == "fail" else ():
            of = f"{row['there']:g}" if np.isfinite(row["there"]) else "many"
            problem = f'of the {column} "{name}" one {unit} of {of} was asked: how much they differ is not known'
            fix = "ask a second one, or say what it counts for: single: adjust, average or remove"
            yield (*BLOCK, "single"), misfit(problem, fix).at(value=str(name))


def _weighted(spec: Spec, design: SamplingDesign, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Placed]]:
    """Return the members with the weights of the design, or what keeps known totals from coming out."""
    weights = frame["weight"].to_numpy(dtype=float)
    if spec.survey.weight is None:
        weights = _by_stages(design, frame)
    if design.asked:
        weights = _for_the_silent(spec, design, frame, weights)
    margins = list(design.totals)
    cells = [[fold(name) for name in frame[MARGINS[margin]]] for margin in margins]
    known = [{fold(name): one.mode for name, one in design.totals[margin].items()} for margin in margins]
    try:
        if len(margins) == 1:
            weights = post_stratified(weights, cells[0], known[0])
        elif margins:
            weights = raked(weights, cells, known)[-1]
    except InputError as error:
        return frame, [((*BLOCK, "totals"), issue.at(code="Y30")) for issue in error.issues]
    return frame.assign(weight=weights), []


def _by_stages(design: SamplingDesign, frame: pd.DataFrame) -> np.ndarray:
    """Return what there is over what was drawn, stage by stage, (row,); 1 where nothing is stated."""
    if "group" in frame:
        return frame["units"].to_numpy(dtype=float) / _drawn_units(frame) * frame["listed"] / _interviewed(frame)
    if (frame["cluster"] == "").all():
        return frame["units"].to_numpy(dtype=float) / _drawn_units(frame)
    if not design.clusters:
        there = design.population
        asked = frame.groupby("stratum")["member"].transform("size").to_numpy(dtype=float)
        return (there.mode if isinstance(there, Quantity) else _found(there or {}, frame["stratum"])) / asked
    asked = frame.groupby(["stratum", "cluster"])["member"].transform("size").to_numpy(dtype=float)
    return frame["units"].to_numpy(dtype=float) / _drawn_units(frame) * frame["inside"].to_numpy(dtype=float) / asked


def _for_the_silent(spec: Spec, design: SamplingDesign, frame: pd.DataFrame, weights: np.ndarray) -> np.ndarray:
    """Return weights times asked / answered of the class; where populations are stated, they still come out."""
    answered = frame.groupby("cls")["member"].transform("size").to_numpy(dtype=float)
    asked = [design.asked[name].mode if name in design.asked else np.nan for name in frame["cls"]]
    raised = weights * np.where(np.isnan(asked), 1.0, np.array(asked) / answered)
    if not design.population or spec.survey.weight:
        return raised
    strata = frame["stratum"].tolist()
    return post_stratified(raised, strata, pd.Series(weights).groupby(strata).sum().to_dict())
