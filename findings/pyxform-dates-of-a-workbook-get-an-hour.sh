#!/usr/bin/env bash
# pyxform gives a date that was typed in the workbook of a form an hour that nobody typed.
#
# A spreadsheet has no type of its own for a day: it keeps the midnight of it and shows the day. pyxform writes the whole
# moment into the form. The default of a question of the type date becomes `2026-01-02 00:00:00`, which is no xsd:date;
# the name of an answer (a survey round that is called by its day) becomes the same, and what the survey exports no longer
# equals the day that stands in the list of rounds. The same form as text (Markdown) keeps the day a day. No warning is
# given either way. Type such cells as text.
#
# Seen with pyxform 4.5.0 and openpyxl 3.1.5: from the workbook `2026-01-02 00:00:00` as the default and as the name,
# from Markdown `2026-01-02` in both places. Valid input: a form of two questions. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "pyxform==4.5.0" "openpyxl==3.1.5"

cat > "$place/ask.py" << 'PYTHON'
import datetime
import re
import sys

import openpyxl
from pyxform.xls2xform import convert

day = datetime.date(2026, 1, 2)
sheets = {
    "survey": [["type", "name", "label", "default"], ["date", "seen", "Seen on", day], ["select_one r", "of", "Round", ""]],
    "choices": [["list_name", "name", "label"], ["r", day, "First round"], ["r", "later", "Later"]],
}
book = openpyxl.Workbook()
book.remove(book.active)
text = ""
for title, rows in sheets.items():
    sheet = book.create_sheet(title)
    text += f"| {title} |\n"
    for row in rows:
        sheet.append([cell or None for cell in row])
        text += "| | " + " | ".join(map(str, row)) + " |\n"
book.save(sys.argv[1])

for form, kind in ((sys.argv[1], None), (text, ".md")):
    made = convert(form, validate=False, file_type=kind)
    print(re.findall("<seen>(.*?)</seen>", made.xform) + re.findall("<item><name>(.*?)</name>", made.xform)[:1], made.warnings)
PYTHON

said=$("$place/env/bin/python" "$place/ask.py" "$place/form.xlsx")
echo "pyxform 4.5.0, from a workbook and from Markdown:"
echo "$said"
[[ $said == "['2026-01-02 00:00:00', '2026-01-02 00:00:00'] []
['2026-01-02', '2026-01-02'] []" ]]
