#!/usr/bin/env bash
# plotly draws, and writes into the page, the figures that a masked array hides.
#
# numpy keeps under a mask what is not to be counted: a figure that is in doubt, a cell of a table that is withheld because
# it tells of one farm alone. Sums and means of such an array leave it out. Given to a figure it comes out as if there was
# no mask: the point is drawn, and the withheld figure stands in the page for whoever hovers over it or reads the file. No
# warning is given. Fill the array with NaN before (array.filled(numpy.nan)): then there is a gap.
#
# Seen with plotly 7.1.0 and numpy 2.4.6: of 1, (2 masked), 3 the page holds 1, 2, 3, the mean of the array being that of
# 1 and 3; filled with NaN it holds 1, nan, 3. plotly/plotly.py#4213 tells of the drawn points, open. Valid input: an array
# of three figures. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "plotly==7.1.0" "numpy==2.4.6"

cat > "$place/ask.py" << 'PYTHON'
import base64
import json

import numpy
from plotly.graph_objects import Bar, Figure


def in_page(figures):
    written = json.loads(Figure(Bar(y=figures)).to_json())["data"][0]["y"]
    return numpy.frombuffer(base64.b64decode(written["bdata"]), written["dtype"]).tolist()


cows = numpy.ma.array([1.0, 2.0, 3.0], mask=[False, True, False])
assert cows.count() == 2 and cows.sum() == 4
print(in_page(cows), in_page(cows.filled(numpy.nan)))
PYTHON

said=$("$place/env/bin/python" "$place/ask.py")
echo "plotly 7.1.0: $said"
[[ $said == "[1.0, 2.0, 3.0] [1.0, nan, 3.0]" ]]
