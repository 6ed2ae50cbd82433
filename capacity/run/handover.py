"""What the last cell of the feasibility notebook leaves: every file of a report that is made from the study itself."""

import warnings
from pathlib import Path

from capacity.model.results.study import Study
from capacity.present.members_page import judge, members_page
from capacity.run.before.second_page import WRITTEN, decide, others, write_record
from capacity.run.live import bank_sheets, to_workbook
from capacity.run.manifest import to_json
from capacity.run.notebook.receipt import acknowledge
from capacity.run.tables import to_csv, to_xlsx

WORKBOOK, TABLES = "feasibility.xlsx", "tables.xlsx"
"""the bank's workbook, and every table of the study as a sheet"""


def save(study: Study, out: str | Path, languages: str = "en", *, release: bool = False) -> None:
    """Write a study's summary, tables, issues, workbooks and members' pages to the folder `out`; with "" write nothing.

    languages: en, ru, ky, joined by commas; one members' page each, the bank's workbook in the first. A page that would
    tell, with the one that stands in `out` or in a folder beside it, the figures of few is written only with `release`;
    a warning says whose and how.

    >>> import capacity as cap
    >>> import tempfile
    >>> found = cap.study(cap.read_cluster("data/talas-beans").only("base"), draws=16)
    >>> folder = Path(tempfile.mkdtemp())
    >>> cap.save(found, folder, "en,ky")
    >>> sorted(path.name for path in (folder / "public").iterdir())
    ['members.en.html', 'members.ky.html']
    """
    if not str(out):
        return
    confidential = Path(out) / "confidential"
    (confidential / "tables").mkdir(parents=True, exist_ok=True)
    (confidential / "summary.json").write_bytes(to_json(study.summary))
    for name, table in study.tables.items():
        (confidential / "tables" / f"{name}.csv").write_bytes(to_csv(table))
    (confidential / "issues.csv").write_bytes(to_csv(study.tables["issues"]))
    (confidential / TABLES).write_bytes(to_xlsx(study.tables))
    sheets = bank_sheets(study, languages.split(",", maxsplit=1)[0])
    (confidential / WORKBOOK).write_bytes(to_workbook(sheets, study.cluster.slug))
    _save_pages(study, Path(out), languages, release=release)
    acknowledge(Path(out))


def _save_pages(study: Study, out: Path, languages: str, *, release: bool) -> None:
    """Write the members' pages and, confidential, who stands behind them; what stands decides with."""
    judged, public = judge(study), out / "public"
    verdict = decide(judged.standing, [out, *others(out.parent, out.name)], release=release)
    if verdict.why:
        warnings.warn(verdict.as_text(), stacklevel=3)
    if verdict.state != WRITTEN:
        return
    public.mkdir(exist_ok=True)
    for language in languages.split(","):
        page = members_page(study, language, judged.release)
        (public / f"members.{language}.html").write_text(page, encoding="utf-8", newline="\n")
    write_record(out, judged.standing)
