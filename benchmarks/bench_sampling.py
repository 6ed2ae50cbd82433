"""Totals with standard errors of 48 domains x 12 months, beside R's package survey, from one run.

    python benchmarks/bench_sampling.py [ROWS]

A stratified two-stage sample: strata, villages drawn in each, farms drawn in each village, a domain and twelve months
for each farm. R (apt install r-cran-survey) does it by svyby(~m1 + ... + m12, ~domain, design, svytotal), timed in R
without its start. Checks first that all 576 totals and errors agree to 1e-9. Seconds of processor time.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from clock import clock

from capacity.model.sampling.design import Design, make_design
from capacity.model.sampling.estimates import Estimates, totals

STRATA, VILLAGES, DOMAINS, MONTHS = 12, 20, 48, 12
LIMIT = 80
"""times as fast as R, at least"""
SCRIPT = """
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
design <- svydesign(id = ~village + farm, strata = ~stratum, fpc = ~villages + farms, data = d)
form <- as.formula(paste("~", paste0("m", 1:12, collapse = "+")))
taken <- system.time(s <- svyby(form, ~domain, design, svytotal))
write.csv(cbind(coef(s), unlist(SE(s))), commandArgs(TRUE)[2], row.names = FALSE)
cat(sum(taken[1:2]))
"""


def drawn(rows: int) -> pd.DataFrame:
    """Return a sample of about `rows` farms."""
    rng = np.random.default_rng(1)
    each = max(2, rows // (STRATA * VILLAGES))
    village = np.repeat(np.arange(STRATA * VILLAGES), each)
    frame = pd.DataFrame(
        {
            "stratum": village // VILLAGES,
            "village": village,
            "farm": np.arange(len(village)),
            "villages": 60,
            "farms": np.repeat(rng.integers(each + 1, 5 * each, STRATA * VILLAGES), each),
            "domain": rng.integers(0, DOMAINS, len(village)),
        }
    )
    size = rng.lognormal(3, 1, len(frame))[:, None]
    months = size * (1 + 0.4 * np.sin(np.arange(MONTHS) / 2)) * rng.uniform(0.7, 1.3, (len(frame), MONTHS))
    return frame.join(pd.DataFrame(months, columns=[f"m{month + 1}" for month in range(MONTHS)]))


def estimated(frame: pd.DataFrame) -> Estimates:
    """Return our totals, from the bare columns on."""
    columns = {name: frame[name].to_numpy() for name in frame}
    design: Design = make_design(
        strata=[columns["stratum"]],
        clusters=[columns["village"], columns["farm"]],
        population=[columns["villages"], columns["farms"]],
    )
    months = np.stack([columns[f"m{month + 1}"] for month in range(MONTHS)], axis=1)
    return totals(design, months, columns["domain"])


def by_r(frame: pd.DataFrame) -> tuple[float, np.ndarray]:
    """Return R's seconds, and its totals and errors (domain x month, 2), month by month."""
    with tempfile.TemporaryDirectory() as folder:
        script, data, answers = (Path(folder, name) for name in ("survey.R", "data.csv", "answers.csv"))
        script.write_text(SCRIPT, encoding="utf-8")
        frame.to_csv(data, index=False)
        run = [shutil.which("Rscript") or "Rscript", script, data, answers]
        taken = subprocess.run(run, check=True, capture_output=True, text=True).stdout
        return float(taken), pd.read_csv(answers).to_numpy()


def main() -> None:
    """Print both sides and their ratio."""
    frame = drawn(int(sys.argv[1]) if len(sys.argv) > 1 else 2400)
    theirs, answers = by_r(frame)
    ours, found = clock(lambda: estimated(frame), 21)
    np.testing.assert_allclose(found.value.T.ravel(), answers[:, 0], rtol=1e-9)
    np.testing.assert_allclose(found.se.T.ravel(), answers[:, 1], rtol=1e-9)
    print(f"{len(frame)} farms in {STRATA * VILLAGES} villages, {DOMAINS} domains x {MONTHS} months, all equal to 1e-9")
    print(f"R survey  {theirs:9.4f} s\nours      {ours:9.4f} s")
    print(f"{theirs / ours:.0f} times as fast (at least {LIMIT} wanted)")
    sys.exit(theirs / ours < LIMIT)


if __name__ == "__main__":
    main()
