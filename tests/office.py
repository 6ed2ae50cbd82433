"""LibreOffice in the tests: it works out the formulas of a workbook, and prints it."""

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
if OFFICE is None and not os.environ.get("CAPACITY_REQUIRE_ALL"):
    pytest.skip("LibreOffice is not installed", allow_module_level=True)


def worked_out(content: bytes, folder: Path) -> openpyxl.Workbook:
    """A workbook with the values that LibreOffice finds for its formulas; those in the file are taken out."""
    book, bare = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    book.save(bare)
    found = converted(bare.getvalue(), folder, "xlsx:Calc MS Excel 2007 XML")
    return openpyxl.load_workbook(io.BytesIO(found), data_only=True)


def pages(content: bytes, folder: Path) -> int:
    """On how many pages LibreOffice prints a workbook."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", converted(content, folder, "pdf")))


def converted(content: bytes, folder: Path, kind: str) -> bytes:
    """A workbook as LibreOffice writes it in another format."""
    folder.mkdir(exist_ok=True)
    (folder / "book.xlsx").write_bytes(content)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [OFFICE, home, "--headless", "--convert-to", kind, "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True, timeout=170)
    return (folder / "out" / f"book.{kind.partition(':')[0]}").read_bytes()
