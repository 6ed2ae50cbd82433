"""Small cluster folders for tests: a dairy cluster whose survey is whatever the test writes."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

from capacity.intake.facts.survey import SurveyData
from capacity.intake.specs import read_specs
from capacity.intake.survey.survey import read_survey

CLUSTER = """\
cluster: mini-dairy
currency: KGS
start: 2027-01
horizon: [3, year]
source: estimate
sources: {estimate: {title: Working group}}
products:
  raw_milk: {unit: kg, measures: {l: [1.03, kg]}}
  cheese: {unit: kg}
links:
  production: {rated: raw_milk, makes: {raw_milk: [1, kg]}}
  cooling: {rated: raw_milk, takes: {raw_milk: [1, kg]}, makes: {cooled_milk: [0.98, kg]}}
  cheese_making: {rated: cooled_milk, takes: {cooled_milk: [1, kg]}, makes: {cheese: [0.1, kg]}, capacity: [5, t/day]}
classes:
  household: {runs: [production], title: {en: Households, ru: Дворы}}
  point: {runs: [cooling]}
  anchor: {runs: [cheese_making]}
  vet: {service: true}
survey:
"""
MAP = """\
  member: {columns: [id]}
  class: {columns: [kind], values: {ЛПХ: household, пункт: point, завод: anchor, вет: vet, нежилой: exclude}}
  current: {columns: [milk], unit: l/day}
  capacity: {columns: [tank], unit: t/day}
  joins: {columns: [joins], values: {да: [0.9, share], возможно: [0.5, share], "нет": [0, share], ооба: да}}
"""
MARKETS = """\
markets: {retail: {buys: cheese, price: [500, KGS/kg]}}
"""
HEADER = ["id", "kind", "milk", "tank", "joins"]
MONTHLY = 1.03 * 365 / 12
"""kg a month of one litre a day"""


def cluster_folder(path: Path, survey_map: str = MAP, cluster: str = CLUSTER) -> Path:
    """Return a folder with a cluster.yml whose survey has this column map."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "cluster.yml").write_text(cluster + survey_map + MARKETS, encoding="utf-8")
    return path


def with_survey(path: Path, rows: list[list[str]], survey_map: str = MAP, delimiter: str = ";") -> Path:
    """Return a cluster folder with these rows, header first, as members.csv."""
    folder = cluster_folder(path, survey_map)
    text = "\n".join(delimiter.join(row) for row in rows) + "\n"
    (folder / "members.csv").write_text(text, encoding="utf-8")
    return folder


def with_members(path: Path, *members: list[str], survey_map: str = MAP) -> Path:
    """Return a cluster folder with these members below the usual header."""
    return with_survey(path, [HEADER, *members], survey_map)


def with_bytes(path: Path, data: bytes, name: str = "members.csv", survey_map: str = MAP) -> Path:
    """Return a cluster folder with a survey file of these bytes."""
    folder = cluster_folder(path, survey_map)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return folder


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """Return the bytes of a workbook with these sheets of rows."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(body: str, title: str = "S") -> bytes:
    """Return the bytes of an .ods whose one sheet has this XML for rows."""
    target = io.BytesIO()
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="{title}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def read(folder: Path) -> SurveyData:
    """Return the survey of a folder."""
    return read_survey(folder, read_specs(folder)["base"])


def issues(data: SurveyData, severity: str) -> list[tuple[int | None, str, str]]:
    """Return row, column and code of every issue of a severity."""
    return [(issue.row, issue.column, issue.code) for issue in data.issues if issue.severity == severity]
