"""LibreOffice in the tests: it works out the formulas of a workbook."""

import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
if OFFICE is None and not os.environ.get("CAPACITY_REQUIRE_ALL"):
    pytest.skip("LibreOffice is not installed", allow_module_level=True)


def worked_out(content: bytes, folder: Path) -> openpyxl.Workbook:
    """A workbook with the values that LibreOffice finds for its formulas."""
    folder.mkdir(exist_ok=True)
    (folder / "book.xlsx").write_bytes(content)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [OFFICE, home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run(
        [*command, str(folder / "out"), str(folder / "book.xlsx")], check=True, capture_output=True, timeout=170
    )
    return openpyxl.load_workbook(folder / "out" / "book.xlsx", data_only=True)
