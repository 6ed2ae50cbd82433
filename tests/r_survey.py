"""The cases of known_answers/r_survey/known.R with our own estimates: the same designs on the same data."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from capacity.intake.sample.weighting import post_stratified, raked
from capacity.model.sampling.calibration import with_known_cells, with_known_margins
from capacity.model.sampling.design import Design, make_design
from capacity.model.sampling.estimates import Estimates, means, ratios, totals
from capacity.model.sampling.two_phase import First, make_two_phase

FOLDER = Path(__file__).parent / "known_answers" / "r_survey"
TYPES = {"E": 4421.0, "H": 755.0, "M": 1018.0}
WIDE = {"No": 1072.0, "Yes": 5122.0}
BOTH = ["enroll", "api00"]
Figures = dict[str, np.ndarray]


def expected(text: str) -> dict[str, Figures]:
    """What R printed: case -> figure -> values."""
    found: dict[str, Figures] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            case, figure, *values = line.split(",")
            found.setdefault(case, {})[figure] = np.array([float(value) for value in values])
    return found


def ours(folder: Path, *, large: bool) -> dict[str, Figures]:
    """What we estimate: case -> figure -> values; `large` with the data sets that are not kept here."""
    data = {path.stem: pd.read_csv(path) for path in folder.glob("*.csv") if path.name != "known.csv"}
    return (
        _whole(data)
        | _domains(data)
        | _calibrated(data)
        | _single(data)
        | _phases(data)
        | (_large(data) if large else {})
    )


def _told(found: Estimates) -> Figures:
    """Figures in R's order: variable by variable, in each the domains."""
    return {"value": found.value.T.ravel(), "se": found.se.T.ravel(), "deff": found.effect.T.ravel()}


def _designs(data: dict[str, pd.DataFrame]) -> dict[str, tuple[Design, pd.DataFrame]]:
    strat, srs, one, two = (data[name] for name in ("apistrat", "apisrs", "apiclus1", "apiclus2"))
    mu, fpc, hospital, scd = (data[name] for name in ("mu284", "fpc", "hospital", "scd"))
    pairs: dict[str, tuple[dict, pd.DataFrame]] = {
        "strat": ({"weights": strat["pw"], "strata": [strat["stype"]], "population": [strat["fpc"]]}, strat),
        "nofpc": ({"weights": strat["pw"], "strata": [strat["stype"]]}, strat),
        "srs": ({"weights": srs["pw"], "population": [srs["fpc"]]}, srs),
        "clus1": ({"weights": one["pw"], "clusters": [one["dnum"]], "population": [one["fpc"]]}, one),
        "clus2": ({"clusters": [two["dnum"], two["snum"]], "population": [two["fpc1"], two["fpc2"]]}, two),
        "clus2wr": ({"weights": two["pw"], "clusters": [two["dnum"], two["snum"]]}, two),
        "mu284": ({"clusters": [mu["id1"], mu["id2"]], "population": [mu["n1"], mu["n2"]]}, mu),
        "fpc": ({"weights": fpc["weight"], "strata": [fpc["stratid"]], "population": [fpc["Nh"]]}, fpc),
        "fpc0": ({"weights": fpc["weight"], "strata": [fpc["stratid"]]}, fpc),
        "hospital": (
            {"weights": hospital["weighta"], "strata": [hospital["oblevel"]], "population": [hospital["tothosp"]]},
            hospital,
        ),
        "scd": ({"weights": np.ones(6), "strata": [scd["ESA"]]}, scd),
    }
    return {name: (make_design(**_arrays(given)), frame) for name, (given, frame) in pairs.items()}


def _arrays(given: dict) -> dict:
    return {
        name: [one.to_numpy() for one in value] if isinstance(value, list) else np.asarray(value)
        for name, value in given.items()
    }


