#!/usr/bin/env bash
# fastexcel, which polars reads workbooks with, turns a number into true where it stands far below ticks.
#
# The type of a column is chosen by its first 1 000 rows. Where those hold true and false (a question "sells milk?" whose
# cells are ticked) and a later cell holds a number (5 cows, put into the wrong column), the 5 comes back as true: the
# slip can no longer be seen in the table, and it counts as a "yes". The same cell in the first rows makes the column one
# of numbers, so the 5 stays. A text at that place comes back as nothing, which at least shows as a missing answer.
# Ask for the column as text, or for schema_sample_rows=None.
#
# Seen with fastexcel 0.21.0 and polars 2.1.0, the workbook written by openpyxl 3.1.5: after 1 200 times true a 5 is true
# by both, openpyxl gives 5; with the 5 as the first answer 5.0. Valid input: a sheet of one column. Ends with 1 if any of
# that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "fastexcel==0.21.0" "polars==2.1.0" "openpyxl==3.1.5"

cat > "$place/ask.py" << 'PYTHON'
import sys

import fastexcel
import openpyxl
import polars

book = sys.argv[1]
for answers in ([True] * 1200 + [5], [5] + [True] * 1200):
    written = openpyxl.Workbook()
    written.active.title = "answers"
    for value in ["sells milk", *answers]:
        written.active.append([value])
    written.save(book)
    row = answers.index(5) if answers[0] == 5 else 1200
    kept = openpyxl.load_workbook(book)["answers"].cell(row + 2, 1).value
    fast = fastexcel.read_excel(book).load_sheet("answers").to_polars()["sells milk"][row]
    print(kept, fast, polars.read_excel(book)["sells milk"][row])
PYTHON

said=$("$place/env/bin/python" "$place/ask.py" "$place/book.xlsx")
echo "openpyxl 3.1.5, fastexcel 0.21.0, polars 2.1.0:"
echo "$said"
[[ $said == "5 True True
5 5.0 5" ]]
