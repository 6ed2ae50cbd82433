"""What the last cell of the feasibility notebook leaves: every file of a report that is made from the study itself."""

from pathlib import Path

from capacity.model.study import Study
from capacity.present.pages import members_page
from capacity.run.live.book import live_sheets
from capacity.run.manifest import to_json
from capacity.run.receipt import acknowledge
from capacity.run.tables import to_csv, to_xlsx

WORKBOOK = "feasibility.xlsx"


def save(study: Study, out: str | Path, languages: str = "en") -> None:
    """Write a study's summary, tables, issues, workbook and members' pages to the folder `out`; with "" write nothing.

    languages: en, ru, ky, joined by commas; one members' page each.
    """
    if not str(out):
        return
    confidential, public = Path(out) / "confidential", Path(out) / "public"
    (confidential / "tables").mkdir(parents=True, exist_ok=True)
    public.mkdir(exist_ok=True)
    (confidential / "summary.json").write_bytes(to_json(study.summary))
    for name, table in study.tables.items():
        (confidential / "tables" / f"{name}.csv").write_bytes(to_csv(table))
    (confidential / "issues.csv").write_bytes(to_csv(study.tables["issues"]))
    sheets, _ = live_sheets(study.cluster.specs[study.scenario], study.books)
    (confidential / WORKBOOK).write_bytes(to_xlsx(study.tables, sheets))
    for language in languages.split(","):
        (public / f"members.{language}.html").write_text(members_page(study, language), encoding="utf-8", newline="\n")
    acknowledge(Path(out))