def _whole(data: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    designs = _designs(data)

    def of(name: str, how: Callable, columns: list[str], **more: bool) -> Figures:
        design, frame = designs[name]
        return _told(how(design, frame[columns].to_numpy(float), **more))

    def ratio(name: str, above: str, below: str) -> Figures:
        design, frame = designs[name]
        return _told(ratios(design, frame[[above]].to_numpy(float), frame[below].to_numpy(float)))

    return {
        "strat total": of("strat", totals, BOTH),
        "strat mean": of("strat", means, BOTH),
        "strat replace": of("strat", means, BOTH, replace=True),
        "nofpc total": of("nofpc", totals, BOTH),
        "srs total": of("srs", totals, BOTH),
        "clus1 total": of("clus1", totals, BOTH),
        "clus1 mean": of("clus1", means, BOTH),
        "clus2 mean": of("clus2", means, ["api00"]),
        "clus2 enroll": of("clus2", means, ["enroll"]),
        "clus2wr total": of("clus2wr", totals, ["api00"]),
        "mu284 total": of("mu284", totals, ["y1"]),
        "fpc total": of("fpc", totals, ["x"]),
        "fpc without": of("fpc0", means, ["x"]),
        "hospital total": of("hospital", totals, ["births"]),
        "scd ratio": ratio("scd", "alive", "arrests"),
        "strat ratio": ratio("strat", "api.stu", "enroll"),
        "clus2 ratio": ratio("clus2", "api.stu", "enroll"),
    }


def _by(how: Callable, design: Design, frame: pd.DataFrame, columns: list[str], domain: str) -> Figures:
    numbers = np.unique(frame[domain], return_inverse=True)[1]
    return _told(how(design, frame[columns].to_numpy(float), numbers))


def _domains(data: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    designs = _designs(data)
    return {
        "strat by school": _by(totals, *designs["strat"], BOTH, "sch.wide"),
        "clus1 by type": _by(totals, *designs["clus1"], BOTH, "stype"),
        "clus1 mean by type": _by(means, *designs["clus1"], BOTH, "stype"),
        "clus2 mean by type": _by(means, *designs["clus2"], ["api00"], "stype"),
    }


def _raked(design: Design, margins: list[list]) -> Design:
    return with_known_margins(design, margins, raked(design.weights, margins, [TYPES, WIDE]))


def _calibrated(data: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    designs = _designs(data)
    (clusters, frame), (strata, schools) = designs["clus1"], designs["strat"]
    types = frame["stype"].tolist()
    post = with_known_cells(clusters, types, post_stratified(clusters.weights, types, TYPES))
    rake, rake_strat = (
        _raked(design, [rows["stype"].tolist(), rows["sch.wide"].tolist()])
        for design, rows in ((clusters, frame), (strata, schools))
    )
    both, strat_both = frame[BOTH].to_numpy(float), schools[BOTH].to_numpy(float)
    return {
        "post total": _told(totals(post, both)),
        "post mean": _told(means(post, both)),
        "post by school": _by(totals, post, frame, BOTH, "sch.wide"),
        "rake total": _told(totals(rake, both)),
        "rake mean": _told(means(rake, both)),
        "rake strat total": _told(totals(rake_strat, strat_both)),
        "rake by awards": _by(totals, rake, frame, BOTH, "awards"),
    }


def _single(data: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    crowd, found = data["crowd"], {}
    strata = np.where(crowd["cluster"] == 6, 4, crowd["stratum"])
    for rule in ("remove", "adjust", "average", "certainty"):
        design = make_design(crowd["weight"].to_numpy(float), [strata], single=rule)
        found[f"single {rule}"] = _told(totals(design, crowd["rooms"].to_numpy(float)))
        found[f"single mean {rule}"] = _told(means(design, crowd["rooms"].to_numpy(float)))
    return found


def _phases(data: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    rows, found = data["apistrat"], {}
    heard = rows[rows["api00"] % 3 != 0]
    values = heard[BOTH].to_numpy(float)
    design = _two_phase(rows, heard, heard["pw"], "awards", "stype", heard["fpc"])
    for method in ("simple", "approx"):
        for name, how in (("two phase", totals), ("two phase mean", means)):
            found[f"{name} {method}"] = _without_effect(_told(how(design, values)))
    both = [frame.assign(cell=frame["stype"] + frame["awards"]) for frame in (rows, heard)]
    plain = _two_phase(*both, np.ones(len(heard)), "cell")
    found["two phase plain"] = _without_effect(_told(means(plain, values)))
    found["two phase total by school"] = _without_effect(_by(totals, design, heard, ["enroll"], "sch.wide"))
    means_by_school = _by(means, design, heard, ["enroll"], "sch.wide")
    for number, name in enumerate(("no", "yes")):
        found[f"two phase mean {name}"] = {figure: values[[number]] for figure, values in means_by_school.items()}
    found["two phase ratio"] = _told(ratios(design, heard[["api.stu"]].to_numpy(float), heard["enroll"].to_numpy()))
    return found


def _two_phase(rows, asked, weights, second, first=None, there=None) -> Design:
    """The design of those asked of all rows, by names of the strata."""
    listed2 = asked[second].map(rows[second].value_counts())
    listed1 = None if first is None else asked[first].map(rows[first].value_counts())
    strata1 = None if first is None else asked[first].to_numpy()
    return make_two_phase(First(np.asarray(weights, float), strata1, listed1, there), asked[second].to_numpy(), listed2)


def _without_effect(found: Figures) -> Figures:
    return {figure: values for figure, values in found.items() if figure != "deff"}


def _large(data: dict[str, pd.DataFrame]) -> dict[str, Figures]:
    rows = data["nhanes"]
    strata, units, weights = (rows[name].to_numpy() for name in ("SDMVSTRA", "SDMVPSU", "WTMEC2YR"))
    design = make_design(weights, [strata], [strata * 10 + units])
    return {"nhanes mean": _told(means(design, rows["HI_CHOL"].to_numpy(float)))}
