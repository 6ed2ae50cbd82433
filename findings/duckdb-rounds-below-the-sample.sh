#!/usr/bin/env bash
# DuckDB reads a CSV file and rounds the figures that stand below the rows by which it chose the type of a column.
#
# read_csv() looks at the first 20 480 rows. If a column holds whole numbers there and 2.5 further down, 2.5 is read as 3:
# no error, no warning, no rejected row. A day that gets an hour further down loses the hour. Only a text
# that is no number at all ends the reading with an error, so that a reader who relies on that error to hear of mixed
# columns hears nothing. The totals of a long survey depend on the order of its rows. Give the types, or sample_size=-1.
#
# Seen with DuckDB 2.0.1: of 30 000 whole numbers and 2.5 the last is 3, with sample_size=-1 it is 2.5; with 2.5 as the
# first row it is 2.5; a day with an hour comes back as a day. duckdb/duckdb#25824 tells of it, open. Valid input: a file
# of two columns. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "duckdb==2.0.1"

cat > "$place/ask.py" << 'PYTHON'
import csv
import sys

import duckdb


def read(first, last, more=""):
    with open(sys.argv[1], "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "given"])
        writer.writerows([number, value] for number, value in enumerate(first + last))
    return str(duckdb.sql(f"select given from read_csv('{sys.argv[1]}'{more}) where id = {len(first)}").fetchall()[0][0])


whole, days = list(range(30000)), ["2026-01-02"] * 30000
print(read(whole, [2.5]), read(whole, [2.5], ", sample_size=-1"), read([], [2.5] + whole), read(days, ["2026-01-02 09:30:00"]))
PYTHON

said=$("$place/env/bin/python" "$place/ask.py" "$place/survey.csv")
echo "DuckDB 2.0.1: $said"
[[ $said == "3 2.5 2.5 2026-01-02" ]]
