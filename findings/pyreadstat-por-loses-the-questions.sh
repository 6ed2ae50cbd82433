#!/usr/bin/env bash
# pyreadstat, writing SPSS's portable format, loses the label of each column whose name has a small letter.
#
# Names in that format are capitals, and write_por() turns `milk` into MILK before it looks up the labels by name: the label
# that was given for `milk`, the question as it was asked, is found no more and left out. No error, no warning; figures and
# names are whole, so that only who opens the file in SPSS sees that the questions are gone. write_sav() takes the same
# call. Give the labels as a list in the order of the columns.
#
# Seen with pyreadstat 1.3.7 and pandas 3.1.1: by a dictionary no label in the portable file, by a list the label; in the
# .sav file the label either way. Valid input: a table of one column, one label. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "pyreadstat==1.3.7" "pandas==3.1.1"

cat > "$place/ask.py" << 'PYTHON'
import sys

import pandas
import pyreadstat

table = pandas.DataFrame({"milk": [12.0, 7.5]})
for labels in ({"milk": "Milk sold"}, ["Milk sold"]):
    pyreadstat.write_por(table, sys.argv[1], column_labels=labels)
    portable = pyreadstat.read_por(sys.argv[1])[1].column_labels
    pyreadstat.write_sav(table, sys.argv[1], column_labels=labels)
    print(portable, pyreadstat.read_sav(sys.argv[1])[1].column_labels)
PYTHON

said=$("$place/env/bin/python" "$place/ask.py" "$place/table")
echo "pyreadstat 1.3.7, .por and .sav:"
echo "$said"
[[ $said == "[None] ['Milk sold']
['Milk sold'] ['Milk sold']" ]]
